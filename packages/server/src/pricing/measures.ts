import { classOf, kindOf, type MeasuredKind, type PriceKey } from './kinds.ts';
import type { Tariff } from './tariff.ts';
import type { Usage } from './usage.ts';

type Direction = 'input' | 'output';

/** What a call used beside tokens, and which tokens that stands for. */
export interface Measures {
  readonly charged: readonly (readonly [PriceKey, number])[];
  /** Tokens of this direction need no price: they are the same work, charged by another measure. */
  covers(direction: Direction): boolean;
}

/**
 * Providers may report one piece of work in two measures (an image in tokens and as one image, speech
 * in characters and in tokens), and price lists may state both. The tokens of that medium win where
 * they are reported and priced; otherwise the other measure is charged, and then tokens of its
 * direction need no price. A model that sells nothing by the token charges none.
 */
export function chargedMeasures(
  usage: Usage,
  tariff: Tariff,
  { byRequest }: { byRequest: boolean },
): Measures {
  const charged: (readonly [PriceKey, number])[] = [];
  const covered = new Set<Direction>();
  for (const [name, quantity = 0] of Object.entries(usage.units ?? {})) {
    const key = name as PriceKey;
    if (quantity === 0 || classOf(key) === 'token') continue;
    if (byRequest && isSearchOfCall(key, quantity) && tariff.keyOf(key) === undefined) continue;
    if (classOf(key) === 'measured') {
      if (countedInTokens(key, usage, tariff) || countedAsImages(key, usage, tariff)) continue;
      if (tariff.keyOf(key) !== undefined) covered.add(directionOf(key));
    }
    charged.push([key, quantity]);
  }
  const byToken = tariff.knows('input') || tariff.knows('output');
  return {
    charged,
    covers: (direction) => covered.has(direction) || (covered.size > 0 && !byToken),
  };
}

/** The tokens that count the same medium. What is not here is never counted in tokens. */
const TOKENS_OF: Readonly<Partial<Record<MeasuredKind, (usage: Usage) => number>>> = {
  input_character: (usage) => usage.inputTokens,
  input_image_count: ({ units }) => units?.input_image ?? 0,
  input_pixel: ({ units }) => units?.input_image ?? 0,
  input_ms: (usage) => usage.inputAudioTokens,
  input_audio_ms: (usage) => usage.inputAudioTokens,
  input_video_ms: ({ units }) => units?.input_video ?? 0,
};

function countedInTokens(key: PriceKey, usage: Usage, tariff: Tariff): boolean {
  const direction = directionOf(key);
  if (!tariff.knows(direction)) return false;
  if (direction === 'output') return usage.outputTokens > 0;
  const tokensOf = TOKENS_OF[kindOf(key) as MeasuredKind];
  return tokensOf !== undefined && tokensOf(usage) > 0;
}

/**
 * The one search that goes with every call of a searching model (Perplexity). Price lists have a fee
 * for each call or a price for each size of search: the one is for the other.
 */
function isSearchOfCall(key: PriceKey, quantity: number): boolean {
  return key.startsWith('web_search:') && quantity === 1;
}

/** Pixels are those of images that may be priced by the piece. */
function countedAsImages(key: PriceKey, { units }: Usage, tariff: Tariff): boolean {
  const kind = kindOf(key);
  if (kind !== 'input_pixel' && kind !== 'output_pixel') return false;
  const images = kind === 'input_pixel' ? 'input_image_count' : 'output_image_count';
  return Object.keys(units ?? {}).some(
    (name) => kindOf(name as PriceKey) === images && tariff.keyOf(name as PriceKey) !== undefined,
  );
}

function directionOf(key: PriceKey): Direction {
  return key.startsWith('output_') ? 'output' : 'input';
}
