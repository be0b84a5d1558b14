import type { Role } from '../platform/access/index.ts';

export interface User {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
}

/** Where users are kept. Logins are compared without case. */
export interface UserStore {
  findByLogin(login: string): Promise<User | null>;
  /** False when the login is taken. */
  insert(user: Omit<User, 'id'>): Promise<boolean>;
  setPasswordHash(id: string, passwordHash: string): Promise<void>;
}
