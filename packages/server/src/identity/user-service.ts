import { assert, type Clock, err, ok, type Result } from '../kernel/index.ts';
import type { Reach, Role } from '../platform/access/index.ts';
import { inOrder } from './in-order.ts';
import { conflict, invalid, notFound, type Problem, STALE } from './problem.ts';
import type { SessionService } from './session-service.ts';
import {
  checkName,
  isEmail,
  type Position,
  type User,
  type UserChanges,
  type UserQuery,
  type UserStore,
} from './user.ts';

export interface CreateUserInput {
  /** Null for a service account, which is known by its name. */
  readonly email: string | null;
  readonly name: string;
  readonly role: Role;
  readonly kind: User['kind'];
}

const NO_SUCH_USER = [notFound('user')];

export class UserService {
  readonly #store: UserStore;
  readonly #sessions: Pick<SessionService, 'endAllOf' | 'forgetAll'>;
  readonly #clock: Clock;

  constructor(deps: {
    store: UserStore;
    sessions: Pick<SessionService, 'endAllOf' | 'forgetAll'>;
    clock: Clock;
  }) {
    this.#store = deps.store;
    this.#sessions = deps.sessions;
    this.#clock = deps.clock;
  }

  /** Makes a user that cannot sign in yet: by an invitation or by the identity provider they can. */
  async create(input: CreateUserInput): Promise<Result<User, Problem[]>> {
    const email = input.email?.trim() ?? null;
    const problems = [...checkName(input.name), ...checkEmail(email, input.kind)];
    if (problems.length > 0) return err(problems);
    const { name, role, kind } = input;
    const login = email ?? `service:${name.trim().toLowerCase()}`;
    const user = await this.#store.insert({ login, email, name, kind, role, passwordHash: null });
    if (user !== null) return ok(user);
    const path = ['input', email === null ? 'name' : 'email'];
    return err([conflict('There is a user of this name already', path)]);
  }

  /** The person of this address, made when there is none yet, so that spend can be put down to them. */
  async ensurePerson(email: string): Promise<Result<User, Problem[]>> {
    const known = isEmail(email) ? await this.#store.findByEmail(email) : null;
    if (known !== null) return ok(known);
    const input = { email, name: email.slice(0, 120), role: 'MEMBER', kind: 'person' } as const;
    const created = await this.create(input);
    if (created.ok || created.error.some(({ code }) => code !== 'CONFLICT')) return created;
    const raced = await this.#store.findByEmail(email);
    assert(raced !== null, 'an address is taken, yet not found');
    return ok(raced);
  }

  /** What signed-in sessions may do follows at once in this process, within five seconds in others. */
  async update(
    id: string,
    changes: Pick<UserChanges, 'name' | 'role'>,
    expectedRevision: number,
  ): Promise<Result<User, Problem[]>> {
    const problems = changes.name === undefined ? [] : checkName(changes.name);
    if (problems.length > 0) return err(problems);
    return this.#change(id, (user) =>
      user.revision === expectedRevision ? ok(changes) : err([STALE]),
    );
  }

  /** A disabled user cannot sign in, and their keys and tokens are refused. Their sessions end. */
  async setDisabled(id: string, disabled: boolean): Promise<Result<User, Problem[]>> {
    const now = this.#clock.now();
    const changed = await this.#change(id, (user) => {
      if ((user.disabledAt !== null) === disabled) return ok({});
      return ok({ disabledAt: disabled ? now : null });
    });
    return changed;
  }

  list(query: UserQuery, page: { limit: number; after: Position | null }): Promise<User[]> {
    return this.#store.list(query, page);
  }

  /** One entry for each id, in order; null where there is no such user. */
  async byIds(ids: readonly string[]): Promise<(User | null)[]> {
    return inOrder(ids, await this.#store.byIds(ids));
  }

  /** Null when there is none within reach: oneself, and who is in the teams one administers. */
  async find(id: string, reach: Reach): Promise<User | null> {
    if (reach !== 'ALL' && reach.userId !== id) {
      const page = { limit: 1, after: null };
      const query = { ...EVERYONE, teamIds: reach.teamIds, ids: [id] };
      const [member] = await this.#store.list(query, page);
      return member ?? null;
    }
    const [user] = await this.#store.byIds([id]);
    return user ?? null;
  }

  async #change(
    id: string,
    decide: (user: User) => Result<UserChanges, Problem[]>,
  ): Promise<Result<User, Problem[]>> {
    const changed = await this.#store.change(id, decide);
    if (changed === null) return err(NO_SUCH_USER);
    if (changed.ok && changed.value.disabledAt !== null) await this.#sessions.endAllOf(id);
    else this.#sessions.forgetAll();
    return changed;
  }
}

const EVERYONE: UserQuery = {
  search: null,
  roles: [],
  kinds: [],
  includeDisabled: true,
  teamIds: null,
  ids: null,
};

function checkEmail(email: string | null, kind: User['kind']): Problem[] {
  const path = ['input', 'email'];
  if (email === null) return kind === 'service' ? [] : [invalid('Give an e-mail address', path)];
  return isEmail(email) ? [] : [invalid('This is not an e-mail address', path)];
}
