import { isPlainText } from './text.ts';

const MOST_CHARACTERS = 128;
const PATH: readonly string[] = ['idempotencyKey'];

/** In answer to a mutation; an entry of its `userErrors`. */
interface KeyProblem<Code extends string> {
  readonly code: Code;
  readonly message: string;
  readonly path: readonly string[];
}

/** Why a mutation cannot be asked under this idempotency key; null when it can. */
export function idempotencyKeyProblem(key: string): KeyProblem<'INVALID'> | null {
  if (isPlainText(key, MOST_CHARACTERS)) return null;
  const message = `Give an idempotency key of 1 to ${MOST_CHARACTERS} characters`;
  return { code: 'INVALID', message, path: PATH };
}

/** The same key asks for the same thing; what it is given back otherwise would be another request's. */
export const USED_IDEMPOTENCY_KEY: KeyProblem<'CONFLICT'> = Object.freeze({
  code: 'CONFLICT',
  message: 'This idempotency key was used for another request',
  path: PATH,
});
