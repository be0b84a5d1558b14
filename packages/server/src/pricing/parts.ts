import type { InputTokenKind, OutputTokenKind, TokenKind } from './kinds.ts';
import type { Usage } from './usage.ts';

/** A part of the input or of the output, and whose price it has when it has none of its own. */
export interface Part<Kind extends TokenKind> {
  readonly kind: Kind;
  /** Its tokens, without those that a narrower part counts. */
  readonly tokensIn: (usage: Usage) => number;
  /** Looked at in this order; the last one is the whole. */
  readonly costsLike: readonly Kind[];
  /** Where this has a price, the part must have one too: the two differ, and which way only the provider knows. */
  readonly exceptBeside?: Kind;
}

/**
 * Parts in the order they are taken out of their whole; one that asks for more than is left (counts
 * that overlap in a way nobody reported) gets what is left, so no token is charged twice.
 */
export const INPUT_PARTS: readonly Part<InputTokenKind>[] = [
  {
    kind: 'cached_input',
    tokensIn: (usage) =>
      usage.cachedInputTokens - rare(usage, 'cached_audio') - rare(usage, 'cached_image'),
    costsLike: ['input'],
  },
  {
    kind: 'cached_audio',
    tokensIn: (usage) => rare(usage, 'cached_audio'),
    costsLike: ['input_audio', 'input'],
  },
  {
    kind: 'cached_image',
    tokensIn: (usage) => rare(usage, 'cached_image'),
    costsLike: ['input_image', 'input'],
  },
  {
    kind: 'cache_write',
    tokensIn: (usage) => usage.cacheWriteTokens - rare(usage, 'cache_write_1h'),
    costsLike: ['input'],
  },
  {
    kind: 'cache_write_1h',
    tokensIn: (usage) => rare(usage, 'cache_write_1h'),
    costsLike: ['input'],
    exceptBeside: 'cache_write',
  },
  {
    kind: 'input_audio',
    tokensIn: (usage) => usage.inputAudioTokens - rare(usage, 'cached_audio'),
    costsLike: ['input'],
  },
  {
    kind: 'input_image',
    tokensIn: (usage) => rare(usage, 'input_image') - rare(usage, 'cached_image'),
    costsLike: ['input'],
  },
  {
    kind: 'input_video',
    tokensIn: (usage) => rare(usage, 'input_video'),
    costsLike: ['input'],
  },
];

export const OUTPUT_PARTS: readonly Part<OutputTokenKind>[] = [
  { kind: 'reasoning', tokensIn: (usage) => usage.reasoningTokens, costsLike: ['output'] },
  { kind: 'output_audio', tokensIn: (usage) => usage.outputAudioTokens, costsLike: ['output'] },
  { kind: 'output_image', tokensIn: (usage) => rare(usage, 'output_image'), costsLike: ['output'] },
  { kind: 'output_video', tokensIn: (usage) => rare(usage, 'output_video'), costsLike: ['output'] },
  { kind: 'citation', tokensIn: (usage) => rare(usage, 'citation'), costsLike: ['output'] },
];

type RareToken =
  | 'cache_write_1h'
  | 'cached_audio'
  | 'cached_image'
  | 'input_image'
  | 'input_video'
  | 'output_image'
  | 'output_video'
  | 'citation';

function rare({ units }: Usage, kind: RareToken): number {
  return units?.[kind] ?? 0;
}
