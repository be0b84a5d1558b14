import { registerEnumType } from 'type-graphql';
import type { Role as RoleName } from '../../platform/access/index.ts';

export const Role = {
  ADMIN: 'ADMIN',
  ENGINEER: 'ENGINEER',
  FINANCE: 'FINANCE',
  VIEWER: 'VIEWER',
  MEMBER: 'MEMBER',
} as const satisfies Record<RoleName, RoleName>;

registerEnumType(Role, { name: 'Role' });
