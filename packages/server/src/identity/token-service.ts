import { randomUUIDv7 } from 'node:crypto';
import {
  assert,
  type Clock,
  err,
  isPlainText,
  ok,
  type Result,
  Secret,
  USED_IDEMPOTENCY_KEY,
} from '../kernel/index.ts';
import { type Principal, tokenPrincipal } from '../platform/access/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import { isExpired } from './api-key.ts';
import type { ApiToken, ApiTokenTerms } from './api-token.ts';
import { inOrder } from './in-order.ts';
import { checkIdempotencyKey } from './issue-api-key.ts';
import { once } from './once.ts';
import { isSignedBy, readPortalLink, signPortalLink } from './portal-link.ts';
import { invalid, notFound, type Problem } from './problem.ts';
import { createSecret, describeSecret, sha256 } from './secret-text.ts';
import {
  findSigningToken,
  findUsableToken,
  insertToken,
  listTokens,
  revokeToken,
  tokensByIds,
} from './sql/api-token-rows.ts';
import { checkName, type Position, type UserStore } from './user.ts';

export interface IssuedToken {
  readonly token: ApiToken;
  /** Null when the request is a repetition: the secret is shown once. */
  readonly secret: Secret | null;
}

/** A principal, and until when it is one. */
export interface TokenHolder {
  readonly principal: Principal;
  readonly expiresAt: Date | null;
}

/** Why a link opens nothing. */
export type LinkOver = 'expired' | 'revoked' | 'unknown';

export const LINK_OVER: Readonly<Record<LinkOver, string>> = {
  expired: 'This link has ended; ask for a new one',
  revoked: 'This link was withdrawn',
  unknown: 'This is not a valid link',
};

const MINUTE_MS = 60_000;
const LONGEST_LINK_MINUTES = 90 * 24 * 60;
const LONGEST_CUSTOMER_ID = 256;

/** Credentials of the management API. Each is looked up at each use, so revoking is immediate everywhere. */
export class TokenService {
  readonly #pool: Pool;
  readonly #users: Pick<UserStore, 'byIds'>;
  readonly #clock: Clock;

  constructor(deps: { pool: Pool; users: Pick<UserStore, 'byIds'>; clock: Clock }) {
    this.#pool = deps.pool;
    this.#users = deps.users;
    this.#clock = deps.clock;
  }

