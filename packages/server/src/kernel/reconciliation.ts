import { formatPico, toPico } from '@tollgate/shared';

/** One part of a sum whose two sides differ. All amounts are decimal text; the difference is left - right. */
export interface Difference {
  /** Which part, for people to read: `customer acme, 2026-03-01`. */
  readonly where: string;
  readonly left: string;
  readonly right: string;
  readonly difference: string;
}

/** Two ways to the same sum. */
export interface ReconciliationCheck {
  /** What the two sides are: `events = rollups`. */
  readonly name: string;
  /** What is added up, such as `charge`. */
  readonly measure: string;
  readonly left: string;
  readonly right: string;
  readonly difference: string;
  /** Each part agrees, and so does the sum. Sums can agree while two parts are swapped. */
  readonly ok: boolean;
  /** How many parts differ. */
  readonly differing: number;
  /** Those that differ most. */
  readonly places: readonly Difference[];
}

export interface Reconciliation {
  readonly ok: boolean;
  readonly at: Date;
  readonly checks: readonly ReconciliationCheck[];
}

/** How many parts that differ are told. */
export const MOST_PLACES = 20;

interface Part {
  readonly where: string;
  readonly leftPico: bigint;
  readonly rightPico: bigint;
}

/** Compares amounts of money, part by part. */
export function compareParts(
  { name, measure }: Pick<ReconciliationCheck, 'name' | 'measure'>,
  parts: readonly Part[],
): ReconciliationCheck {
  const differing = parts.filter(({ leftPico, rightPico }) => leftPico !== rightPico);
  const places = differing.toSorted((a, b) => (distance(b) > distance(a) ? 1 : -1));
  return {
    name,
    measure,
    ...sidesOf({
      leftPico: parts.reduce((sum, { leftPico }) => sum + leftPico, 0n),
      rightPico: parts.reduce((sum, { rightPico }) => sum + rightPico, 0n),
    }),
    ok: differing.length === 0,
    differing: differing.length,
    places: places.slice(0, MOST_PLACES).map((part) => ({ where: part.where, ...sidesOf(part) })),
  };
}

function distance({ leftPico, rightPico }: Part): bigint {
  return leftPico > rightPico ? leftPico - rightPico : rightPico - leftPico;
}

function sidesOf({ leftPico, rightPico }: Omit<Part, 'where'>) {
  const text = (pico: bigint) => formatPico(toPico(pico));
  return { left: text(leftPico), right: text(rightPico), difference: text(leftPico - rightPico) };
}
