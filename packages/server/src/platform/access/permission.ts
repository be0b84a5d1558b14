/** What a field or a route asks of its caller. `PUBLIC` asks nothing, `SIGNED_IN` any principal at all. */
export type Permission = 'PUBLIC' | 'SIGNED_IN' | 'READ_SPEND' | 'READ_KEYS' | 'MANAGE_KEYS';

export type Role = 'ADMIN' | 'VIEWER';

const VIEWER: readonly Permission[] = ['PUBLIC', 'SIGNED_IN', 'READ_SPEND', 'READ_KEYS'];

const PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  VIEWER: new Set(VIEWER),
  ADMIN: new Set([...VIEWER, 'MANAGE_KEYS']),
};

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return PERMISSIONS[role];
}
