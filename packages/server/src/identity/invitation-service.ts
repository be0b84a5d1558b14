import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { type Clock, err, ok, type Result, Secret, USED_IDEMPOTENCY_KEY } from '../kernel/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import { checkPassword } from './check-password.ts';
import { checkIdempotencyKey } from './issue-api-key.ts';
import { once } from './once.ts';
import { hashPassword } from './password.ts';
import { invalid, notFound, type Problem } from './problem.ts';
import { sha256 } from './secret-text.ts';
import type { OpenedSession, Origin, SessionService } from './session-service.ts';
import { insertInvitation, takeInvitation } from './sql/invitation-rows.ts';
import type { UserStore } from './user.ts';

export interface Invitation {
  /** In the link; null when the request is a repetition: it is shown once. */
  readonly token: Secret | null;
  readonly expiresAt: Date;
}

const DAY_MS = 86_400_000;
const VALID_DAYS = 7;
const OVER = [invalid('This invitation is used up or has expired; ask for another', ['token'])];

/** Links by which someone chooses the password of a user, once, within seven days. */
export class InvitationService {
  readonly #db: Pool;
  readonly #users: UserStore;
  readonly #sessions: Pick<SessionService, 'endAllOf' | 'open'>;
  readonly #clock: Clock;

  constructor(deps: {
    db: Pool;
    users: UserStore;
    sessions: Pick<SessionService, 'endAllOf' | 'open'>;
    clock: Clock;
  }) {
    this.#db = deps.db;
    this.#users = deps.users;
    this.#sessions = deps.sessions;
    this.#clock = deps.clock;
  }

  /** A new link; those before it stop working. Also how a forgotten password is set anew. */
  async invite(
    userId: string,
    idempotencyKey: string,
    createdBy: string,
  ): Promise<Result<Invitation, Problem[]>> {
    const problems = checkIdempotencyKey(idempotencyKey);
    if (problems.length > 0) return err(problems);
    const [user] = await this.#users.byIds([userId]);
    if (user === undefined) return err([notFound('user')]);
    if (user.kind === 'service') return err([invalid('A service does not sign in', ['id'])]);
    if (user.disabledAt !== null) return err([invalid('This user is disabled', ['id'])]);
    const token = new Secret(randomBytes(32).toString('base64url'));
    const createdAt = this.#clock.now();
    const request = {
      operation: 'inviteUser',
      key: idempotencyKey,
      digest: sha256(userId),
      id: randomUUIDv7(),
      at: createdAt,
    };
    const tokenSha256 = sha256(token.reveal());
    const invited = await once(this.#db, request, (tx) =>
      insertInvitation(tx, {
        tokenSha256,
        userId,
        createdBy,
        createdAt,
        expiresAt: endOf(createdAt),
      }),
    );
    if (invited.kind === 'conflict') return err([USED_IDEMPOTENCY_KEY]);
    const expiresAt = endOf(invited.at);
    return ok({ token: invited.kind === 'done' ? token : null, expiresAt });
  }

  /** Sets the password, ends whatever sessions there were, and signs in. */
  async accept(
    { token, password }: { token: string; password: string },
    origin: Origin,
  ): Promise<Result<OpenedSession, Problem[]>> {
    const problems = checkPassword(password, ['input', 'password']);
    if (problems.length > 0) return err(problems);
    const userId = await takeInvitation(this.#db, sha256(token), this.#clock.now());
    const [user] = userId === null ? [] : await this.#users.byIds([userId]);
    if (user === undefined || user.disabledAt !== null) return err(OVER);
    await this.#users.setPasswordHash(user.id, await hashPassword(password));
    await this.#sessions.endAllOf(user.id);
    return ok(await this.#sessions.open(user, origin));
  }
}

function endOf(createdAt: Date): Date {
  return new Date(createdAt.getTime() + VALID_DAYS * DAY_MS);
}
