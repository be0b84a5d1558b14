/**
 * What a field or a route asks of its caller. `PUBLIC` asks nothing, `SIGNED_IN` any principal at all.
 * `READ_INTERNALS` is what a customer is not shown of their own spend: what the provider takes, who
 * the provider is, tags, keys and errors.
 */
export type Permission =
  | 'PUBLIC'
  | 'SIGNED_IN'
  | 'READ_SPEND'
  | 'READ_INTERNALS'
  | 'READ_KEYS'
  | 'MANAGE_KEYS'
  | 'READ_MODELS'
  | 'MANAGE_MODELS'
  | 'READ_PRICES'
  | 'MANAGE_PRICES'
  | 'READ_BUDGETS'
  | 'MANAGE_BUDGETS'
  | 'READ_INVOICES'
  | 'MANAGE_INVOICES'
  | 'READ_WEBHOOKS'
  | 'MANAGE_WEBHOOKS'
  | 'READ_PEOPLE'
  | 'MANAGE_PEOPLE'
  | 'MANAGE_TEAMS'
  | 'READ_AUDIT';

/** `MEMBER` sees what is theirs and nothing else; the others see the whole installation. */
export type Role = 'ADMIN' | 'ENGINEER' | 'FINANCE' | 'VIEWER' | 'MEMBER';

/** What an API token opens. */
export type TokenScope = 'ADMIN' | 'BILLING_READ' | 'BILLING_WRITE' | 'VIEWER' | 'PORTAL';

const BILLING_READ: readonly Permission[] = [
  'READ_SPEND',
  'READ_INTERNALS',
  'READ_PRICES',
  'READ_BUDGETS',
  'READ_INVOICES',
  'READ_WEBHOOKS',
];
const BILLING_WRITE: readonly Permission[] = [
  ...BILLING_READ,
  'MANAGE_PRICES',
  'MANAGE_BUDGETS',
  'MANAGE_INVOICES',
  'MANAGE_WEBHOOKS',
];
const VIEWER: readonly Permission[] = [...BILLING_READ, 'READ_KEYS', 'READ_MODELS', 'READ_PEOPLE'];
const ENGINEER: readonly Permission[] = [
  ...VIEWER,
  'MANAGE_KEYS',
  'MANAGE_MODELS',
  'MANAGE_WEBHOOKS',
];
const FINANCE: readonly Permission[] = [...VIEWER, ...BILLING_WRITE, 'READ_AUDIT'];
const ADMIN: readonly Permission[] = [...ENGINEER, ...FINANCE, 'MANAGE_PEOPLE', 'MANAGE_TEAMS'];

/** Over the whole installation. */
export const OF_ROLE: Readonly<Record<Role, readonly Permission[]>> = {
  ADMIN,
  ENGINEER,
  FINANCE,
  VIEWER,
  MEMBER: [],
};

/** Over the whole installation. */
export const OF_SCOPE: Readonly<Record<TokenScope, readonly Permission[]>> = {
  ADMIN,
  BILLING_READ,
  BILLING_WRITE,
  VIEWER,
  PORTAL: [],
};

/** Over what a user owns. */
export const OF_OWNER: readonly Permission[] = [
  'READ_SPEND',
  'READ_INTERNALS',
  'READ_KEYS',
  'READ_BUDGETS',
];

/** Over the teams a user administers. */
export const OF_TEAM_ADMIN: readonly Permission[] = [
  ...OF_OWNER,
  'MANAGE_KEYS',
  'READ_PEOPLE',
  'MANAGE_TEAMS',
];

/** Over one customer's own. */
export const OF_CUSTOMER: readonly Permission[] = ['READ_SPEND', 'READ_BUDGETS', 'READ_INVOICES'];
