import type { PriceKey } from '../kinds.ts';
import { parsePrice, parseRatio, perUnits, type Ratio } from '../price.ts';
import { type Prices, scaled } from '../prices.ts';
import { isPriceField, priceFieldOf, upliftRegionOf } from './fields.ts';
import { PriceSheet } from './price-sheet.ts';

/** One model's fields in LiteLLM's names. Numbers are the text they were written in. */
export type LitellmFields = Readonly<Record<string, unknown>>;

export interface LitellmEntry {
  /** Null when no field held a price that is taken. */
  readonly prices: Prices | null;
  /** Fields whose price is in `prices`. */
  readonly taken: readonly string[];
  /** Fields that state a price and are not taken, with the reason. */
  readonly leftOut: readonly { readonly field: string; readonly why: string }[];
}

/** Reads the prices of one model. Whatever looks like a price is either taken or left out with its reason. */
export function readLitellmEntry(fields: LitellmFields): LitellmEntry {
  const reader = new EntryReader(fields);
  const entries = Object.entries(fields).sort(([a], [b]) => rankOf(a) - rankOf(b));
  for (const [field, value] of entries) {
    if (value !== null && isPriceField(field)) reader.read(field, value);
  }
  return reader.close();
}

/** Where two fields say the same thing, the later one holds: bands over flat prices, the newer name over the older. */
function rankOf(field: string): number {
  if (field === 'tiered_pricing') return 2;
  return field === 'input_cost_per_token_cache_hit' ? 0 : 1;
}

const SEARCH_SIZES: Readonly<Record<string, PriceKey>> = {
  search_context_size_low: 'web_search:low',
  search_context_size_medium: 'web_search:medium',
  search_context_size_high: 'web_search:high',
};
const MADE_IMAGES: readonly (readonly [string, PriceKey])[] = [
  ['image', 'output_image_count'],
  ['pixel', 'output_pixel'],
];
const BASE = { aboveInputTokens: null, serviceTier: null };
const NOT_DOLLARS = 'is not a number of US dollars';

class EntryReader {
  readonly #sheet = new PriceSheet();
  readonly #taken = new Set<string>();
  readonly #leftOut: { field: string; why: string }[] = [];
  readonly #factors: [string, Ratio][] = [];
  readonly #imagePrices: ReadonlyMap<string, PriceKey | null>;

  constructor(fields: LitellmFields) {
    this.#imagePrices = imagePricesOf(fields);
  }

  read(field: string, value: unknown): void {
    if (field === 'search_context_cost_per_query') this.#readSearch(field, value);
    else if (field === 'tiered_pricing') this.#readBands(field, value);
    else if (field === 'provider_specific_entry') this.#readFactors(field, value);
    else if (upliftRegionOf(field) !== null) this.#readUplift(field, value);
    else this.#readPrice(field, value, null);
  }

