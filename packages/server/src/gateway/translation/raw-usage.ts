import { NO_USAGE, type Usage } from '../../pricing/index.ts';
import { asCount, asList, asObject } from '../json.ts';
import { normalise, readAnthropicUsage } from '../routes/usage/anthropic-usage.ts';

/**
 * What the provider has said it used, read beneath the library, which tells it only with the last
 * event: a stream that breaks off before that was billed all the same.
 */
export class RawUsage {
  #counts = readAnthropicUsage(null);
  #isFinal = false;
  #converse: Usage | null = null;

  /** An event as it came. */
  see(raw: unknown): void {
    const event = asObject(raw);
    this.#converse ??= converseUsage(asObject(event?.['metadata'])?.['usage']);
    if (event?.['type'] === 'message_start') {
      this.#counts = readAnthropicUsage(asObject(event['message'])?.['usage']);
    }
    if (event?.['type'] !== 'message_delta') return;
    this.#counts = readAnthropicUsage(event['usage'], this.#counts);
    this.#isFinal ||= asCount(asObject(event['usage'])?.['output_tokens']) !== null;
  }

  /** Null until the output was counted. */
  get final(): Usage | null {
    return this.#isFinal ? normalise(this.#counts) : this.#converse;
  }
}

/** Cached tokens are beside the input ("TokenUsage", Amazon Bedrock API reference). */
function converseUsage(value: unknown): Usage | null {
  const usage = asObject(value);
  const input = asCount(usage?.['inputTokens']);
  const outputTokens = asCount(usage?.['outputTokens']);
  if (input === null || outputTokens === null) return null;
  const cachedInputTokens = asCount(usage?.['cacheReadInputTokens']) ?? 0;
  const cacheWriteTokens = asCount(usage?.['cacheWriteInputTokens']) ?? 0;
  const hour = hourOf(usage?.['cacheDetails']);
  return {
    ...NO_USAGE,
    inputTokens: input + cachedInputTokens + cacheWriteTokens,
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens,
    ...(hour === 0 ? {} : { units: { cache_write_1h: hour } }),
  };
}

function hourOf(details: unknown): number {
  return asList(details)
    .map(asObject)
    .filter((each) => each?.['ttl'] === '1h')
    .reduce((sum, each) => sum + (asCount(each?.['inputTokens']) ?? 0), 0);
}
