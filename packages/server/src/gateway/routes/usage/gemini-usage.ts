import { serviceTierOf, type Usage } from '../../../pricing/index.ts';
import { asCount, asList, asObject } from '../../json.ts';
import { UnitCounts } from './unit-counts.ts';

/** An answer of Gemini's own API, or a chunk of one. */
export interface ReportedByGemini {
  readonly usageMetadata?: unknown;
  readonly candidates?: unknown;
}

/**
 * Reads `usageMetadata`. Cached tokens are inside the prompt; thoughts are beside the candidates, and
 * what tools put into the prompt is beside the prompt. Null when there is none.
 * ("UsageMetadata", Gemini API reference)
 */
export function readGeminiUsage({ usageMetadata, candidates }: ReportedByGemini): Usage | null {
  const usage = asObject(usageMetadata);
  const prompt = asCount(usage?.['promptTokenCount']);
  if (usage === null || prompt === null) return null;
  const count = (name: string) => asCount(usage[name]) ?? 0;
  const input = modalities(usage['promptTokensDetails']);
  const cached = modalities(usage['cacheTokensDetails']);
  const output = modalities(usage['candidatesTokensDetails']);
  const thoughts = count('thoughtsTokenCount');
  const units = new UnitCounts();
  units.add('input_image', input.get('IMAGE'));
  units.add('input_video', input.get('VIDEO'));
  units.add('cached_audio', cached.get('AUDIO'));
  units.add('cached_image', cached.get('IMAGE'));
  units.add('output_image', output.get('IMAGE'));
  units.add('output_video', output.get('VIDEO'));
  units.add('web_search', searchedIn(candidates) ? 1 : 0);
  return {
    inputTokens: prompt + count('toolUsePromptTokenCount'),
    cachedInputTokens: count('cachedContentTokenCount'),
    cacheWriteTokens: 0,
    inputAudioTokens: input.get('AUDIO') ?? 0,
    outputTokens: count('candidatesTokenCount') + thoughts,
    reasoningTokens: thoughts,
    outputAudioTokens: output.get('AUDIO') ?? 0,
    units: units.units,
    serviceTier: serviceTierOf(String(usage['serviceTier'] ?? '').toLowerCase()),
  };
}

/** Tokens of each kind of content, such as `IMAGE`. */
function modalities(details: unknown): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const each of asList(details)) {
    const detail = asObject(each);
    const modality = String(detail?.['modality']);
    counts.set(modality, (counts.get(modality) ?? 0) + (asCount(detail?.['tokenCount']) ?? 0));
  }
  return counts;
}

/** An answer grounded in a search is billed as one search, however many candidates it has. */
function searchedIn(candidates: unknown): boolean {
  return asList(candidates).some((candidate) => {
    const grounding = asObject(asObject(candidate)?.['groundingMetadata']);
    return asList(grounding?.['webSearchQueries']).length > 0;
  });
}
