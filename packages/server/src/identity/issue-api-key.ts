import { isPlainText } from '../kernel/index.ts';
import type { Problem } from './problem.ts';
import { sha256 } from './secret-text.ts';

export interface IssueApiKeyInput {
  readonly alias: string;
  readonly boundCustomer: string | null;
  readonly userId: string | null;
  readonly teamId: string | null;
  readonly models: readonly string[] | null;
  readonly tags: readonly string[];
  readonly expiresAt: Date | null;
}

const MAX_ALIAS = 120;
const MAX_EXTERNAL_ID = 256;
const MAX_TAG = 128;
const MAX_TAGS = 32;
const MAX_IDEMPOTENCY_KEY = 128;

/** What is wrong with a request for a key; empty when nothing is. */
export function checkIssueInput(
  input: IssueApiKeyInput,
  idempotencyKey: string,
  now: Date,
): Problem[] {
  const { alias, boundCustomer, tags, expiresAt } = input;
  return [
    isPlainText(idempotencyKey, MAX_IDEMPOTENCY_KEY) ||
      invalid(
        ['idempotencyKey'],
        `Give an idempotency key of 1 to ${MAX_IDEMPOTENCY_KEY} characters`,
      ),
    (isPlainText(alias, MAX_ALIAS) && alias.trim() !== '') ||
      invalid(['input', 'alias'], `Give a name of 1 to ${MAX_ALIAS} characters`),
    boundCustomer === null ||
      isPlainText(boundCustomer, MAX_EXTERNAL_ID) ||
      invalid(
        ['input', 'boundCustomer'],
        `A customer id has 1 to ${MAX_EXTERNAL_ID} characters, none of them control characters`,
      ),
    tags.length <= MAX_TAGS || invalid(['input', 'tags'], `A key has at most ${MAX_TAGS} tags`),
    tags.every((tag) => isPlainText(tag, MAX_TAG)) ||
      invalid(['input', 'tags'], `A tag has 1 to ${MAX_TAG} characters`),
    expiresAt === null ||
      expiresAt > now ||
      invalid(['input', 'expiresAt'], 'The expiry must be in the future'),
  ].filter((check): check is Problem => typeof check === 'object');
}

/** Tells whether a repeated idempotency key came with the same request. */
export function requestDigest(input: IssueApiKeyInput): Buffer {
  const { alias, boundCustomer, userId, teamId, models, tags, expiresAt } = input;
  return sha256(JSON.stringify([alias, boundCustomer, tags, expiresAt, userId, teamId, models]));
}

function invalid(path: readonly string[], message: string): Problem {
  return { code: 'INVALID', message, path };
}
