export { type Permission, permissionsOf, type Role } from './permission.ts';
export { type Authentication, type Principal, principalOf } from './principal.ts';
