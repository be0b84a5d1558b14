import { err, ok, type Result } from '../kernel/index.ts';
import type { SpendLine } from './bill.ts';
import { classOf, isPriceKey, type PriceKey } from './kinds.ts';
import { formatPrice, formatRatio, type Price, parsePrice, priceOf } from './price.ts';
import type { Prices, UnitPrice, UnitPrices } from './prices.ts';
import { invalid, type Problem } from './problem.ts';

/** One number of a price: so many US dollars for so many units of a kind. */
export interface PriceComponent {
  readonly kind: string;
  /** Plain decimal text. */
  readonly amount: string;
  readonly perUnits: number;
  /** Null at the base price. */
  readonly serviceTier: string | null;
  /** Null but for calls whose input is longer than this. */
  readonly aboveInputTokens: number | null;
  /** Fewer units are charged as this many. */
  readonly minimumUnits: number | null;
}

/** What processing in a region multiplies prices by. */
export interface Uplift {
  readonly region: string;
  readonly factor: string;
}

const MILLION = 1_000_000;
const MOST_COMPONENTS = 200;

/** Prices as the list of their numbers: tokens by the million, everything else by the unit, exactly. */
export function componentsOf({ base, serviceTiers }: Prices): PriceComponent[] {
  const tiers = Object.entries(serviceTiers ?? {});
  return [
    ...unitComponents(base, null),
    ...tiers.flatMap(([tier, prices]) => unitComponents(prices, tier)),
  ];
}

export function upliftsOf({ uplifts }: Prices): Uplift[] {
  return Object.entries(uplifts ?? {}).map(([region, ratio]) => ({
    region,
    factor: formatRatio(ratio),
  }));
}

/** Every price is an explicit zero: free is something else than unpriced. */
export function isFree(prices: Prices): boolean {
  return componentsOf(prices).every(({ amount }) => amount === '0');
}

function unitComponents(prices: UnitPrices, serviceTier: string | null): PriceComponent[] {
  const entries = Object.entries(prices) as [PriceKey, UnitPrice][];
  return entries.flatMap(([kind, { base, tiers, minimum }]) => {
    const common = { kind, serviceTier, minimumUnits: minimum ?? null };
    return [
      { ...common, ...stated(base, kind), aboveInputTokens: null },
      ...tiers.map(({ aboveInputTokens, price }) => ({
        ...common,
        ...stated(price, kind),
        aboveInputTokens,
      })),
    ];
  });
}

/** For so many units that the dollars are plain decimal text. */
function stated(price: Price, kind: PriceKey): Pick<PriceComponent, 'amount' | 'perUnits'> {
  const perUnits = classOf(kind) === 'token' ? MILLION : 1;
  const amount = formatPrice(priceOf(price.pico * BigInt(perUnits), price.per));
  if (!amount.includes('/')) return { amount, perUnits };
  return { amount: formatPrice(priceOf(price.pico)), perUnits: Number(price.per) };
}

/** Prices from the list of their numbers. Each problem says which of them it is about. */
export function pricesFrom(components: readonly PriceComponent[]): Result<Prices, Problem[]> {
  const problems: Problem[] = [];
  if (components.length === 0) problems.push(invalid(['components'], 'Give at least one price'));
  if (components.length > MOST_COMPONENTS) {
    problems.push(invalid(['components'], `Give at most ${MOST_COMPONENTS} prices`));
  }
  const sheet = new Sheet();
  for (const [at, component] of components.entries()) {
    const problem = sheet.add(component);
    if (problem !== null)
      problems.push(invalid(['components', String(at), problem[0]], problem[1]));
  }
  for (const message of sheet.baseless()) problems.push(invalid(['components'], message));
  return problems.length > 0 ? err(problems) : ok(sheet.prices());
}

type Draft = { base?: Price; tiers: Map<number, Price>; minimum?: number };

class Sheet {
  readonly #drafts = new Map<string, Map<PriceKey, Draft>>();

  /** What is wrong with it, by field; null when nothing is. */
  add(component: PriceComponent): [field: string, message: string] | null {
    const { kind, amount, perUnits, serviceTier, aboveInputTokens, minimumUnits } = component;
    if (!isPriceKey(kind)) return ['kind', `"${kind}" is no kind of price`];
    if (!isCount(perUnits)) return ['perUnits', 'A price is for a whole number of units'];
    const price = parsePrice(`${amount}/${perUnits}`);
    if (price === null) return ['amount', `"${amount}" is not a price in US dollars`];
    if (serviceTier === '') return ['serviceTier', 'A service tier has a name'];
    if (aboveInputTokens !== null && !isCount(aboveInputTokens)) {
      return ['aboveInputTokens', 'A tier begins above a whole number of tokens'];
    }
    if (minimumUnits !== null && !isCount(minimumUnits)) {
      return ['minimumUnits', 'A minimum is a whole number of units'];
    }
    const draft = this.#draft(serviceTier ?? '', kind);
    if (minimumUnits !== null) draft.minimum = minimumUnits;
    const known = aboveInputTokens === null ? draft.base : draft.tiers.get(aboveInputTokens);
    if (known !== undefined) return ['kind', `"${kind}" has two prices for the same calls`];
    if (aboveInputTokens === null) draft.base = price;
    else draft.tiers.set(aboveInputTokens, price);
    return null;
  }

  /** A price above a length of input says nothing of what is below. */
  baseless(): string[] {
    return [...this.#drafts.values()].flatMap((drafts) =>
      [...drafts].flatMap(([kind, { base }]) =>
        base === undefined ? [`"${kind}" has a price for long input only`] : [],
      ),
    );
  }

  prices(): Prices {
    const tiers = [...this.#drafts].filter(([tier]) => tier !== '');
    return {
      base: unitPrices(this.#drafts.get('') ?? new Map()),
      serviceTiers:
        tiers.length === 0
          ? null
          : Object.fromEntries(tiers.map(([tier, drafts]) => [tier, unitPrices(drafts)])),
      uplifts: null,
    };
  }

  #draft(tier: string, kind: PriceKey): Draft {
    const drafts = this.#drafts.get(tier) ?? new Map<PriceKey, Draft>();
    this.#drafts.set(tier, drafts);
    const draft = drafts.get(kind) ?? { tiers: new Map() };
    drafts.set(kind, draft);
    return draft;
  }
}

function unitPrices(drafts: ReadonlyMap<PriceKey, Draft>): UnitPrices {
  const entries = [...drafts].flatMap(([kind, { base, tiers, minimum }]) => {
    if (base === undefined) return [];
    const price: UnitPrice = {
      base,
      tiers: [...tiers]
        .sort(([a], [b]) => a - b)
        .map(([aboveInputTokens, each]) => ({ aboveInputTokens, price: each })),
      ...(minimum !== undefined && { minimum }),
    };
    return [[kind, price] as const];
  });
  return Object.fromEntries(entries);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

/** What a line was priced at, as people write prices: `$2.5 per 1M`. */
export function perUnitsText({ kind, unitPrice, per }: SpendLine): string {
  const { amount, perUnits } = stated(priceOf(unitPrice, per), kind);
  if (perUnits === 1) return `$${amount}`;
  return `$${amount} per ${perUnits === MILLION ? '1M' : perUnits}`;
}
