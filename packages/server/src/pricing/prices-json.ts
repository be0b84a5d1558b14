import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../kernel/index.ts';
import { isPriceKey } from './kinds.ts';
import {
  formatPrice,
  formatRatio,
  type Price,
  parsePrice,
  parseRatio,
  type Ratio,
} from './price.ts';
import type { ContextTier, Prices, UnitPrice, UnitPrices } from './prices.ts';

/** The only one there has been. A reader refuses any other, so old code never half-reads new prices. */
const FORMAT = 1;

type UnitPriceJson =
  | string
  | {
      readonly price: string;
      readonly tiers?: readonly { readonly above: number; readonly price: string }[];
      readonly minimum?: number;
    };
type UnitPricesJson = Readonly<Record<string, UnitPriceJson>>;

/** `Prices` as JSON: prices are decimal text, or `dollars/units` where no decimal is exact. */
export interface PricesJson {
  readonly format: typeof FORMAT;
  readonly base: UnitPricesJson;
  readonly serviceTiers?: Readonly<Record<string, UnitPricesJson>>;
  readonly uplifts?: Readonly<Record<string, string>>;
}

/** The same prices give the same JSON, member for member in the same order. */
export function encodePrices({ base, serviceTiers, uplifts }: Prices): PricesJson {
  return {
    format: FORMAT,
    base: mapSorted(base, encodeUnitPrice),
    ...(serviceTiers !== null && {
      serviceTiers: mapSorted(serviceTiers, (tier) => mapSorted(tier, encodeUnitPrice)),
    }),
    ...(uplifts !== null && { uplifts: mapSorted(uplifts, formatRatio) }),
  };
}

/** Names prices by what they are: the same prices have the same fingerprint wherever they came from. */
export function fingerprintPrices(prices: Prices): string {
  const text = JSON.stringify(encodePrices(prices));
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Reads what `encodePrices` wrote, in any order of members. Whatever is not understood is a problem, never passed over. */
export function decodePrices(json: unknown): Result<Prices, readonly string[]> {
  const problems: string[] = [];
  const prices = new Decoder(problems).prices(json);
  return problems.length > 0 ? err(problems) : ok(prices);
}

function encodeUnitPrice({ base, tiers, minimum }: UnitPrice): UnitPriceJson {
  if (tiers.length === 0 && minimum === undefined) return formatPrice(base);
  return {
    price: formatPrice(base),
    ...(tiers.length > 0 && {
      tiers: tiers.map((tier) => ({
        above: tier.aboveInputTokens,
        price: formatPrice(tier.price),
      })),
    }),
    ...(minimum !== undefined && { minimum }),
  };
}

function mapSorted<Value, Encoded>(
  values: Readonly<Record<string, Value>>,
  encode: (value: Value) => Encoded,
): Record<string, Encoded> {
  const names = Object.keys(values).sort();
  return Object.fromEntries(names.map((name) => [name, encode(values[name] as Value)]));
}

type Members = Readonly<Record<string, unknown>>;

class Decoder {
  readonly #problems: string[];

  constructor(problems: string[]) {
    this.#problems = problems;
  }

  prices(json: unknown): Prices {
    const members = this.#members(json, 'prices', ['format', 'base', 'serviceTiers', 'uplifts']);
    if (members['format'] !== FORMAT) this.#problem('format', `must be ${FORMAT}`);
    const { serviceTiers, uplifts } = members;
    return {
      base: this.#unitPrices(members['base'], 'base'),
      serviceTiers:
        serviceTiers === undefined
          ? null
          : this.#each(serviceTiers, 'serviceTiers', (tier, path) => this.#unitPrices(tier, path)),
      uplifts:
        uplifts === undefined
          ? null
          : this.#each(uplifts, 'uplifts', (ratio, path) => this.#ratio(ratio, path)),
    };
  }

  #unitPrices(json: unknown, path: string): UnitPrices {
    const prices: Record<string, UnitPrice> = {};
    for (const [key, value] of Object.entries(this.#members(json, path))) {
      if (isPriceKey(key)) prices[key] = this.#unitPrice(value, `${path}.${key}`);
      else this.#problem(`${path}.${key}`, 'is no kind of price');
    }
    return prices;
  }

  #unitPrice(json: unknown, path: string): UnitPrice {
    if (typeof json === 'string') return { base: this.#price(json, path), tiers: [] };
    const members = this.#members(json, path, ['price', 'tiers', 'minimum']);
    const { minimum } = members;
    if (minimum !== undefined && !isCount(minimum)) this.#problem(path, 'minimum must be a count');
    return {
      base: this.#price(members['price'], path),
      tiers: this.#tiers(members['tiers'] ?? [], `${path}.tiers`),
      ...(isCount(minimum) && { minimum }),
    };
  }

  #tiers(json: unknown, path: string): readonly ContextTier[] {
    if (!Array.isArray(json)) this.#problem(path, 'must be a list');
    const tiers = (Array.isArray(json) ? json : []).map((each: unknown, at): ContextTier => {
      const { above, price } = this.#members(each, `${path}[${at}]`, ['above', 'price']);
      if (!isCount(above)) this.#problem(`${path}[${at}].above`, 'must be a count of tokens');
      return { aboveInputTokens: Number(above), price: this.#price(price, `${path}[${at}]`) };
    });
    const ascend = tiers.every(
      (tier, at) => at === 0 || tier.aboveInputTokens > (tiers[at - 1]?.aboveInputTokens ?? 0),
    );
    if (!ascend) this.#problem(path, 'must ascend');
    return tiers;
  }

  #price(json: unknown, path: string): Price {
    const price = typeof json === 'string' ? parsePrice(json) : null;
    if (price === null) this.#problem(path, 'must be US dollars as decimal text');
    return price ?? { pico: 0n as Price['pico'], per: 1n };
  }

  #ratio(json: unknown, path: string): Ratio {
    const ratio = typeof json === 'string' ? parseRatio(json) : null;
    if (ratio === null) this.#problem(path, 'must be a factor as decimal text');
    return ratio ?? { numerator: 1n, denominator: 1n };
  }

  #each<Value>(
    json: unknown,
    path: string,
    decode: (value: unknown, path: string) => Value,
  ): Record<string, Value> {
    const entries = Object.entries(this.#members(json, path));
    return Object.fromEntries(
      entries.map(([name, value]) => [name, decode(value, `${path}.${name}`)]),
    );
  }

  /** With `known`, any other member is a problem. */
  #members(json: unknown, path: string, known?: readonly string[]): Members {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      this.#problem(path, 'must be an object');
      return {};
    }
    for (const name of Object.keys(json)) {
      if (known !== undefined && !known.includes(name))
        this.#problem(`${path}.${name}`, 'is unknown');
    }
    return json as Members;
  }

  #problem(path: string, text: string): void {
    this.#problems.push(`${path} ${text}`);
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
