import { randomUUIDv7 } from 'node:crypto';
import {
  assert,
  type Clock,
  err,
  ok,
  type Result,
  type Secret,
  USED_IDEMPOTENCY_KEY,
} from '../kernel/index.ts';
import { isWithin, type Reach } from '../platform/access/index.ts';
import type { Sealer } from '../platform/sealing/index.ts';
import type { Actor } from './actor.ts';
import { type ApiKey, type ApiKeyChanges, statusOf } from './api-key.ts';
import type { ApiKeyDirectory } from './api-key-directory.ts';
import type {
  ApiKeyPosition,
  ApiKeyQuery,
  ApiKeyStore,
  ChangedApiKey,
  Decision,
  OnceRequest,
} from './api-key-store.ts';
import { inOrder } from './in-order.ts';
import {
  type ApiKeyTerms,
  checkIdempotencyKey,
  checkTerms,
  requestDigest,
} from './issue-api-key.ts';
import { type OwnersStore, ownerProblems } from './key-owners.ts';
import type { KeyRules } from './key-rules.ts';
import { invalid, notFound, type Problem, STALE } from './problem.ts';
import { createSecret, describeSecret, sha256 } from './secret-text.ts';
import { createSigningSecret, sealSigningSecret } from './signing-secret.ts';

export interface IssuedApiKey {
  readonly apiKey: ApiKey;
  /** Null when the request is a repetition: the secret is shown once. */
  readonly secret: Secret | null;
}

/** Who asks, and the key under which it is done once. */
interface AskedOnce {
  readonly by: Actor;
  readonly idempotencyKey: string;
}

const MINUTE_MS = 60_000;
const LONGEST_OVERLAP_MINUTES = 30 * 24 * 60;
const NO_SUCH_KEY = [notFound('API key')];

export class ApiKeyService {
  readonly #store: ApiKeyStore;
  readonly #owners: OwnersStore;
  readonly #directory: Pick<ApiKeyDirectory, 'forget'>;
  readonly #sealer: Sealer;
  readonly #clock: Clock;

  constructor(deps: {
    store: ApiKeyStore;
    owners: OwnersStore;
    directory: Pick<ApiKeyDirectory, 'forget'>;
    sealer: Sealer;
    clock: Clock;
  }) {
    this.#store = deps.store;
    this.#owners = deps.owners;
    this.#directory = deps.directory;
    this.#sealer = deps.sealer;
    this.#clock = deps.clock;
  }

  /**
   * Issues a key once for each idempotency key, however often and however concurrently it is asked; with
   * its rules, if it has any, in one transaction.
   */
  async issue(
    terms: ApiKeyTerms,
    { rules = null, idempotencyKey, by }: { rules?: KeyRules | null } & AskedOnce,
  ): Promise<Result<IssuedApiKey, Problem[]>> {
    const request = { ...terms, tags: [...new Set(terms.tags)] };
    const digest = requestDigest(request, rules);
    const now = this.#clock.now();
    const badKey = checkIdempotencyKey(idempotencyKey);
    if (badKey.length > 0) return err([...badKey, ...checkTerms(request, now)]);
    // A repetition is answered even when its expiry has passed in the meantime.
    const repeated = await this.#findRepeated(digest, idempotencyKey, by);
    if (repeated !== null) return repeated;
    const problems = checkTerms(request, now);
    if (problems.length > 0) return err(problems);
    const strangers = await ownerProblems(this.#owners, request, by.reach);
    if (strangers.length > 0) return err(strangers);

    const secret = createSecret();
    const apiKey: ApiKey = {
      ...request,
      ...describeSecret(secret),
      id: randomUUIDv7(),
      createdBy: by.name,
      createdAt: now,
      blockedAt: null,
      revokedAt: null,
      rotatedAt: null,
      previousValidUntil: null,
      requiresSignedCustomer: false,
      revision: 1,
    };
    const secretSha256 = sha256(secret.reveal());
    const inserted = await this.#store.insert(
      { ...apiKey, secretSha256, idempotencyKey, requestSha256: digest },
      async (tx) => rules?.write(tx, apiKey.id, by.name),
    );
    if (inserted) {
      await rules?.enforce();
      return ok({ apiKey, secret });
    }
    const raced = await this.#findRepeated(digest, idempotencyKey, by);
    assert(raced !== null, 'an idempotency key is taken, yet not found');
    return raced;
  }

