import { isPlainText } from '../kernel/index.ts';
import type { MeasuredKind, ToolKind } from './kinds.ts';

/** What is counted on few calls only: see `Units`. */
type RareKind =
  | 'cache_write_1h'
  | 'cached_audio'
  | 'cached_image'
  | 'input_image'
  | 'input_video'
  | 'output_image'
  | 'output_video'
  | 'citation'
  | Exclude<MeasuredKind, 'request'>
  | ToolKind;

/** Whole numbers above zero, by kind or by variant of a kind: `{ 'web_search:high': 2 }`. */
export type Units = Readonly<Partial<Record<RareKind | `${RareKind}:${string}`, number>>>;

/**
 * What one call used. `inputTokens` and `outputTokens` are totals: the other token counts, those in
 * `units` too, are parts of them, whatever the provider's own convention was (the gateway
 * normalises). Parts overlap in two places only: `cached_audio` and `cached_image` are within both
 * the cached and the audio or image tokens, and `cache_write_1h` is within `cacheWriteTokens`.
 */
export interface Usage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly inputAudioTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly outputAudioTokens: number;
  /** Absent on a plain call. */
  readonly units?: Units | undefined;
  /** The service tier that answered, where it has prices of its own; see `serviceTierOf`. */
  readonly serviceTier?: string | undefined;
  /** Where the call was processed, where that may change its price. */
  readonly region?: string | undefined;
}

export const NO_USAGE: Usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  inputAudioTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  outputAudioTokens: 0,
};

/** What providers call answering at the base price. */
const BASE_TIERS: ReadonlySet<string> = new Set(['', 'auto', 'default', 'on_demand', 'standard']);

/**
 * The `service_tier` of an answer (never of a request: a provider may downgrade) as `Usage` has it.
 * Undefined when it is the one that base prices are for. A tier nobody has heard of is kept: it must
 * have a price, or the call is unpriced.
 */
export function serviceTierOf(reported: unknown): string | undefined {
  if (typeof reported !== 'string' || BASE_TIERS.has(reported)) return undefined;
  return isPlainText(reported, LONGEST_TIER) ? reported : UNREADABLE_TIER;
}

const LONGEST_TIER = 64;
/** Of a name that could not be recorded. It has no price. */
const UNREADABLE_TIER = 'unreadable';

/** The columns of `spend_event` that say what was used: all of `Usage`. */
export interface StoredUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** Every other count, by price key. */
  readonly units: Readonly<Record<string, number>> | null;
  readonly serviceTier: string | null;
  readonly region: string | null;
}

/** What to store of a usage so that `usageOfEvent` gives it back. */
export function storedUsageOf(usage: Usage): StoredUsage {
  return {
    inputTokens: usage.inputTokens,
    cachedInputTokens: usage.cachedInputTokens,
    cacheWriteTokens: usage.cacheWriteTokens,
    outputTokens: usage.outputTokens,
    reasoningTokens: usage.reasoningTokens,
    units: storedUnitsOf(usage),
    serviceTier: usage.serviceTier ?? null,
    region: usage.region ?? null,
  };
}

/** The counts of a usage that have no column of their own; null on a plain call. */
export function storedUnitsOf(usage: Usage): Readonly<Record<string, number>> | null {
  const { units, inputAudioTokens, outputAudioTokens } = usage;
  if (units === undefined && inputAudioTokens === 0 && outputAudioTokens === 0) return null;
  const stored: Record<string, number> = {};
  if (inputAudioTokens !== 0) stored['input_audio'] = inputAudioTokens;
  if (outputAudioTokens !== 0) stored['output_audio'] = outputAudioTokens;
  return { ...stored, ...units };
}

/** The usage of a recorded event, whole: rating it with the event's prices gives the event's lines again. */
export function usageOfEvent(event: StoredUsage): Usage {
  const { input_audio = 0, output_audio = 0, ...units } = event.units ?? {};
  const used = Object.keys(units).length > 0;
  return {
    inputTokens: event.inputTokens,
    cachedInputTokens: event.cachedInputTokens,
    cacheWriteTokens: event.cacheWriteTokens,
    inputAudioTokens: input_audio,
    outputTokens: event.outputTokens,
    reasoningTokens: event.reasoningTokens,
    outputAudioTokens: output_audio,
    units: used ? (units as Units) : undefined,
    serviceTier: event.serviceTier ?? undefined,
    region: event.region ?? undefined,
  };
}
