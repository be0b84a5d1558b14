import type { Usage } from '../../pricing/index.ts';
import { asCount, asObject } from '../json.ts';

/**
 * Reads the `usage` of a message, over what was known before: a stream restates its counts as running
 * totals, some of them only at its start. Anthropic counts cached tokens beside `input_tokens`; here
 * they are inside. Fields nobody knows yet are passed over.
 * https://docs.claude.com/en/api/messages
 */
export function readAnthropicUsage(
  value: unknown,
  before: AnthropicCounts | null,
): AnthropicCounts | null {
  const usage = asObject(value);
  if (usage === null) return before;
  const input = asCount(usage['input_tokens']) ?? before?.input ?? null;
  const output = asCount(usage['output_tokens']) ?? before?.output ?? null;
  if (input === null || output === null) return before;
  return {
    input,
    output,
    cacheRead: asCount(usage['cache_read_input_tokens']) ?? before?.cacheRead ?? 0,
    cacheWrite: asCount(usage['cache_creation_input_tokens']) ?? before?.cacheWrite ?? 0,
  };
}

/** The counts as Anthropic has them. */
export interface AnthropicCounts {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

export function normalise(counts: AnthropicCounts): Usage {
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
