import { serviceTierOf, type Usage } from '../../../pricing/index.ts';
import { asCount, asObject, type JsonObject } from '../../json.ts';
import type { UsageContext } from '../inference-route.ts';
import { regionOf } from './anthropic-usage.ts';
import { UnitCounts } from './unit-counts.ts';

/** What usage is read from: the members of an answer, or of a chunk, that tell of it. */
export interface Reported {
  readonly usage?: unknown;
  readonly service_tier?: unknown;
}

const NO_DETAILS: JsonObject = {};

/**
 * Reads the usage of a chat completion, as OpenAI and all who follow it report it. Null when it is
 * absent or not to be believed; an explicit 0 is 0.
 */
export function readOpenAiUsage(reported: Reported, context: UsageContext): Usage | null {
  const usage = asObject(reported.usage);
  if (usage === null) return null;
  const input = asCount(usage['prompt_tokens']);
  if (input === null) return null;
  const output = asCount(usage['completion_tokens'] ?? outputInTotal(usage, input, context));
  if (output === null) return null;
  const inputDetails = asObject(usage['prompt_tokens_details']) ?? NO_DETAILS;
  const outputDetails = asObject(usage['completion_tokens_details']) ?? NO_DETAILS;
  const search = searchUsage(usage);
  const reasoning = asCount(outputDetails['reasoning_tokens']) ?? 0;
  const beside = search.reasoning + reasoningBeside(usage, { input, output, reasoning, context });
  const units = new UnitCounts();
  units.add('cache_write_1h', lifetimes(inputDetails)['ephemeral_1h_input_tokens']);
  units.add('input_image', inputDetails['image_tokens']);
  units.add('output_image', outputDetails['image_tokens']);
  units.add('citation', search.citations);
  units.add(...searchesOf(usage, context));
  return {
    inputTokens: input,
    cachedInputTokens: cachedTokens(usage, inputDetails),
    cacheWriteTokens: asCount(inputDetails['cache_write_tokens']) ?? 0,
    inputAudioTokens: asCount(inputDetails['audio_tokens']) ?? 0,
    outputTokens: output + beside + search.citations,
    reasoningTokens: Math.max(reasoning, beside),
    outputAudioTokens: asCount(outputDetails['audio_tokens']) ?? 0,
    units: units.units,
    serviceTier: serviceTierOf(reported.service_tier ?? usage['service_tier']),
    region: regionOf(usage['inference_geo']),
  };
}

/** Embeddings have no output, and say nothing of it; where the total says more, what is beyond the input is output. */
function outputInTotal(usage: JsonObject, input: number, { conventions }: UsageContext): number {
  if (conventions.reasoning === 'beside') return 0;
  return Math.max((asCount(usage['total_tokens']) ?? 0) - input, 0);
}

/** Moonshot has them beside the totals, DeepSeek under a name of its own. */
function cachedTokens(usage: JsonObject, inputDetails: JsonObject): number {
  return (
    asCount(inputDetails['cached_tokens']) ??
    asCount(usage['cached_tokens']) ??
    asCount(usage['prompt_cache_hit_tokens']) ??
    0
  );
}

/**
 * xAI and Gemini count reasoning beside `completion_tokens`, not inside, and Gemini does not always say
 * how much: there it is what the total has beyond the two.
 */
function reasoningBeside(
  usage: JsonObject,
  {
    input,
    output,
    reasoning,
    context,
  }: { input: number; output: number; reasoning: number; context: UsageContext },
): number {
  const rest = (asCount(usage['total_tokens']) ?? 0) - input - output;
  if (context.conventions.reasoning === 'beside') return Math.max(rest, 0);
  return rest === reasoning ? reasoning : 0;
}

/** Ours, and Anthropic's: how much of what was written to the cache stays for how long. */
function lifetimes(inputDetails: JsonObject): JsonObject {
  return asObject(inputDetails['cache_creation']) ?? NO_DETAILS;
}

/**
 * Perplexity's deep research counts what it read and what it thought beside `completion_tokens`, and
 * outside the total ("Sonar deep research", Perplexity API). Where its own bill is beside the counts
 * and has no such line, the citations were free.
 */
function searchUsage(usage: JsonObject): { citations: number; reasoning: number } {
  if (!('num_search_queries' in usage)) return NOTHING_SEARCHED;
  const bill = asObject(usage['cost']);
  const free = bill !== null && typeof bill['citation_tokens_cost'] !== 'number';
  return {
    citations: free ? 0 : (asCount(usage['citation_tokens']) ?? 0),
    reasoning: asCount(usage['reasoning_tokens']) ?? 0,
  };
}

const NOTHING_SEARCHED = { citations: 0, reasoning: 0 };

/**
 * Searches that are billed one by one: those counted, or the one that goes with every call of a
 * searching model, at a price that depends on how much of the web it reads ("Pricing", OpenAI and
 * Perplexity). xAI counts the sources it searched.
 */
function searchesOf(
  usage: JsonObject,
  { request }: UsageContext,
): ['web_search' | `web_search:${string}`, unknown] {
  const counted =
    asCount(usage['num_search_queries']) ??
    asCount(asObject(usage['server_tool_use'])?.['web_search_requests']) ??
    asCount(usage['num_sources_used']);
  if (counted !== null && counted > 0) return ['web_search', counted];
  const asked = asObject(request.body['web_search_options']);
  const size = usage['search_context_size'] ?? asked?.['search_context_size'];
  if (typeof size === 'string') return [`web_search:${size}`, 1];
  return asked === null ? ['web_search', 0] : ['web_search:medium', 1];
}
