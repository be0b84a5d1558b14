import { serviceTierOf, type Usage } from '../../../pricing/index.ts';
import { asCount, asList, asObject, type JsonObject } from '../../json.ts';
import { UnitCounts } from './unit-counts.ts';

/** The counts as Anthropic has them; null is not known yet. */
export interface AnthropicCounts {
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  /** Of what was written to the cache, what stays an hour. */
  readonly cacheWrite1h: number;
  readonly thinking: number;
  readonly webSearches: number;
  readonly serviceTier: string | undefined;
  readonly region: string | undefined;
}

const NOTHING_KNOWN: AnthropicCounts = {
  input: null,
  output: null,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWrite1h: 0,
  thinking: 0,
  webSearches: 0,
  serviceTier: undefined,
  region: undefined,
};

/**
 * Reads the `usage` of a message, over what was known before: a stream restates its counts as running
 * totals, some of them only at its start. Fields nobody knows yet are passed over.
 * ("Messages" and "Streaming messages", Claude API)
 */
export function readAnthropicUsage(value: unknown, before = NOTHING_KNOWN): AnthropicCounts {
  const usage = asObject(value);
  if (usage === null) return before;
  const tokens = sumOfIterations(usage) ?? usage;
  const count = (name: string) => asCount(tokens[name]);
  return {
    input: count('input_tokens') ?? before.input,
    output: count('output_tokens') ?? before.output,
    cacheRead: count('cache_read_input_tokens') ?? before.cacheRead,
    cacheWrite: count('cache_creation_input_tokens') ?? before.cacheWrite,
    cacheWrite1h:
      asCount(asObject(usage['cache_creation'])?.['ephemeral_1h_input_tokens']) ??
      before.cacheWrite1h,
    thinking:
      asCount(asObject(usage['output_tokens_details'])?.['thinking_tokens']) ?? before.thinking,
    webSearches:
      asCount(asObject(usage['server_tool_use'])?.['web_search_requests']) ?? before.webSearches,
    serviceTier: tierOf(usage) ?? before.serviceTier,
    region: regionOf(usage['inference_geo']) ?? before.region,
  };
}

/** A message in fast mode has prices of its own, whatever its tier ("Fast mode", Claude API). */
function tierOf({ speed, service_tier }: JsonObject): string | undefined {
  return speed === 'fast' ? 'fast' : serviceTierOf(service_tier);
}

/** Where a message was made, as far as that is told. */
export function regionOf(geography: unknown): string | undefined {
  return typeof geography === 'string' && geography !== 'not_available' ? geography : undefined;
}

const SUMMED = [
  'input_tokens',
  'output_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
];

/**
 * A message that was compacted on the way was sampled more than once, and its own counts are those of
 * the last time only; all are billed. What an advisor used is billed at another model's price and is
 * not in here; an answer by a fallback model is counted whole in the message. Null on a plain message.
 * ("Compaction", Claude API)
 */
function sumOfIterations(usage: JsonObject): JsonObject | null {
  const iterations = asList(usage['iterations']).map((each) => asObject(each) ?? {});
  if (iterations.some(({ type }) => type === 'fallback_message')) return null;
  const own = iterations.filter(({ type }) => type === 'message' || type === 'compaction');
  if (own.length < 2) return null;
  const sum = (name: string) => own.reduce((total, each) => total + (asCount(each[name]) ?? 0), 0);
  return Object.fromEntries(SUMMED.map((name) => [name, sum(name)]));
}

/** Anthropic counts cached tokens beside `input_tokens`; here they are inside. Null when a count is missing. */
export function normalise(counts: AnthropicCounts): Usage | null {
  if (counts.input === null || counts.output === null) return null;
  const units = new UnitCounts();
  units.add('cache_write_1h', counts.cacheWrite1h);
  units.add('web_search', counts.webSearches);
  return {
    inputTokens: counts.input + counts.cacheRead + counts.cacheWrite,
    cachedInputTokens: counts.cacheRead,
    cacheWriteTokens: counts.cacheWrite,
    inputAudioTokens: 0,
    outputTokens: counts.output,
    reasoningTokens: counts.thinking,
    outputAudioTokens: 0,
    units: units.units,
    serviceTier: counts.serviceTier,
    region: counts.region,
  };
}
