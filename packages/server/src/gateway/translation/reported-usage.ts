import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { Usage } from '../../pricing/index.ts';
import { asCount, asList, asObject, type JsonObject } from '../json.ts';

/**
 * Usage in OpenAI's words, with what they have no word for in LiteLLM's. Null when the provider
 * reported none: it is never made up.
 */
export function reportedUsage({
  inputTokens,
  outputTokens,
  raw,
}: LanguageModelV4Usage): object | null {
  const { total: input, cacheRead, cacheWrite } = inputTokens;
  const { total: output, reasoning } = outputTokens;
  if (input === undefined || output === undefined) return null;
  const writes = cacheWrite ?? 0;
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: {
      cached_tokens: cacheRead ?? 0,
      ...(writes === 0 ? {} : { cache_write_tokens: writes, ...cacheLifetimes(raw) }),
    },
    completion_tokens_details: { reasoning_tokens: reasoning ?? 0 },
    ...serverTools(raw),
    ...billedAs(raw),
  };
}

/** The same words for a usage that was read here. */
export function usageInWords(usage: Usage): object {
  const { inputTokens, outputTokens, cacheWriteTokens, units } = usage;
  const hour = units?.cache_write_1h ?? 0;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedInputTokens,
      cache_write_tokens: cacheWriteTokens,
      cache_creation: {
        ephemeral_5m_input_tokens: cacheWriteTokens - hour,
        ephemeral_1h_input_tokens: hour,
      },
    },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    server_tool_use: { web_search_requests: units?.web_search ?? 0 },
    ...billedAs({ service_tier: usage.serviceTier, inference_geo: usage.region }),
  };
}

/** Anthropic's `cache_creation` and Converse's `cacheDetails`: what was written for how long. */
function cacheLifetimes(raw: LanguageModelV4Usage['raw']) {
  const creation = asObject(raw?.['cache_creation']);
  if (creation !== null) return { cache_creation: creation };
  const details = asList(raw?.['cacheDetails']).map(asObject);
  if (details.length === 0) return {};
  const written = (ttl: string) =>
    details
      .filter((each) => each?.['ttl'] === ttl)
      .reduce((sum, each) => sum + (asCount(each?.['inputTokens']) ?? 0), 0);
  return {
    cache_creation: {
      ephemeral_5m_input_tokens: written('5m'),
      ephemeral_1h_input_tokens: written('1h'),
    },
  };
}

function serverTools(raw: LanguageModelV4Usage['raw']) {
  const used = asObject(raw?.['server_tool_use']);
  return used === null ? {} : { server_tool_use: used };
}

/** By which of its prices Anthropic bills a message: that of its tier, and of where it was made. */
function billedAs(raw: JsonObject | undefined) {
  const terms = Object.entries({
    service_tier: raw?.['service_tier'],
    inference_geo: raw?.['inference_geo'],
  });
  return Object.fromEntries(terms.filter(([, term]) => typeof term === 'string'));
}
