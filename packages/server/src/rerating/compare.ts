import { type Pico, toPico, ZERO_PICO } from '../kernel/index.ts';
import { type Pool, streamRows } from '../platform/postgres/index.ts';
import type { RatePast } from './past-prices.ts';
import type { Selection } from './selection.ts';
import { type PastEvent, type PastEventRow, selectEvents, toPastEvent } from './sql/read-events.ts';

/** What some events come to now, and would come to. Exact: `before` + `difference` = `after`. */
export interface Sums {
  readonly events: number;
  /** Of them, those whose charge would change. */
  readonly changed: number;
  /** Of them, those that have no price now. */
  readonly unpriced: number;
  /** Charges of the events that can be rated; an unpriced one is in as nothing. */
  readonly before: Pico;
  readonly after: Pico;
  readonly difference: Pico;
  /** Events that cannot be rated at those prices, and what they are charged now: in no other sum. */
  readonly unrated: number;
  readonly unratedCharge: Pico;
}

export type ComparedBy = 'CUSTOMER' | 'MODEL';

export interface ComparedGroup extends Sums {
  /** Null for calls without a customer. */
  readonly key: string | null;
}

export interface Comparison extends Sums {
  /** The greatest difference first. */
  readonly groups: Readonly<Record<ComparedBy, readonly ComparedGroup[]>>;
}

/** Rates all selected events, of one moment of the record, batch by batch: only sums are kept. */
export async function compareSpend(
  pool: Pool,
  selection: Selection,
  ratePast: RatePast,
): Promise<Comparison> {
  const total = new Tally();
  const byCustomer = new Map<string | null, Tally>();
  const byModel = new Map<string | null, Tally>();
  const { text, values } = selectEvents(selection);
  for await (const rows of streamRows<PastEventRow>(pool, text, values)) {
    for (const event of rows.map(toPastEvent)) {
      const rated = ratePast(event);
      const after = typeof rated === 'string' ? null : rated.cost;
      total.add(event, after);
      tallyOf(byCustomer, event.customerExternalId).add(event, after);
      tallyOf(byModel, event.model).add(event, after);
    }
  }
  return {
    ...total.sums(),
    groups: { CUSTOMER: sorted(byCustomer), MODEL: sorted(byModel) },
  };
}

class Tally {
  #events = 0;
  #changed = 0;
  #unpriced = 0;
  #unrated = 0;
  #before = 0n;
  #after = 0n;
  #unratedCharge = 0n;

  add({ charge }: PastEvent, after: Pico | null): void {
    this.#events += 1;
    if (charge === null) this.#unpriced += 1;
    if (after === null) {
      this.#unrated += 1;
      this.#unratedCharge += charge ?? ZERO_PICO;
      return;
    }
    if (charge !== after) this.#changed += 1;
    this.#before += charge ?? ZERO_PICO;
    this.#after += after;
  }

  sums(): Sums {
    return {
      events: this.#events,
      changed: this.#changed,
      unpriced: this.#unpriced,
      before: toPico(this.#before),
      after: toPico(this.#after),
      difference: toPico(this.#after - this.#before),
      unrated: this.#unrated,
      unratedCharge: toPico(this.#unratedCharge),
    };
  }
}

function tallyOf(tallies: Map<string | null, Tally>, key: string | null): Tally {
  const tally = tallies.get(key) ?? new Tally();
  tallies.set(key, tally);
  return tally;
}

function sorted(tallies: ReadonlyMap<string | null, Tally>): ComparedGroup[] {
  const groups = [...tallies].map(([key, tally]) => ({ key, ...tally.sums() }));
  return groups.sort(
    (a, b) => compareSizes(b.difference, a.difference) || compareKeys(a.key, b.key),
  );
}

function compareSizes(a: bigint, b: bigint): number {
  const [sizeA, sizeB] = [a < 0n ? -a : a, b < 0n ? -b : b];
  return sizeA < sizeB ? -1 : sizeA > sizeB ? 1 : 0;
}

function compareKeys(a: string | null, b: string | null): number {
  const [textA, textB] = [a ?? '', b ?? ''];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}
