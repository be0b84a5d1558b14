import type { DecimalText } from '../../lib/money.ts';

/** One number of a price. */
export interface Component {
  readonly kind: string;
  readonly amount: DecimalText;
  readonly perUnits: number;
  readonly aboveInputTokens: number | null;
  readonly minimumUnits: number | null;
  readonly serviceTier: string | null;
}

/** One number of a price beside what it was; `after` is null of what was dropped. */
export interface Difference {
  readonly id: string;
  readonly before: Component | null;
  readonly after: Component | null;
}

/** Every number of both prices, in the order of the later one; what was dropped comes last. */
export function differencesOf(
  before: readonly Component[],
  after: readonly Component[],
): Difference[] {
  const was = new Map(before.map((component) => [idOf(component), component]));
  const is = new Map(after.map((component) => [idOf(component), component]));
  return [...new Set([...is.keys(), ...was.keys()])].map((id) => ({
    id,
    before: was.get(id) ?? null,
    after: is.get(id) ?? null,
  }));
}

/** The two say the same; compared as the server's text, never as numbers. */
export function isSame({ before, after }: Difference): boolean {
  return (
    before !== null &&
    after !== null &&
    before.amount === after.amount &&
    before.perUnits === after.perUnits &&
    before.minimumUnits === after.minimumUnits
  );
}

function idOf({ kind, serviceTier, aboveInputTokens }: Component): string {
  return JSON.stringify([serviceTier, kind, aboveInputTokens]);
}