  /** Changes what is given and nothing else, if the key still is as the caller saw it. */
  async update(
    id: string,
    changes: Partial<ApiKeyTerms>,
    { expectedRevision, by }: { expectedRevision: number; by: Actor },
  ): Promise<Result<ApiKey, Problem[]>> {
    const problems = checkTerms(changes, this.#clock.now());
    if (problems.length > 0) return err(problems);
    const [before] = await this.#store.byIds([id]);
    if (before === undefined) return err(NO_SUCH_KEY);
    const strangers = await ownerProblems(this.#owners, { ...before, ...changes }, by.reach);
    if (strangers.length > 0) return err(strangers);
    return this.#change(id, by, (key) => {
      if (key.revision !== expectedRevision) return err([STALE]);
      if (key.revokedAt !== null) return err([invalid('A revoked key stays as it is', ['id'])]);
      const tags = changes.tags && [...new Set(changes.tags)];
      return ok(tags === undefined ? changes : { ...changes, tags });
    });
  }

  /**
   * Gives a key a new secret, shown this once. The old one goes on for `overlapMinutes`; the one
   * before it, if that still went on, ends now. It is the same key to everyone else. Once for each
   * idempotency key.
   */
  async rotate(
    id: string,
    { overlapMinutes, ...asked }: { overlapMinutes: number } & AskedOnce,
  ): Promise<Result<IssuedApiKey, Problem[]>> {
    const problems = checkIdempotencyKey(asked.idempotencyKey);
    if (overlapMinutes < 0 || overlapMinutes > LONGEST_OVERLAP_MINUTES) {
      const message = `The overlap is from 0 to ${LONGEST_OVERLAP_MINUTES} minutes`;
      problems.push(invalid(message, ['overlapMinutes']));
    }
    if (problems.length > 0) return err(problems);
    const secret = createSecret();
    const rotatedAt = this.#clock.now();
    const request = this.#onceFor('rotateApiKey', asked, [id, overlapMinutes]);
    const decide = (key: ApiKey): Decision => {
      if (statusOf(key, rotatedAt) === 'REVOKED') {
        return err([invalid('A revoked key has no secret any more', ['id'])]);
      }
      const rotation = {
        ...describeSecret(secret),
        secretSha256: sha256(secret.reveal()),
        rotatedAt,
        previousValidUntil: new Date(rotatedAt.getTime() + overlapMinutes * MINUTE_MS),
      };
      return ok({ rotation });
    };
    const rotated = await this.#changeOnce(id, { by: asked.by, decide, request });
    return rotated.ok ? ok(withSecret(rotated.value, secret)) : rotated;
  }

  /** Revokes a key for good, at once in this process; revoking twice changes nothing. */
  revoke(id: string, by: Actor): Promise<Result<ApiKey, Problem[]>> {
    const revokedAt = this.#clock.now();
    return this.#change(id, by, (key) => ok(key.revokedAt === null ? { revokedAt } : {}));
  }

