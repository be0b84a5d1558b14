import type { Role } from '../platform/access/index.ts';

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

/** Where users are kept. Logins and addresses are compared without case. */
export interface UserStore {
  findByLogin(login: string): Promise<UserCredentials | null>;
  byIds(ids: readonly string[]): Promise<User[]>;
  /** False when the login or the address is taken. */
  insert(user: NewUser): Promise<boolean>;
  setPasswordHash(id: string, passwordHash: string): Promise<void>;
}
