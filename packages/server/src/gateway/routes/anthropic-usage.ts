import type { Usage } from '../../pricing/index.ts';
import { asCount, asObject } from '../json.ts';

/** The counts as Anthropic has them; null is not known yet. */
export interface AnthropicCounts {
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

const NOTHING_KNOWN: AnthropicCounts = { input: null, output: null, cacheRead: 0, cacheWrite: 0 };

/**
 * Reads the `usage` of a message, over what was known before: a stream restates its counts as running
 * totals, some of them only at its start. Fields nobody knows yet are passed over.
 * https://docs.claude.com/en/api/messages
 */
export function readAnthropicUsage(value: unknown, before = NOTHING_KNOWN): AnthropicCounts {
  const usage = asObject(value) ?? {};
  return {
    input: asCount(usage['input_tokens']) ?? before.input,
    output: asCount(usage['output_tokens']) ?? before.output,
    cacheRead: asCount(usage['cache_read_input_tokens']) ?? before.cacheRead,
    cacheWrite: asCount(usage['cache_creation_input_tokens']) ?? before.cacheWrite,
  };
}

/** Anthropic counts cached tokens beside `input_tokens`; here they are inside. Null when a count is missing. */
export function normalise(counts: AnthropicCounts): Usage | null {
  if (counts.input === null || counts.output === null) return null;
  return {
    inputTokens: counts.input + counts.cacheRead + counts.cacheWrite,
    cachedInputTokens: counts.cacheRead,
    cacheWriteTokens: counts.cacheWrite,
    inputAudioTokens: 0,
    outputTokens: counts.output,
    reasoningTokens: 0,
    outputAudioTokens: 0,
  };
}