  close(): LitellmEntry {
    const { prices, orphans } = this.#sheet.build();
    for (const field of orphans)
      this.#leave(field, 'the price below this length of input is missing');
    return {
      prices: this.#sheet.isEmpty ? null : this.#withFactors(prices),
      taken: [...this.#taken],
      leftOut: this.#leftOut,
    };
  }

  /** `above` is where the band it stands in begins; its name may say more. */
  #readPrice(path: string, value: unknown, above: number | null): void {
    const meaning = priceFieldOf(path.replace(/^.*\./, ''));
    if ('why' in meaning) {
      this.#leave(path, meaning.why);
      return;
    }
    const price = typeof value === 'string' ? parsePrice(value) : null;
    if (price === null) this.#leave(path, `${show(value)} ${NOT_DOLLARS}`);
    else {
      const { per, serviceTier, aboveInputTokens } = meaning;
      const made = this.#imagePrices.get(path);
      const place = { key: made ?? meaning.key, serviceTier };
      this.#taken.add(path);
      if (made === null) return;
      this.#sheet.place(
        { ...place, aboveInputTokens: aboveInputTokens ?? above },
        perUnits(price, per),
        path,
      );
    }
  }

  /** Searches of a size nobody stated are of the medium one, the default of those who have sizes. */
  #readSearch(field: string, value: unknown): void {
    const sizes = typeof value === 'object' ? value : { search_context_size_medium: value };
    for (const [size, text] of Object.entries(sizes ?? {})) {
      const path = `${field}.${size}`;
      const key = SEARCH_SIZES[size];
      const price = typeof text === 'string' ? parsePrice(text) : null;
      if (key === undefined) this.#leave(path, 'no price of this kind is known');
      else if (price === null) this.#leave(path, `${show(text)} ${NOT_DOLLARS}`);
      else {
        this.#sheet.place({ key, ...BASE }, price, path);
        if (key.endsWith(':medium')) {
          this.#sheet.place({ key: 'web_search', ...BASE }, price, path);
        }
        this.#taken.add(path);
      }
    }
  }

  /** `tiered_pricing`: the prices of calls whose input is within a range of tokens. */
  #readBands(field: string, value: unknown): void {
    if (!Array.isArray(value)) {
      this.#leave(field, 'is not a list');
      return;
    }
    value.forEach((band: LitellmFields, at) => {
      const { range, ...prices } = band;
      const from = Array.isArray(range) ? wholeOf(range[0]) : null;
      for (const [name, text] of Object.entries(prices)) {
        const path = `${field}[${at}].${name}`;
        if (!isPriceField(name)) this.#leave(path, 'is not a price');
        else if (from === null) this.#leave(path, 'its range is not one of input tokens');
        else this.#readPrice(path, text, from === 0 ? null : from);
      }
    });
  }

  /** Anthropic's factors: by where the model runs, and for answering fast. */
  #readFactors(field: string, value: unknown): void {
    for (const [name, text] of Object.entries((value as LitellmFields) ?? {})) {
      const path = `${field}.${name}`;
      const ratio = typeof text === 'string' ? parseRatio(text) : null;
      if (ratio === null) this.#leave(path, `${show(text)} is not a factor on prices`);
      else {
        if (name === 'fast') this.#factors.push([name, ratio]);
        else this.#sheet.uplift(name, ratio);
        this.#taken.add(path);
      }
    }
  }

  #readUplift(field: string, value: unknown): void {
    const ratio = typeof value === 'string' ? parseRatio(value) : null;
    const region = upliftRegionOf(field);
    if (ratio === null || region === null) this.#leave(field, `${show(value)} is not a factor`);
    else {
      this.#sheet.uplift(region, ratio);
      this.#taken.add(field);
    }
  }

  #withFactors(prices: Prices): Prices {
    if (this.#factors.length === 0) return prices;
    const tiers = this.#factors.map(([name, ratio]) => [name, scaled(prices.base, ratio)]);
    return { ...prices, serviceTiers: { ...prices.serviceTiers, ...Object.fromEntries(tiers) } };
  }

  #leave(field: string, why: string): void {
    this.#taken.delete(field);
    this.#leftOut.push({ field, why });
  }
}

/**
 * Of a model that makes images, LiteLLM's input price is what the made image costs: where the output
 * has no price or a zero beside it, the input's stands for the output's, whose zero (null here) then
 * says nothing.
 */
function imagePricesOf(fields: LitellmFields): ReadonlyMap<string, PriceKey | null> {
  const prices = new Map<string, PriceKey | null>();
  if (!/^image_(generation|edit)$/.test(String(fields['mode']))) return prices;
  for (const [unit, key] of MADE_IMAGES) {
    const output = fields[`output_cost_per_${unit}`] ?? null;
    if (output !== null && !isZero(output)) continue;
    prices.set(`input_cost_per_${unit}`, key);
    prices.set(`input_cost_per_${unit}_above_128k_tokens`, key);
    if ((fields[`input_cost_per_${unit}`] ?? null) !== null) {
      prices.set(`output_cost_per_${unit}`, null);
    }
  }
  return prices;
}

function isZero(text: unknown): boolean {
  return typeof text === 'string' && parsePrice(text)?.pico === 0n;
}

function wholeOf(value: unknown): number | null {
  const count = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(count) && count >= 0 ? count : null;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
