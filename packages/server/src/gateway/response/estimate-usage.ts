import { NO_USAGE, type Usage } from '../../pricing/index.ts';
import { asList } from '../json.ts';
import type { InferenceRequest } from '../routes/inference-route.ts';

type CountTokens = (text: string) => number;

/** The tokeniser takes quadratic time on unbroken text, so it is fed pieces of this many characters. */
const PIECE_LENGTH = 1_000;
/** Past this length the rest is counted by length alone: an estimate must not hold the event loop. */
const LONGEST_TOKENISED = 200_000;
const CHARACTERS_PER_TOKEN = 4;
/** What a chat message costs beside its text (OpenAI's published counting rule). */
const TOKENS_PER_MESSAGE = 4;

let tokeniser: Promise<CountTokens> | undefined;

/** Takes about 0.1 s and 76 MB: to be called once the server is up, before the first estimate is due. */
export function loadTokeniser(): Promise<CountTokens> {
  tokeniser ??= import('gpt-tokenizer').then((module) => (text) => module.countTokens(text));
  return tokeniser;
}

/** Usage of a call whose upstream reported none: its request and what came back, tokenised. */
export async function estimateUsage(
  { route, body }: InferenceRequest,
  generatedText: string,
): Promise<Usage> {
  const count = await loadTokeniser();
  const perMessage = asList(body['messages']).length * TOKENS_PER_MESSAGE;
  return {
    ...NO_USAGE,
    inputTokens: countBounded(route.inputText(body), count) + perMessage + tokensIn(body),
    outputTokens: countBounded(generatedText, count),
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

function countBounded(text: string, count: CountTokens): number {
  const tokenised = text.slice(0, LONGEST_TOKENISED);
  let tokens = Math.ceil((text.length - tokenised.length) / CHARACTERS_PER_TOKEN);
  for (let at = 0; at < tokenised.length; at += PIECE_LENGTH) {
    tokens += count(tokenised.slice(at, at + PIECE_LENGTH));
  }
  return tokens;
}
