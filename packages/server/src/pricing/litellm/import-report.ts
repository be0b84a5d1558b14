import type { Prices } from '../prices.ts';
import type { LitellmEntry } from './entry.ts';

/** What became of one field, over all entries. */
export interface FieldReport {
  /** Nested fields by path; the bands of `tiered_pricing` count as one. */
  readonly field: string;
  readonly use: 'price' | 'metadata' | 'left out';
  readonly entries: number;
  /** Why it is left out. */
  readonly why: string | null;
}

/** Metadata that is taken beside the prices. */
const TAKEN_METADATA: ReadonlySet<string> = new Set([
  'litellm_provider',
  'mode',
  'max_tokens',
  'max_input_tokens',
  'max_output_tokens',
]);

/** Accounts for every entry and every field of an imported file. */
export class ImportReport {
  /** Entries of the file, without the specimen. */
  entries = 0;
  /** Entries whose prices were taken. */
  priced = 0;
  /** Of these, the ones whose every price is an explicit zero: they are free, not unknown. */
  free = 0;
  /** Entries that hold no price that is taken. */
  readonly unpriced: string[] = [];
  /** What in which entry could not be taken, and why. */
  readonly refused: { entry: string; field: string; why: string }[] = [];
  readonly #fields = new Map<string, FieldReport>();

  refuse(entry: string, why: string): void {
    this.entries += 1;
    this.unpriced.push(entry);
    this.refused.push({ entry, field: '', why });
  }

  contradict(entry: string, subject: string): void {
    const why = `another entry has other prices for ${subject}`;
    this.refused.push({ entry, field: '', why });
  }

  count(
    entry: string,
    { prices, taken, leftOut }: LitellmEntry,
    metadata: readonly string[],
  ): void {
    this.entries += 1;
    if (prices === null) this.unpriced.push(entry);
    else this.priced += 1;
    if (prices !== null && isFree(prices)) this.free += 1;
    this.#see(taken, 'price', null);
    for (const { field, why } of leftOut) {
      this.#see([field], 'left out', why);
      this.refused.push({ entry, field, why });
    }
    for (const field of metadata) {
      const use = TAKEN_METADATA.has(field) ? 'metadata' : 'left out';
      this.#see([field], use, use === 'metadata' ? null : 'is not a price');
    }
  }

  /** By name. A field that is taken in some entries and not in others is there once for each. */
  get fields(): readonly FieldReport[] {
    const compare = (a: FieldReport, b: FieldReport): number =>
      a.field === b.field ? (a.use < b.use ? -1 : 1) : a.field < b.field ? -1 : 1;
    return [...this.#fields.values()].sort(compare);
  }

  /** Fields of one entry: a name that stands in several bands counts once. */
  #see(paths: readonly string[], use: FieldReport['use'], why: string | null): void {
    const names = new Set(paths.map((path) => path.replace(/\[\d+\]/, '[]')));
    for (const field of names) {
      const key = `${field}\n${use}`;
      const entries = (this.#fields.get(key)?.entries ?? 0) + 1;
      this.#fields.set(key, { field, use, entries, why });
    }
  }
}

function isFree({ base, serviceTiers }: Prices): boolean {
  const all = [base, ...Object.values(serviceTiers ?? {})].flatMap((each) => Object.values(each));
  return all.every(({ base: price, tiers }) =>
    [price, ...tiers.map((tier) => tier.price)].every(({ pico }) => pico === 0n),
  );
}