  /**
   * From now on callers must sign the customer they name, with the secret that is shown this once; or
   * need not any more. Asking again makes a new secret, but once for each idempotency key.
   */
  async setSigning(
    id: string,
    { required, ...asked }: { required: boolean } & AskedOnce,
  ): Promise<Result<IssuedApiKey, Problem[]>> {
    const problems = checkIdempotencyKey(asked.idempotencyKey);
    if (problems.length > 0) return err(problems);
    const secret = required ? createSigningSecret() : null;
    const signing = secret && sealSigningSecret(id, secret, this.#sealer);
    const request = this.#onceFor('requireSignedCustomer', asked, [id, required]);
    const decide = () => ok({ signing });
    const changed = await this.#changeOnce(id, { by: asked.by, decide, request });
    return changed.ok ? ok(withSecret(changed.value, secret)) : changed;
  }

  /** A blocked key is refused until it is unblocked. */
  setBlocked(id: string, blocked: boolean, by: Actor): Promise<Result<ApiKey, Problem[]>> {
    const now = this.#clock.now();
    return this.#change(id, by, (key) => {
      if (key.revokedAt !== null) return err([invalid('A revoked key stays revoked', ['id'])]);
      const changes: ApiKeyChanges = blocked
        ? { blockedAt: key.blockedAt ?? now }
        : { blockedAt: null };
      return ok((key.blockedAt !== null) === blocked ? {} : changes);
    });
  }

  list(
    query: Omit<ApiKeyQuery, 'now'>,
    page: { limit: number; after: ApiKeyPosition | null },
  ): Promise<ApiKey[]> {
    return this.#store.list({ ...query, now: this.#clock.now() }, page);
  }

  /** Null when there is none within reach. */
  async find(id: string, reach: Reach): Promise<ApiKey | null> {
    const [key] = await this.#store.byIds([id]);
    return key !== undefined && isWithin(reach, key) ? key : null;
  }

  /** One entry for each id, in order; null where there is no such key. */
  async byIds(ids: readonly string[]): Promise<(ApiKey | null)[]> {
    return inOrder(ids, await this.#store.byIds(ids));
  }

  /** One entry for each id, in order; null where no use is recorded. */
  readonly lastUses = async (ids: readonly string[]): Promise<(Date | null)[]> => {
    const uses = await this.#store.lastUses(ids);
    return ids.map((id) => uses.get(id) ?? null);
  };

  async #change(
    id: string,
    by: Actor,
    decide: (key: ApiKey) => Decision,
  ): Promise<Result<ApiKey, Problem[]>> {
    const changed = await this.#changeOnce(id, { by, decide });
    return changed.ok ? ok(changed.value.apiKey) : changed;
  }

  async #changeOnce(
    id: string,
    {
      by,
      decide,
      request,
    }: { by: Actor; decide: (key: ApiKey) => Decision; request?: OnceRequest },
  ): Promise<Result<ChangedApiKey, Problem[]>> {
    const within = (key: ApiKey) =>
      isWithin(by.reach, { teamId: key.teamId }) ? decide(key) : err(NO_SUCH_KEY);
    const changed = await this.#store.change(id, within, request);
    if (changed === null) return err(NO_SUCH_KEY);
    if (!changed.ok) return changed;
    for (const hash of changed.value.hashes) this.#directory.forget(hash);
    return changed;
  }

  #onceFor(
    operation: string,
    { idempotencyKey }: AskedOnce,
    request: readonly unknown[],
  ): OnceRequest {
    const digest = sha256(JSON.stringify(request));
    return { operation, key: idempotencyKey, digest, at: this.#clock.now() };
  }

  async #findRepeated(
    digest: Buffer,
    idempotencyKey: string,
    by: Actor,
  ): Promise<Result<IssuedApiKey, Problem[]> | null> {
    const found = await this.#store.findByIdempotencyKey(idempotencyKey);
    if (found === null) return null;
    const isSame = found.requestSha256.equals(digest);
    if (isSame && isWithin(by.reach, { teamId: found.apiKey.teamId })) {
      return ok({ apiKey: found.apiKey, secret: null });
    }
    return err([USED_IDEMPOTENCY_KEY]);
  }
}

function withSecret({ apiKey, isRepeated }: ChangedApiKey, secret: Secret | null): IssuedApiKey {
  return { apiKey, secret: isRepeated ? null : secret };
}
