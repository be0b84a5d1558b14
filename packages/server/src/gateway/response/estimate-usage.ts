import { NO_USAGE, type Usage } from '../../pricing/index.ts';
import { asObject, type ChatRequest } from '../request/chat-request.ts';

type CountTokens = (text: string) => number;

/** The tokeniser takes quadratic time on unbroken text, so it is fed pieces of this many characters. */
const PIECE_LENGTH = 1_000;
/** Past this length the rest is counted by length alone: an estimate must not hold the event loop. */
const LONGEST_TOKENISED = 200_000;
const CHARACTERS_PER_TOKEN = 4;
/** What a chat message costs beside its text (OpenAI's published counting rule). */
const TOKENS_PER_MESSAGE = 4;

let tokeniser: Promise<CountTokens> | undefined;

/** Loads in about 0.1 s and 76 MB, so only once something has to be estimated. */
function loadTokeniser(): Promise<CountTokens> {
  tokeniser ??= import('gpt-tokenizer').then((module) => (text) => module.countTokens(text));
  return tokeniser;
}

/** Usage of a call whose upstream reported none: its request and what came back, tokenised. */
export async function estimateUsage(request: ChatRequest, generatedText: string): Promise<Usage> {
  const count = await loadTokeniser();
  const messages = Array.isArray(request.body['messages']) ? request.body['messages'] : [];
  const prompt = messages.map((message) => textOf(asObject(message)?.['content'])).join('\n');
  return {
    ...NO_USAGE,
    inputTokens: countBounded(prompt, count) + messages.length * TOKENS_PER_MESSAGE,
    outputTokens: countBounded(generatedText, count),
  };
}

function countBounded(text: string, count: CountTokens): number {
  const tokenised = text.slice(0, LONGEST_TOKENISED);
  let tokens = Math.ceil((text.length - tokenised.length) / CHARACTERS_PER_TOKEN);
  for (let at = 0; at < tokenised.length; at += PIECE_LENGTH) {
    tokens += count(tokenised.slice(at, at + PIECE_LENGTH));
  }
  return tokens;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => asObject(part)?.['text'] ?? '').join('\n');
}

/** The text a stream's chunk adds: content, reasoning and tool arguments, which are all output tokens. */
export function generatedIn(chunk: unknown): string {
  const choices = asObject(chunk)?.['choices'];
  if (!Array.isArray(choices)) return '';
  return choices.map((choice) => deltaText(asObject(choice)?.['delta'])).join('');
}

function deltaText(value: unknown): string {
  const delta = asObject(value);
  if (delta === null) return '';
  const texts = [delta['content'], delta['reasoning_content'], delta['refusal']];
  const calls = Array.isArray(delta['tool_calls']) ? delta['tool_calls'] : [];
  for (const call of calls) {
    const fn = asObject(asObject(call)?.['function']);
    texts.push(fn?.['name'], fn?.['arguments']);
  }
  return texts.filter((text) => typeof text === 'string').join('');
}
