import { isPlainText, type Result } from '../kernel/index.ts';
import type { Role } from '../platform/access/index.ts';
import { invalid, type Problem } from './problem.ts';

/** A person or a program that spend is put down to, and that may be allowed to sign in. */
export interface User {
  readonly id: string;
  readonly login: string;
  readonly email: string | null;
  readonly name: string;
  readonly kind: 'person' | 'service';
  readonly role: Role;
  readonly createdAt: Date;
  /** Since then neither this user nor a key of theirs gets in. */
  readonly disabledAt: Date | null;
  readonly revision: number;
}

export interface UserCredentials {
  readonly user: User;
  /** Null when there is no password to sign in with. */
  readonly passwordHash: string | null;
}

export interface NewUser {
  readonly login: string;
  readonly email: string | null;
  readonly name: string;
  readonly kind: User['kind'];
  readonly role: Role;
  readonly passwordHash: string | null;
}

export type UserChanges = Partial<Pick<User, 'disabledAt' | 'name' | 'role'>>;

export interface Position {
  readonly createdAt: Date;
  readonly id: string;
}

export interface UserQuery {
  /** Part of a name or an address, in any case. */
  readonly search: string | null;
  readonly roles: readonly Role[];
  readonly kinds: readonly User['kind'][];
  readonly includeDisabled: boolean;
  /** Members of any of these teams only; null: everyone. */
  readonly teamIds: readonly string[] | null;
  /** Only those among these; null: whoever. */
  readonly ids: readonly string[] | null;
}

/** Where users are kept. Logins and addresses are compared without case. */
export interface UserStore {
  findByLogin(login: string): Promise<UserCredentials | null>;
  /** By address, else by login. */
  findByEmail(email: string): Promise<User | null>;
  byIds(ids: readonly string[]): Promise<User[]>;
  list(query: UserQuery, page: { limit: number; after: Position | null }): Promise<User[]>;
  /** Null when the login or the address is taken. */
  insert(user: NewUser): Promise<User | null>;
  /** Null when there is no such user. */
  change(
    id: string,
    decide: (user: User) => Result<UserChanges, Problem[]>,
  ): Promise<Result<User, Problem[]> | null>;
  setPasswordHash(id: string, passwordHash: string): Promise<void>;
}

const LONGEST_NAME = 120;
const LONGEST_EMAIL = 320;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

export function isEmail(text: string): boolean {
  return isPlainText(text, LONGEST_EMAIL) && EMAIL.test(text);
}

export function checkName(name: string, path: readonly string[] = ['input', 'name']): Problem[] {
  const fits = isPlainText(name, LONGEST_NAME) && name.trim() !== '';
  return fits ? [] : [invalid(`Give a name of 1 to ${LONGEST_NAME} characters`, path)];
}
