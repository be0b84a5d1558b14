import { randomBytes } from 'node:crypto';
import {
  BoundedMap,
  type Clock,
  err,
  isPlainText,
  ok,
  type Result,
  Secret,
} from '../kernel/index.ts';
import { type Principal, userPrincipal } from '../platform/access/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { AttemptLimiter } from './attempt-limiter.ts';
import { checkPassword } from './check-password.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { invalid, type Problem } from './problem.ts';
import { sha256 } from './secret-text.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessionById,
  deleteSessionsOf,
  findAdminTeams,
  findSession,
  insertSession,
  listSessions,
  type Session,
  type SessionRow,
} from './sql/session-rows.ts';
import type { Position, User, UserStore } from './user.ts';

const MINUTE_MS = 60_000;
const SESSION_DAYS = 30;
const SESSION_MS = SESSION_DAYS * 24 * 60 * MINUTE_MS;
const CACHE_MS = 5_000;
const CACHED_SESSIONS = 10_000;
const LONGEST_LOGIN = 320;

export const SESSION_COOKIE = 'tollgate_session';

/** Where someone signs in from. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string | null;
}

export interface OpenedSession {
  readonly token: Secret;
  readonly principal: Principal;
  readonly maxAgeSeconds: number;
}

interface CachedSession {
  readonly principal: Principal;
  readonly expiresAt: Date;
  readonly staleAtMs: number;
}

/**
 * Who is signed in. A session lasts 30 days from login, used or not. Logout takes effect at once in
 * this process and within five seconds in others.
 */
export class SessionService {
  readonly #db: Queryable;
  readonly #users: UserStore;
  readonly #clock: Clock;
  readonly #byLogin: AttemptLimiter;
  readonly #byAddress: AttemptLimiter;
  /** Whoever has many addresses. */
  readonly #fromAnywhere: AttemptLimiter;
  readonly #cache = new BoundedMap<string, CachedSession>(CACHED_SESSIONS);
  #changes = 0;

  constructor(deps: { db: Queryable; users: UserStore; clock: Clock }) {
    this.#db = deps.db;
    this.#users = deps.users;
    this.#clock = deps.clock;
    this.#byLogin = new AttemptLimiter(deps.clock, { max: 10, windowMs: 15 * MINUTE_MS });
    this.#byAddress = new AttemptLimiter(deps.clock, { max: 100, windowMs: 15 * MINUTE_MS });
    this.#fromAnywhere = new AttemptLimiter(deps.clock, { max: 50, windowMs: 15 * MINUTE_MS });
  }

  async login(attempt: {
    login: string;
    password: string;
    origin: Origin;
  }): Promise<Result<OpenedSession, Problem>> {
    const { address } = attempt.origin;
    const login = attempt.login.trim().slice(0, LONGEST_LOGIN);
    const account = login.toLowerCase();
    const limitKey = `${account} ${address}`;
    const waitMs =
      this.#byLogin.admit(limitKey) ||
      this.#byAddress.admit(address) ||
      this.#fromAnywhere.admit(account);
    if (waitMs > 0) return err(tooManyAttempts(waitMs));
    const found = isPlainText(login, LONGEST_LOGIN) ? await this.#users.findByLogin(login) : null;
    const verified = await verifyPassword(found?.passwordHash ?? null, attempt.password);
    if (found === null || !verified || found.user.disabledAt !== null) {
      return err(WRONG_CREDENTIALS);
    }
    this.#byLogin.forgive(limitKey);
    this.#fromAnywhere.forgive(account);
    return ok(await this.open(found.user, attempt.origin));
  }

