export type { Permission, Role, TokenScope } from './permission.ts';
export {
  type Authentication,
  linkPrincipal,
  MASTER_PRINCIPAL,
  type Principal,
  reachOf,
  tokenPrincipal,
  userPrincipal,
} from './principal.ts';
export { isWithin, ownReach, type Reach } from './reach.ts';
