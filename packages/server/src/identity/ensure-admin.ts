import { randomBytes } from 'node:crypto';
import { Secret } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { deleteSessionsOf } from './sql/session-rows.ts';
import type { UserCredentials, UserStore } from './user.ts';

/** The first user. `password` is there when one was made up here, to be shown this once. */
export interface EnsuredAdmin {
  readonly login: string;
  readonly password: Secret | null;
}

/**
 * Sees to it that an administrator can sign in. A configured password is set, and set again when it
 * differs, which ends the sessions of the old one; without one, a new user gets a made-up password.
 */
export async function ensureAdmin(
  deps: { users: UserStore; db: Queryable },
  options: { login?: string; password?: Secret | undefined } = {},
): Promise<EnsuredAdmin> {
  const login = options.login ?? 'admin';
  const password = options.password ?? new Secret(randomBytes(12).toString('base64url'));
  const existing = await deps.users.findByLogin(login);
  if (existing === null) {
    const passwordHash = await hashPassword(password.reveal());
    const created = await deps.users.insert({
      login,
      email: login.includes('@') ? login : null,
      name: 'Administrator',
      kind: 'person',
      role: 'ADMIN',
      passwordHash,
    });
    return { login, password: created && options.password === undefined ? password : null };
  }
  if (options.password !== undefined) {
    await changePassword(deps, existing, options.password);
  }
  return { login, password: null };
}

async function changePassword(
  { users, db }: { users: UserStore; db: Queryable },
  { user, passwordHash }: UserCredentials,
  password: Secret,
): Promise<void> {
  if (await verifyPassword(passwordHash, password.reveal())) return;
  await users.setPasswordHash(user.id, await hashPassword(password.reveal()));
  await deleteSessionsOf(db, user.id);
}