  /** Null when there is no such session, or no more. */
  async find(token: string): Promise<Principal | null> {
    const digest = sha256(token);
    const key = digest.toString('base64');
    const cached = this.#cache.get(key);
    if (cached !== undefined && cached.staleAtMs > this.#clock.monotonicMs()) {
      return this.#ifCurrent(cached);
    }
    const changes = this.#changes;
    const row = await findSession(this.#db, digest);
    if (row === null) return null;
    const session = this.#toCached(row);
    // What was read before a logout must not outlive it.
    if (changes === this.#changes) this.#cache.set(key, session);
    return this.#ifCurrent(session);
  }

  async logout(token: string): Promise<void> {
    const digest = sha256(token);
    await deleteSession(this.#db, digest);
    this.#changes += 1;
    this.#cache.delete(digest.toString('base64'));
  }

  /** A new password, by someone who knows the old one. Ends every other session of theirs. */
  async changePassword(
    userId: string,
    { current, next, token }: { current: string; next: string; token: string | undefined },
  ): Promise<Result<null, Problem[]>> {
    const [user] = await this.#users.byIds([userId]);
    const found = user === undefined ? null : await this.#users.findByLogin(user.login);
    const waitMs = this.#byLogin.admit(`password of ${userId}`);
    if (waitMs > 0) return err([{ ...tooManyAttempts(waitMs), path: ['currentPassword'] }]);
    if (!(await verifyPassword(found?.passwordHash ?? null, current))) {
      return err([invalid('This is not your password', ['currentPassword'])]);
    }
    const problems = checkPassword(next, ['newPassword']);
    if (problems.length > 0) return err(problems);
    this.#byLogin.forgive(`password of ${userId}`);
    await this.#users.setPasswordHash(userId, await hashPassword(next));
    await this.endAllOf(userId, token);
    return ok(null);
  }

  /** Newest first. */
  list(userId: string, page: { limit: number; after: Position | null }): Promise<Session[]> {
    return listSessions(this.#db, { userId, now: this.#clock.now(), ...page });
  }

  /** Ends one session, of this user only when one is named; false when there is none. */
  async end(id: string, userId: string | null): Promise<boolean> {
    const ended = await deleteSessionById(this.#db, id, userId);
    this.forgetAll();
    return ended;
  }

  /** Ends every session of a user, save for the one of `except`. */
  async endAllOf(userId: string, except?: string): Promise<void> {
    const kept = except === undefined ? null : sha256(except);
    await deleteSessionsOf(this.#db, userId, kept);
    this.forgetAll();
  }

  /** Who may do what has changed: everyone is looked up anew. */
  forgetAll(): void {
    this.#changes += 1;
    this.#cache.clear();
  }

  /** Whether this is the session that the token opens. */
  isOf(session: Session, token: string | undefined): boolean {
    return token !== undefined && session.tokenSha256.equals(sha256(token));
  }

  async open(user: User, origin: Origin): Promise<OpenedSession> {
    const token = new Secret(randomBytes(32).toString('base64url'));
    const createdAt = this.#clock.now();
    await deleteExpiredSessions(this.#db, createdAt);
    await insertSession(this.#db, {
      tokenSha256: sha256(token.reveal()),
      userId: user.id,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + SESSION_MS),
      ...origin,
    });
    return {
      token,
      principal: userPrincipal({ ...user, adminTeamIds: await findAdminTeams(this.#db, user.id) }),
      maxAgeSeconds: SESSION_MS / 1_000,
    };
  }

  #ifCurrent({ principal, expiresAt }: CachedSession): Principal | null {
    return expiresAt > this.#clock.now() ? principal : null;
  }

  #toCached(row: SessionRow): CachedSession {
    return {
      principal: userPrincipal({ ...row, id: row.user_id, adminTeamIds: row.admin_team_ids }),
      expiresAt: row.expires_at,
      staleAtMs: this.#clock.monotonicMs() + CACHE_MS,
    };
  }
}

const WRONG_CREDENTIALS: Problem = {
  code: 'UNAUTHENTICATED',
  message: 'The login or the password is wrong',
  path: ['input'],
};

function tooManyAttempts(waitMs: number): Problem {
  const minutes = Math.ceil(waitMs / MINUTE_MS);
  const message = `Too many attempts; try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return { code: 'UNAUTHENTICATED', message, path: ['input'] };
}