  /** Issues a token once for each idempotency key. */
  async issue(
    terms: ApiTokenTerms,
    idempotencyKey: string,
    createdBy: string,
  ): Promise<Result<IssuedToken, Problem[]>> {
    const now = this.#clock.now();
    const problems = [
      ...checkIdempotencyKey(idempotencyKey),
      ...checkTerms(terms, now),
      ...(await this.#userProblems(terms.userId)),
    ];
    if (problems.length > 0) return err(problems);
    const secret = createSecret('management');
    const token: ApiToken = {
      ...terms,
      ...describeSecret(secret),
      id: randomUUIDv7(),
      createdBy,
      createdAt: now,
      revokedAt: null,
    };
    const request = {
      operation: 'issueApiToken',
      key: idempotencyKey,
      digest: digestOf(terms),
      id: token.id,
      at: now,
    };
    const done = await once(this.#pool, request, (tx) =>
      insertToken(tx, token, sha256(secret.reveal())),
    );
    if (done.kind === 'conflict') return err([USED_IDEMPOTENCY_KEY]);
    if (done.kind === 'done') return ok({ token, secret });
    const [known] = await tokensByIds(this.#pool, [done.id]);
    assert(known !== undefined, 'a repeated token is there');
    return ok({ token: known, secret: null });
  }

  /**
   * A link to the portal of the token's customer. It ends by itself, and with the token. A repeated
   * idempotency key gives the link of the first time.
   */
  async portalLink(
    tokenId: string,
    { validMinutes, idempotencyKey }: { validMinutes: number; idempotencyKey: string },
  ): Promise<Result<{ link: Secret; expiresAt: Date }, Problem[]>> {
    const problems = checkIdempotencyKey(idempotencyKey);
    if (validMinutes < 1 || validMinutes > LONGEST_LINK_MINUTES) {
      const message = `A link is valid for 1 to ${LONGEST_LINK_MINUTES} minutes`;
      problems.push(invalid(message, ['validMinutes']));
    }
    if (problems.length > 0) return err(problems);
    const found = await findSigningToken(this.#pool, tokenId);
    const now = this.#clock.now();
    if (!found?.isUsable || isExpired(found.token.expiresAt, now)) {
      return err([notFound('API token')]);
    }
    if (found.token.scope !== 'PORTAL') {
      return err([invalid('Only a PORTAL token has links', ['id'])]);
    }
    const request = {
      operation: 'createPortalLink',
      key: idempotencyKey,
      digest: sha256(JSON.stringify([tokenId, validMinutes])),
      id: randomUUIDv7(),
      at: now,
    };
    // Nothing is kept of a link but when it was asked for: that and the token are all it is made of.
    const asked = await once(this.#pool, request, async () => undefined);
    if (asked.kind === 'conflict') return err([USED_IDEMPOTENCY_KEY]);
    const wanted = new Date(asked.at.getTime() + validMinutes * MINUTE_MS);
    const expiresAt = earlier(wanted, found.token.expiresAt);
    const link = signPortalLink(tokenId, expiresAt, found.secretSha256);
    return ok({ link: new Secret(link), expiresAt });
  }

  /** Revokes a token for good; revoking twice changes nothing. */
  async revoke(id: string): Promise<Result<ApiToken, Problem[]>> {
    const token = await revokeToken(this.#pool, id, this.#clock.now());
    return token === null ? err([notFound('API token')]) : ok(token);
  }

  list(query: {
    includeRevoked: boolean;
    customer: string | null;
    limit: number;
    after: Position | null;
  }): Promise<ApiToken[]> {
    return listTokens(this.#pool, query);
  }

  async byIds(ids: readonly string[]): Promise<(ApiToken | null)[]> {
    return inOrder(ids, await tokensByIds(this.#pool, ids));
  }

  /** Null for a secret that opens nothing, or nothing any more. */
  async find(secret: string): Promise<TokenHolder | null> {
    const token = await findUsableToken(this.#pool, sha256(secret));
    if (token === null || isExpired(token.expiresAt, this.#clock.now())) return null;
    return { principal: tokenPrincipal(token), expiresAt: token.expiresAt };
  }

  /** The same for a signed link. What became of it is told to whoever holds a true one only. */
  async findByLink(text: string): Promise<Result<TokenHolder, LinkOver>> {
    const link = readPortalLink(text);
    if (link === null) return err('unknown');
    const found = await findSigningToken(this.#pool, link.tokenId);
    if (found?.token.scope !== 'PORTAL') return err('unknown');
    if (!isSignedBy(link, found.secretSha256)) return err('unknown');
    if (!found.isUsable) return err('revoked');
    const expiresAt = earlier(link.expiresAt, found.token.expiresAt);
    if (isExpired(expiresAt, this.#clock.now())) return err('expired');
    return ok({ principal: tokenPrincipal(found.token), expiresAt });
  }

  async #userProblems(userId: string | null): Promise<Problem[]> {
    if (userId === null) return [];
    const [user] = await this.#users.byIds([userId]);
    return user === undefined ? [notFound('user', ['input', 'userId'])] : [];
  }
}

function checkTerms({ name, scope, customer, expiresAt }: ApiTokenTerms, now: Date): Problem[] {
  const path = ['input', 'customer'];
  const problems = [...checkName(name)];
  if ((scope === 'PORTAL') !== (customer !== null)) {
    problems.push(invalid('A PORTAL token names its customer, and no other does', path));
  }
  if (customer !== null && !isPlainText(customer, LONGEST_CUSTOMER_ID)) {
    problems.push(invalid(`A customer id has 1 to ${LONGEST_CUSTOMER_ID} characters`, path));
  }
  if (isExpired(expiresAt, now)) {
    problems.push(invalid('The expiry must be in the future', ['input', 'expiresAt']));
  }
  return problems;
}

function digestOf({ name, scope, customer, userId, expiresAt }: ApiTokenTerms): Buffer {
  return sha256(JSON.stringify([name, scope, customer, userId, expiresAt]));
}

function earlier(a: Date, b: Date | null): Date {
  return b === null || a < b ? a : b;
}
