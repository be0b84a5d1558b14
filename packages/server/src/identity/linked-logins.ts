import { type Clock, err, ok, type Result } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import type { OpenedSession, Origin, SessionService } from './session-service.ts';
import { findLinkedUser, linkLogin } from './sql/linked-login-rows.ts';
import type { User, UserStore } from './user.ts';
import type { UserService } from './user-service.ts';

/** Who somebody is at a provider that the operator trusts. */
export interface ProvedLogin {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
}

/** `unknown`: nobody here has this address; `taken`: they sign in with another login of that provider. */
export type LoginObjection = 'disabled' | 'taken' | 'unknown' | 'unverified';

/**
 * Signs people in on the word of a provider. The first time they are known by their verified address,
 * from then on by the provider's own id for them, whatever becomes of the address.
 */
export class LinkedLogins {
  readonly #db: Queryable;
  readonly #users: UserStore;
  readonly #people: Pick<UserService, 'ensurePerson'>;
  readonly #sessions: Pick<SessionService, 'open'>;
  readonly #clock: Clock;

  constructor(deps: {
    db: Queryable;
    users: UserStore;
    people: Pick<UserService, 'ensurePerson'>;
    sessions: Pick<SessionService, 'open'>;
    clock: Clock;
  }) {
    this.#db = deps.db;
    this.#users = deps.users;
    this.#people = deps.people;
    this.#sessions = deps.sessions;
    this.#clock = deps.clock;
  }

  /** `domains`: whoever has an address there is taken in as a member when not known yet. */
  async signIn(
    proved: ProvedLogin,
    { origin, domains }: { origin: Origin; domains: readonly string[] },
  ): Promise<Result<OpenedSession, LoginObjection>> {
    const found = await this.#find(proved, domains);
    if (!found.ok) return found;
    if (found.value.disabledAt !== null) return err('disabled');
    return ok(await this.#sessions.open(found.value, origin));
  }

  async #find(
    { issuer, subject, email, emailVerified }: ProvedLogin,
    domains: readonly string[],
  ): Promise<Result<User, LoginObjection>> {
    const linked = await findLinkedUser(this.#db, issuer, subject);
    if (linked !== null) {
      const [user] = await this.#users.byIds([linked]);
      return user === undefined ? err('unknown') : ok(user);
    }
    if (email === null || !emailVerified) return err('unverified');
    const user = await this.#byEmail(email, domains);
    if (user === null) return err('unknown');
    const login = { issuer, subject, userId: user.id, at: this.#clock.now() };
    return (await linkLogin(this.#db, login)) ? ok(user) : err('taken');
  }

  async #byEmail(email: string, domains: readonly string[]): Promise<User | null> {
    const known = await this.#users.findByEmail(email);
    if (known !== null) return known.kind === 'person' ? known : null;
    const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
    if (!domains.includes(domain)) return null;
    const created = await this.#people.ensurePerson(email);
    return created.ok ? created.value : null;
  }
}
