/** What a field or a route asks of its caller. `PUBLIC` asks nothing, `SIGNED_IN` any principal at all. */
export type Permission = 'PUBLIC' | 'SIGNED_IN' | 'READ_SPEND' | 'READ_KEYS' | 'MANAGE_KEYS';

/** `MEMBER` is known, and sees nothing of the whole installation. */
export type Role = 'ADMIN' | 'ENGINEER' | 'FINANCE' | 'VIEWER' | 'MEMBER';

const VIEWER: readonly Permission[] = ['PUBLIC', 'SIGNED_IN', 'READ_SPEND', 'READ_KEYS'];

const PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  MEMBER: new Set(['PUBLIC', 'SIGNED_IN']),
  FINANCE: new Set(VIEWER),
  ENGINEER: new Set([...VIEWER, 'MANAGE_KEYS']),
  VIEWER: new Set(VIEWER),
  ADMIN: new Set([...VIEWER, 'MANAGE_KEYS']),
};

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return PERMISSIONS[role];
}
