import { classOf, kindOf, type PricedKind, type PriceKey } from './kinds.ts';
import { type Price, type Ratio, timesRatio } from './price.ts';
import type { Prices, UnitPrice, UnitPrices } from './prices.ts';

/** The most a call can use. Units that are not named are not used. */
export interface UsageBound {
  /** Whatever they turn out to be: fresh, cached, written to a cache, audio. */
  readonly inputTokens: number;
  /** Output that is no question of the answer's length: images, speech. */
  readonly fixedOutputTokens: number;
  readonly units: Readonly<Partial<Record<PricedKind, number>>>;
  /** The service tier asked for; the base one may answer in its place. */
  readonly serviceTier: string | null;
}

/** The most a call can cost, by the length of its answer. Rounded up to whole pico-dollars. */
export interface WorstCase {
  readonly fixedPico: bigint;
  readonly perOutputTokenPico: bigint;
}

/** The dearest token of either direction once the input is longer than this. */
interface Band {
  readonly aboveInputTokens: number;
  readonly input: Price;
  readonly output: Price;
}

interface Dearest {
  /** Ascending, each at least as dear as the one before. */
  readonly bands: readonly Band[];
  readonly units: ReadonlyMap<PricedKind, UnitPrice>;
}

const NOTHING: Price = { pico: 0n as Price['pico'], per: 1n };
const INPUT_KINDS: ReadonlySet<PricedKind> = new Set<PricedKind>([
  'input',
  'cached_input',
  'cached_audio',
  'cached_image',
  'cache_write',
  'cache_write_1h',
  'input_audio',
  'input_image',
  'input_video',
]);

const known = new WeakMap<Prices, Map<string, Dearest>>();

/**
 * A bound on what `rate` can come to for any usage within `bound`: every token at the dearest price
 * its direction has, in the dearest context tier and region it can reach.
 */
export function worstCase(prices: Prices, bound: UsageBound): WorstCase {
  const { bands, units } = dearestOf(prices, bound.serviceTier ?? '');
  let band = bands[0] as Band;
  for (const each of bands) if (bound.inputTokens > each.aboveInputTokens) band = each;
  let fixed = amount(band.input, bound.inputTokens) + amount(band.output, bound.fixedOutputTokens);
  for (const [kind, unit] of units) {
    const quantity = kind === 'request' ? 1 : (bound.units[kind] ?? 0);
    if (quantity > 0) fixed += amount(unit.base, Math.max(quantity, unit.minimum ?? 0));
  }
  return { fixedPico: fixed, perOutputTokenPico: amount(band.output, 1) };
}

function dearestOf(prices: Prices, serviceTier: string): Dearest {
  const byTier = known.get(prices) ?? new Map<string, Dearest>();
  known.set(prices, byTier);
  const found = byTier.get(serviceTier);
  if (found !== undefined) return found;
  const { serviceTiers } = prices;
  const ofTier =
    serviceTiers !== null && Object.hasOwn(serviceTiers, serviceTier)
      ? serviceTiers[serviceTier]
      : undefined;
  const tables = ofTier === undefined ? [prices.base] : [prices.base, ofTier];
  const made = { bands: bandsOf(tables, upliftOf(prices)), units: unitsOf(tables, prices) };
  // A caller may name any tier: those that do not exist share one entry.
  byTier.set(ofTier === undefined ? '' : serviceTier, made);
  return made;
}

function bandsOf(tables: readonly UnitPrices[], uplift: Ratio | null): Band[] {
  const tokens = tables.flatMap((table) =>
    entriesOf(table).filter(([key]) => classOf(key) === 'token'),
  );
  const thresholds = tokens.flatMap(([, unit]) => unit.tiers.map((tier) => tier.aboveInputTokens));
  const ascending = [...new Set([-1, ...thresholds])].sort((a, b) => a - b);
  const dearestBelow = (above: number, isInput: boolean): Price =>
    tokens
      .filter(([key]) => INPUT_KINDS.has(kindOf(key)) === isInput)
      .flatMap(([, unit]) => [
        unit.base,
        ...unit.tiers.filter((tier) => tier.aboveInputTokens <= above).map(({ price }) => price),
      ])
      .reduce((best, price) => dearer(best, uplifted(price, uplift)), NOTHING);
  return ascending.map((above) => ({
    aboveInputTokens: above,
    input: dearestBelow(above, true),
    output: dearestBelow(above, false),
  }));
}

/** Of each kind that is not tokens the dearest variant. */
function unitsOf(tables: readonly UnitPrices[], prices: Prices): Map<PricedKind, UnitPrice> {
  const units = new Map<PricedKind, UnitPrice>();
  for (const [key, unit] of tables.flatMap(entriesOf)) {
    if (classOf(key) === 'token') continue;
    const kind = kindOf(key);
    const uplift = classOf(key) === 'tool' ? null : upliftOf(prices);
    const base = [unit.base, ...unit.tiers.map(({ price }) => price)]
      .map((price) => uplifted(price, uplift))
      .reduce(dearer, units.get(kind)?.base ?? NOTHING);
    const minimum = Math.max(unit.minimum ?? 0, units.get(kind)?.minimum ?? 0);
    units.set(kind, { base, tiers: [], minimum });
  }
  return units;
}

function entriesOf(table: UnitPrices): [PriceKey, UnitPrice][] {
  return Object.entries(table) as [PriceKey, UnitPrice][];
}

/** The largest factor above one; null when there is none. */
function upliftOf({ uplifts }: Prices): Ratio | null {
  return Object.values(uplifts ?? {}).reduce<Ratio | null>((best, ratio) => {
    const { numerator, denominator } = best ?? { numerator: 1n, denominator: 1n };
    return ratio.numerator * denominator > numerator * ratio.denominator ? ratio : best;
  }, null);
}

function uplifted(price: Price, uplift: Ratio | null): Price {
  return uplift === null ? price : timesRatio(price, uplift);
}

function dearer(a: Price, b: Price): Price {
  return b.pico * a.per > a.pico * b.per ? b : a;
}

function amount({ pico, per }: Price, quantity: number): bigint {
  const whole = BigInt(quantity) * pico;
  return per === 1n ? whole : (whole + per - 1n) / per;
}
