import type { PriceKey } from './kinds.ts';
import { parsePrice, parseRatio, perUnits, type Ratio } from './price.ts';
import { flatPrice, type Prices, scaled, type UnitPrice, type UnitPrices } from './prices.ts';

/** Prices that a provider states as a rule over its list, and the catalogue therefore does not hold. */
interface Rule {
  /** Service tiers at a factor of the base prices. */
  readonly tiers?: Readonly<
    Record<string, { readonly factor: string; readonly without: readonly PriceKey[] }>
  >;
  /** Regions at a factor, for the models that `of` names. */
  readonly uplifts?: { readonly factors: Readonly<Record<string, string>>; readonly of: RegExp };
  /** The least that is charged of a kind. */
  readonly minimum?: { readonly key: PriceKey; readonly units: number };
  /** Prices for a million tokens that the catalogue lacks, by model. */
  readonly adds?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const MILLION = 1_000_000n;
const HALF = { factor: '0.5', without: [] };
/** Where a discount is not said to hold for what the cache gives, that is left without a price. */
const HALF_UNCACHED = {
  factor: '0.5',
  without: ['cached_input', 'cached_audio', 'cached_image'] as const,
};

/** By the catalogue's id of the provider. Each with the page that says it, as of November 2026. */
const RULES: Readonly<Record<string, Rule>> = {
  // https://platform.openai.com/docs/guides/flex-processing (priced as batch, cached input too) and
  // https://platform.openai.com/docs/guides/batch (half of input and output). Priority has its own list.
  // Sound: https://platform.openai.com/docs/pricing
  openai: {
    tiers: { batch: HALF_UNCACHED, flex: HALF },
    adds: {
      'gpt-4o-audio-preview': { input_audio: '40', output_audio: '80' },
      'gpt-4o-mini-audio-preview': { input_audio: '10', output_audio: '20' },
    },
  },
  // https://docs.claude.com/en/docs/about-claude/pricing: batches halve every price of tokens; running
  // in the US only costs 1.1 times, from Opus 4.6 and Sonnet 4.6 on.
  anthropic: {
    tiers: { batch: HALF },
    uplifts: {
      factors: { us: '1.1' },
      of: /^claude-(?!2|3|instant|(?:opus|sonnet)-4-[0-5]|(?:opus|sonnet|haiku)-4$|haiku-4-5)/,
    },
  },
  // https://ai.google.dev/gemini-api/docs/batch-api
  google: { tiers: { batch: HALF_UNCACHED } },
  // https://docs.mistral.ai/capabilities/batch
  mistral: { tiers: { batch: HALF_UNCACHED } },
  // https://console.groq.com/docs/flex-processing and /docs/batch; https://groq.com/pricing: recordings
  // are charged as ten seconds at least.
  groq: {
    tiers: { batch: HALF_UNCACHED, flex: { factor: '1', without: [] } },
    minimum: { key: 'input_audio_ms', units: 10_000 },
  },
};

/** A model's prices with what its provider's rules add. */
export function withPublishedRules(
  { provider, model }: { provider: string; model: string },
  prices: Prices,
): Prices {
  const rule = RULES[provider];
  if (rule === undefined) return prices;
  const base = withMinimum({ ...prices.base, ...addedTo(model, rule.adds) }, rule.minimum);
  return {
    base,
    serviceTiers: rule.tiers === undefined ? null : tiersOf(base, rule.tiers),
    uplifts: rule.uplifts?.of.test(model) ? upliftsOf(rule.uplifts.factors) : null,
  };
}

function addedTo(model: string, adds: Rule['adds']): UnitPrices {
  const added = Object.entries(adds?.[model] ?? {}).map(([key, dollars]) => {
    const price = parsePrice(dollars);
    if (price === null) throw new Error(`${dollars} is no price`);
    return [key, flatPrice(perUnits(price, MILLION))] as const;
  });
  return Object.fromEntries(added);
}

function withMinimum(base: UnitPrices, minimum: Rule['minimum']): UnitPrices {
  const price: UnitPrice | undefined = minimum && base[minimum.key];
  if (minimum === undefined || price === undefined) return base;
  return { ...base, [minimum.key]: { ...price, minimum: minimum.units } };
}

function tiersOf(base: UnitPrices, tiers: NonNullable<Rule['tiers']>): Prices['serviceTiers'] {
  const entries = Object.entries(tiers).map(([tier, { factor, without }]) => {
    const prices = Object.entries(scaled(base, ratio(factor))).filter(
      ([key]) => !without.includes(key as PriceKey),
    );
    return [tier, Object.fromEntries(prices)] as const;
  });
  return Object.fromEntries(entries);
}

function upliftsOf(factors: Readonly<Record<string, string>>): Prices['uplifts'] {
  return Object.fromEntries(
    Object.entries(factors).map(([region, factor]) => [region, ratio(factor)]),
  );
}

function ratio(text: string): Ratio {
  const read = parseRatio(text);
  if (read === null) throw new Error(`${text} is no factor`);
  return read;
}
