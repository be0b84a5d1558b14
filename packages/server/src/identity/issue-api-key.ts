import { idempotencyKeyProblem, isPlainText } from '../kernel/index.ts';
import type { KeyRules } from './key-rules.ts';
import type { Problem } from './problem.ts';
import { sha256 } from './secret-text.ts';

/** What its issuer says about a key. */
export interface ApiKeyTerms {
  readonly alias: string;
  readonly boundCustomer: string | null;
  readonly userId: string | null;
  readonly teamId: string | null;
  readonly models: readonly string[] | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly expiresAt: Date | null;
}

const MAX_ALIAS = 120;
const MAX_EXTERNAL_ID = 256;
const MAX_TAG = 128;
const MAX_TAGS = 32;
const MAX_MODEL = 256;
const MAX_MODELS = 200;
const MAX_METADATA = 32;
const MAX_METADATA_KEY = 64;
const MAX_METADATA_VALUE = 512;

/** What is wrong with these terms, or with those of them that are given; empty when nothing is. */
export function checkTerms(terms: Partial<ApiKeyTerms>, now: Date): Problem[] {
  const { alias, boundCustomer, models, tags, metadata, expiresAt } = terms;
  return problemsOf([
    alias === undefined ||
      (isPlainText(alias, MAX_ALIAS) && alias.trim() !== '') ||
      invalid(['input', 'alias'], `Give a name of 1 to ${MAX_ALIAS} characters`),
    boundCustomer == null ||
      isPlainText(boundCustomer, MAX_EXTERNAL_ID) ||
      invalid(
        ['input', 'boundCustomer'],
        `A customer id has 1 to ${MAX_EXTERNAL_ID} characters, none of them control characters`,
      ),
    models == null || checkModels(models),
    tags === undefined || checkTags(tags),
    metadata === undefined || checkMetadata(metadata),
    expiresAt == null ||
      expiresAt > now ||
      invalid(['input', 'expiresAt'], 'The expiry must be in the future'),
  ]);
}

export function checkIdempotencyKey(idempotencyKey: string): Problem[] {
  return problemsOf([idempotencyKeyProblem(idempotencyKey) ?? true]);
}

/** Tells whether a repeated idempotency key came with the same request. */
export function requestDigest(terms: ApiKeyTerms, rules: Pick<KeyRules, 'said'> | null): Buffer {
  const { alias, boundCustomer, userId, teamId, models, tags, metadata, expiresAt } = terms;
  const pairs = Object.entries(metadata).toSorted();
  const said = [alias, boundCustomer, tags, expiresAt, userId, teamId, models, pairs];
  return sha256(JSON.stringify(rules === null ? said : [...said, rules.said]));
}

/** One refusal for each rule that was broken. */
function problemsOf(checks: readonly (Problem | boolean)[]): Problem[] {
  return checks.filter((check): check is Problem => typeof check === 'object');
}

function checkTags(tags: readonly string[]): Problem | true {
  const path = ['input', 'tags'];
  if (tags.length > MAX_TAGS) return invalid(path, `A key has at most ${MAX_TAGS} tags`);
  if (tags.every((tag) => isPlainText(tag, MAX_TAG))) return true;
  return invalid(path, `A tag has 1 to ${MAX_TAG} characters`);
}

function checkModels(models: readonly string[]): Problem | true {
  const path = ['input', 'models'];
  if (models.length > MAX_MODELS) return invalid(path, `A key has at most ${MAX_MODELS} models`);
  if (models.every((model) => isPlainText(model, MAX_MODEL))) return true;
  return invalid(path, `A model name has 1 to ${MAX_MODEL} characters`);
}

/** Of `input.metadata`. */
export function checkMetadata(metadata: Readonly<Record<string, string>>): Problem | true {
  const path = ['input', 'metadata'];
  const entries = Object.entries(metadata);
  if (entries.length > MAX_METADATA) return invalid(path, `At most ${MAX_METADATA} entries`);
  const fits = entries.every(
    ([key, value]) =>
      isPlainText(key, MAX_METADATA_KEY) &&
      (value === '' || isPlainText(value, MAX_METADATA_VALUE)),
  );
  if (fits) return true;
  return invalid(
    path,
    `A name has 1 to ${MAX_METADATA_KEY} characters and a value up to ${MAX_METADATA_VALUE}`,
  );
}

function invalid(path: readonly string[], message: string): Problem {
  return { code: 'INVALID', message, path };
}
