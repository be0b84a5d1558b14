import {
  OF_CUSTOMER,
  OF_OWNER,
  OF_ROLE,
  OF_SCOPE,
  OF_TEAM_ADMIN,
  type Permission,
  type Role,
  type TokenScope,
} from './permission.ts';
import { joinReach, ownReach, type Reach } from './reach.ts';

export type Grants = ReadonlyMap<Permission, Reach>;

/** Who is calling the management API. */
export interface Principal {
  readonly kind: 'master_key' | 'portal' | 'token' | 'user';
  /** Of the user or the token; null for the master key. */
  readonly id: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  /** What this caller may do, each over everything or over what is their own. */
  readonly grants: Grants;
}

/** The answer to "who is this?"; `reason` is safe to show to the caller. */
export type Authentication =
  | { readonly principal: Principal }
  | { readonly principal: null; readonly reason: string };

/** Null when the caller has not got the permission at all. */
export function reachOf(
  principal: Pick<Principal, 'grants'>,
  permission: Permission,
): Reach | null {
  if (permission === 'PUBLIC' || permission === 'SIGNED_IN') return 'ALL';
  return principal.grants.get(permission) ?? null;
}

/** Where a list of permissions holds. */
type Grant = readonly [readonly Permission[], Reach];

function grantsOf(...list: readonly Grant[]): Grants {
  const grants = new Map<Permission, Reach>();
  for (const [permissions, reach] of list) {
    for (const each of permissions) grants.set(each, joinReach(grants.get(each), reach));
  }
  return grants;
}

export const MASTER_PRINCIPAL: Principal = Object.freeze({
  kind: 'master_key',
  id: null,
  name: 'Master key',
  email: null,
  role: 'ADMIN',
  grants: grantsOf([OF_ROLE.ADMIN, 'ALL']),
});

/** Someone signed in: what the role gives, what they own, and the teams they administer. */
export function userPrincipal(user: {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  readonly adminTeamIds: readonly string[];
}): Principal {
  const { id, name, email, role, adminTeamIds } = user;
  const administered: readonly Grant[] =
    adminTeamIds.length === 0 ? [] : [[OF_TEAM_ADMIN, ownReach({ teamIds: adminTeamIds })]];
  const grants = grantsOf(
    [OF_ROLE[role], 'ALL'],
    [OF_OWNER, ownReach({ userId: id })],
    ...administered,
  );
  return { kind: 'user', id, name, email, role, grants };
}

const ROLE_OF_SCOPE: Readonly<Record<TokenScope, Role>> = {
  ADMIN: 'ADMIN',
  BILLING_READ: 'VIEWER',
  BILLING_WRITE: 'FINANCE',
  VIEWER: 'VIEWER',
  PORTAL: 'MEMBER',
};

/** Whoever holds a signed link to one customer's invoice. */
export function linkPrincipal(customer: string): Principal {
  const grants = grantsOf([['READ_INVOICES'], ownReach({ customer })]);
  return { kind: 'portal', id: null, name: 'Signed link', email: null, role: 'MEMBER', grants };
}

/** A program with an API token, or a customer at their portal. */
export function tokenPrincipal(token: {
  readonly id: string;
  readonly name: string;
  readonly scope: TokenScope;
  readonly customer: string | null;
}): Principal {
  const { id, name, scope, customer } = token;
  const own: readonly Grant[] = customer === null ? [] : [[OF_CUSTOMER, ownReach({ customer })]];
  return {
    kind: scope === 'PORTAL' ? 'portal' : 'token',
    id,
    name,
    email: null,
    role: ROLE_OF_SCOPE[scope],
    grants: grantsOf([OF_SCOPE[scope], 'ALL'], ...own),
  };
}
