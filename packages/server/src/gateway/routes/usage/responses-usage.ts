import { serviceTierOf, type Usage } from '../../../pricing/index.ts';
import { asCount, asList, asObject } from '../../json.ts';
import { UnitCounts } from './unit-counts.ts';

/** A response of the Responses API, or the members of it that tell what was used. */
export interface ReportedResponse {
  readonly usage?: unknown;
  readonly output?: unknown;
  readonly service_tier?: unknown;
}

/** Reads what a response used: its tokens, and the tools that OpenAI ran for it and bills by the call. */
export function readResponsesUsage(response: ReportedResponse): Usage | null {
  const usage = readTokens(response.usage);
  if (usage === null) return null;
  const units = new UnitCounts();
  countTools(asList(response.output), units);
  return { ...usage, units: units.units, serviceTier: serviceTierOf(response.service_tier) };
}

/** Tokens as the Responses API reports them, and images and audio alike. An explicit 0 is 0. */
export function readTokens(value: unknown): Usage | null {
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
    cacheWriteTokens: asCount(inputDetails['cache_write_tokens']) ?? 0,
    inputAudioTokens: asCount(inputDetails['audio_tokens']) ?? 0,
    outputTokens: output,
    reasoningTokens: asCount(outputDetails['reasoning_tokens']) ?? 0,
    outputAudioTokens: asCount(outputDetails['audio_tokens']) ?? 0,
  };
}

/** Opening a page and looking for a word on it go with the search and are not billed ("Web search", OpenAI). */
function countTools(output: readonly unknown[], units: UnitCounts): void {
  const containers = new Set<unknown>();
  for (const each of output) {
    const item = asObject(each);
    const action = asObject(item?.['action'])?.['type'] ?? 'search';
    if (item?.['type'] === 'web_search_call' && action === 'search') units.add('web_search', 1);
    if (item?.['type'] === 'file_search_call') units.add('file_search', 1);
    if (item?.['type'] === 'code_interpreter_call') containers.add(item['container_id']);
  }
  units.add('code_session', containers.size);
}
