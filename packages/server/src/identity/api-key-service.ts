import { randomUUIDv7 } from 'node:crypto';
import { assert, type Clock, err, ok, type Result, type Secret } from '../kernel/index.ts';
import type { ApiKey } from './api-key.ts';
import type { ApiKeyDirectory } from './api-key-directory.ts';
import type { ApiKeyPosition, ApiKeyStore } from './api-key-store.ts';
import { checkIssueInput, type IssueApiKeyInput, requestDigest } from './issue-api-key.ts';
import type { Problem } from './problem.ts';
import { createSecret, describeSecret, sha256 } from './secret-text.ts';

export interface IssuedApiKey {
  readonly apiKey: ApiKey;
  /** Null when the request is a repetition: the secret is shown once. */
  readonly secret: Secret | null;
}

export class ApiKeyService {
  readonly #store: ApiKeyStore;
  readonly #directory: Pick<ApiKeyDirectory, 'forget'>;
  readonly #clock: Clock;

  constructor(deps: {
    store: ApiKeyStore;
    directory: Pick<ApiKeyDirectory, 'forget'>;
    clock: Clock;
  }) {
    this.#store = deps.store;
    this.#directory = deps.directory;
    this.#clock = deps.clock;
  }

  /** Issues a key once for each idempotency key, however often and however concurrently it is asked. */
  async issue(
    input: IssueApiKeyInput,
    idempotencyKey: string,
    createdBy: string,
  ): Promise<Result<IssuedApiKey, Problem[]>> {
    const request = { ...input, tags: [...new Set(input.tags)] };
    const now = this.#clock.now();
    const problems = checkIssueInput(request, idempotencyKey, now);
    // A repetition is answered even when its expiry has passed in the meantime.
    const repeated = await this.#findRepeated(request, idempotencyKey, problems);
    if (repeated !== null) return repeated;
    if (problems.length > 0) return err(problems);

    const secret = createSecret();
    const apiKey = {
      ...request,
      ...describeSecret(secret),
      id: randomUUIDv7(),
      createdAt: now,
      blockedAt: null,
      revokedAt: null,
      metadata: {},
      revision: 1,
    };
    const inserted = await this.#store.insert({
      ...apiKey,
      secretSha256: sha256(secret.reveal()),
      createdBy,
      idempotencyKey,
      requestSha256: requestDigest(request),
    });
    if (inserted) return ok({ apiKey, secret });
    const raced = await this.#findRepeated(request, idempotencyKey, []);
    assert(raced !== null, 'an idempotency key is taken, yet not found');
    return raced;
  }

  /** Revokes a key for good, at once in this process; revoking twice changes nothing. */
  async revoke(id: string): Promise<Result<ApiKey, Problem[]>> {
    const revoked = await this.#store.revoke(id, this.#clock.now());
    if (revoked === null) {
      return err([{ code: 'NOT_FOUND', message: 'There is no such API key', path: ['id'] }]);
    }
    this.#directory.forget(revoked.secretSha256);
    return ok(revoked.apiKey);
  }

  list(query: {
    limit: number;
    after: ApiKeyPosition | null;
    includeRevoked: boolean;
  }): Promise<ApiKey[]> {
    return this.#store.list(query);
  }

  /** One entry for each id, in order; null where there is no such key. */
  async byIds(ids: readonly string[]): Promise<(ApiKey | null)[]> {
    const keys = new Map((await this.#store.byIds(ids)).map((key) => [key.id, key]));
    return ids.map((id) => keys.get(id) ?? null);
  }

  async #findRepeated(
    request: IssueApiKeyInput,
    idempotencyKey: string,
    problems: readonly Problem[],
  ): Promise<Result<IssuedApiKey, Problem[]> | null> {
    if (problems.some((problem) => problem.path[0] === 'idempotencyKey')) return null;
    const found = await this.#store.findByIdempotencyKey(idempotencyKey);
    if (found === null) return null;
    if (found.requestSha256.equals(requestDigest(request))) {
      return ok({ apiKey: found.apiKey, secret: null });
    }
    const message = 'This idempotency key was used for another request';
    return err([{ code: 'CONFLICT', message, path: ['idempotencyKey'] }]);
  }
}
