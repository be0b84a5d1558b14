import { type Permission, permissionsOf, type Role } from './permission.ts';

/** Who is calling the management API: a signed-in user, or the holder of the master key. */
export interface Principal {
  readonly name: string;
  /** Null for the master key and for logins that are not an address. */
  readonly email: string | null;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
}

/** The answer to "who is this?"; `reason` is safe to show to the caller. */
export type Authentication =
  | { readonly principal: Principal }
  | { readonly principal: null; readonly reason: string };

export function principalOf(user: { name: string; email: string | null; role: Role }): Principal {
  return { ...user, permissions: permissionsOf(user.role) };
}
