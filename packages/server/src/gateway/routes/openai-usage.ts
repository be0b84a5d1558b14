import type { Usage } from '../../pricing/index.ts';
import { asCount, asObject, type JsonObject, parseJson } from '../json.ts';
import { topLevelMembers } from '../request/top-level-members.ts';
import type { UpstreamConventions } from './inference-route.ts';

type ReasoningConvention = Pick<UpstreamConventions, 'reasoning'>;

/** Reads the `usage` object of a chat completion. Null when it is absent or not to be believed; an explicit 0 is 0. */
export function readOpenAiUsage(value: unknown, conventions: ReasoningConvention): Usage | null {
  const usage = asObject(value);
  if (usage === null) return null;
  const input = asCount(usage['prompt_tokens']);
  const output = asCount(usage['completion_tokens'] ?? 0);
  if (input === null || output === null) return null;
  const inputDetails = asObject(usage['prompt_tokens_details']) ?? {};
  const outputDetails = asObject(usage['completion_tokens_details']) ?? {};
  const reasoning = asCount(outputDetails['reasoning_tokens']) ?? 0;
  const beside = reasoningBeside(usage, { input, output, reasoning, conventions });
  return {
    inputTokens: input,
    cachedInputTokens:
      asCount(inputDetails['cached_tokens']) ?? asCount(usage['prompt_cache_hit_tokens']) ?? 0,
    cacheWriteTokens: asCount(inputDetails['cache_write_tokens']) ?? 0,
    inputAudioTokens: asCount(inputDetails['audio_tokens']) ?? 0,
    outputTokens: output + beside,
    reasoningTokens: Math.max(reasoning, beside),
    outputAudioTokens: asCount(outputDetails['audio_tokens']) ?? 0,
  };
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
    conventions,
  }: { input: number; output: number; reasoning: number; conventions: ReasoningConvention },
): number {
  const rest = (asCount(usage['total_tokens']) ?? 0) - input - output;
  if (conventions.reasoning === 'beside') return Math.max(rest, 0);
  return rest === reasoning ? reasoning : 0;
}

/** Reads the `usage` of the Responses API and of image and audio answers, which name their counts alike. */
export function readResponsesUsage(value: unknown): Usage | null {
  const usage = asObject(value);
  if (usage === null) return null;
  const input = asCount(usage['input_tokens']);
  const output = asCount(usage['output_tokens'] ?? 0);
  if (input === null || output === null) return null;
  const inputDetails =
    asObject(usage['input_tokens_details']) ?? asObject(usage['input_token_details']) ?? {};
  const outputDetails = asObject(usage['output_tokens_details']) ?? {};
  return {
    inputTokens: input,
    cachedInputTokens: asCount(inputDetails['cached_tokens']) ?? 0,
    cacheWriteTokens: 0,
    inputAudioTokens: asCount(inputDetails['audio_tokens']) ?? 0,
    outputTokens: output,
    reasoningTokens: asCount(outputDetails['reasoning_tokens']) ?? 0,
    outputAudioTokens: 0,
  };
}

/**
 * One member of a whole answer, without parsing the rest of it. Latin-1 gives one character per byte,
 * which is enough to find it and for figures.
 */
export function memberOf(body: Buffer, key: string): unknown {
  const text = body.toString('latin1');
  const member = topLevelMembers(text)?.findLast((each) => each.key === key);
  return member === undefined ? null : parseJson(text.slice(member.valueStart, member.end));
}
