import { NO_USAGE, type Usage } from '../../pricing/index.ts';
import { asList } from '../json.ts';
import type { InferenceRequest } from '../routes/inference-route.ts';
import { mediaIn } from '../routes/media-parts.ts';
import { countTokens } from '../tokens/count-tokens.ts';

/** What a chat message costs beside its text (OpenAI's published counting rule). */
const TOKENS_PER_MESSAGE = 4;

/** A picture of 1024 by 1024 in high detail ("Images and vision", OpenAI); nobody knows the size here. */
const TOKENS_PER_IMAGE = 765;

/** Usage of a call whose upstream reported none: its request and what came back, tokenised. */
export async function estimateUsage(
  request: InferenceRequest,
  generatedText: string,
): Promise<Usage> {
  const { route, body } = request;
  const known = route.unreported?.(request) ?? NO_USAGE;
  const [input = 0, output = 0] = await countTokens([route.inputText(body), generatedText]);
  const perMessage = asList(body['messages']).length * TOKENS_PER_MESSAGE;
  return {
    ...known,
    inputTokens: input + perMessage + tokensIn(body) + mediaIn(request).images * TOKENS_PER_IMAGE,
    outputTokens: output + known.outputTokens,
  };
}

/** Embeddings and text completions may be asked for with tokens in place of text, one number each. */
function tokensIn({ input, prompt }: InferenceRequest['body']): number {
  const numbers = (value: unknown): number =>
    typeof value === 'number'
      ? 1
      : asList(value).reduce<number>((sum, each) => sum + numbers(each), 0);
  return numbers(asList(input)) + numbers(asList(prompt));
}
