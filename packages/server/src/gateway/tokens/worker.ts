import { parentPort } from 'node:worker_threads';
import { countTokens } from 'gpt-tokenizer';

/** The tokeniser takes quadratic time on unbroken text, so it is fed pieces of this many characters. */
const PIECE_LENGTH = 1_000;
/** Past this length the rest is counted by length alone. */
const LONGEST_TOKENISED = 200_000;
const CHARACTERS_PER_TOKEN = 4;

parentPort?.on('message', ({ id, texts }: { id: number; texts: readonly string[] }) => {
  parentPort?.postMessage({ id, counts: texts.map(countBounded) });
});

function countBounded(text: string): number {
  const tokenised = text.slice(0, LONGEST_TOKENISED);
  let tokens = Math.ceil((text.length - tokenised.length) / CHARACTERS_PER_TOKEN);
  for (let at = 0; at < tokenised.length; at += PIECE_LENGTH) {
    tokens += countTokens(tokenised.slice(at, at + PIECE_LENGTH));
  }
  return tokens;
}
