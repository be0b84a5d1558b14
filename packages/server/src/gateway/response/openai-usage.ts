import type { Usage } from '../../pricing/index.ts';
import { asObject } from '../request/chat-request.ts';
import { topLevelMembers } from '../request/top-level-members.ts';

/** Reads the `usage` object of a chat completion. Null when it is absent or not to be believed; an explicit 0 is 0. */
export function readOpenAiUsage(value: unknown): Usage | null {
  const usage = asObject(value);
  if (usage === null) return null;
  const input = count(usage['prompt_tokens']);
  const output = count(usage['completion_tokens'] ?? 0);
  if (input === null || output === null) return null;
  const inputDetails = asObject(usage['prompt_tokens_details']) ?? {};
  const outputDetails = asObject(usage['completion_tokens_details']) ?? {};
  const reasoning = count(outputDetails['reasoning_tokens']) ?? 0;
  return {
    inputTokens: input,
    cachedInputTokens:
      count(inputDetails['cached_tokens']) ?? count(usage['prompt_cache_hit_tokens']) ?? 0,
    cacheWriteTokens: count(inputDetails['cache_write_tokens']) ?? 0,
    inputAudioTokens: count(inputDetails['audio_tokens']) ?? 0,
    outputTokens: output + reasoningOutside(usage, { input, output, reasoning }),
    reasoningTokens: reasoning,
    outputAudioTokens: count(outputDetails['audio_tokens']) ?? 0,
  };
}

/** xAI counts reasoning beside `completion_tokens`, not inside; its total tells. */
function reasoningOutside(
  usage: Readonly<Record<string, unknown>>,
  { input, output, reasoning }: { input: number; output: number; reasoning: number },
): number {
  return reasoning > 0 && usage['total_tokens'] === input + output + reasoning ? reasoning : 0;
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/**
 * The usage of a whole response body, without parsing the rest of it. Latin-1 gives one character per
 * byte, so that offsets are byte offsets.
 */
export function usageInBody(body: Buffer): Usage | null {
  const text = body.toString('latin1');
  const member = topLevelMembers(text)?.findLast((each) => each.key === 'usage');
  if (member === undefined) return null;
  try {
    return readOpenAiUsage(JSON.parse(text.slice(member.valueStart, member.end)));
  } catch {
    return null;
  }
}
