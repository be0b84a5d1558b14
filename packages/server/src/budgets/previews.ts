import { type Clock, err, ok, type Result } from '../kernel/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import { type Preview, previewBudget } from './preview.ts';
import { invalid, notFound, type Problem } from './problem.ts';
import { readTerms, type TermsDefaults, type TermsInput } from './read-terms.ts';
import { isScope, type Scope } from './scope.ts';
import { findTier } from './sql/tier-rows.ts';
import { spanAt } from './window.ts';

export interface PreviewInput {
  readonly terms: TermsInput;
  /** What of the scope's or the customers' calls counts. */
  readonly within: Scope;
  /** Whose budget it would be: a scope, or each customer on a tier. */
  readonly scope: Scope | null;
  readonly tierId: string | null;
}

export type DatedPreview = Preview & { readonly from: Date; readonly to: Date };

/** What proposed budgets would have done. */
export class Previews {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #defaults: () => TermsDefaults;

  constructor(deps: { pool: Pool; clock: Clock; defaults: () => TermsDefaults }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
    this.#defaults = deps.defaults;
  }

  /** To the calls of the calendar month before this one, in the budget's own time zone. */
  async lastMonth(input: PreviewInput): Promise<Result<DatedPreview, Problem[]>> {
    const defaults = this.#defaults();
    const terms = readTerms(input.terms, ['input', 'budget'], defaults);
    if (!terms.ok) return terms;
    const scope = { ...input.within, ...input.scope };
    const tier = input.tierId === null ? null : await this.#tier(input.tierId);
    const problem = whoseProblem(input, scope, tier);
    if (problem !== null) return err([problem]);
    const timeZone =
      'timeZone' in terms.value.window ? terms.value.window.timeZone : defaults.timeZone;
    const { from, to } = lastMonth(this.#clock.now(), timeZone);
    const request = { terms: terms.value, scope, tier, from, to };
    return ok({ ...(await previewBudget(this.#pool, request)), from, to });
  }

  async #tier(id: string): Promise<{ id: string; isDefault: boolean } | null> {
    const row = id === '' ? null : await findTier(this.#pool, { id });
    return row && { id, isDefault: row.is_default };
  }
}

function whoseProblem(
  { scope: given, tierId }: PreviewInput,
  scope: Scope,
  tier: object | null,
): Problem | null {
  if ((given === null) === (tierId === null)) return invalid(['input'], 'Give a scope or a tier');
  if (tierId !== null && tier === null) return notFound(['input', 'tier'], 'There is no such tier');
  return isScope(scope) ? null : invalid(['input', 'scope'], 'This is no scope');
}

function lastMonth(now: Date, timeZone: string): { from: Date; to: Date } {
  const month = { kind: 'calendar', unit: 'month', timeZone } as const;
  const to = spanAt(month, now.getTime()).startMs;
  return { from: new Date(spanAt(month, to - 1).startMs), to: new Date(to) };
}
