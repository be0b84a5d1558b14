export { migrate } from './migrate.ts';
export { NotificationListener, type Notifications } from './notifications.ts';
export { Params } from './params.ts';
export { PendingReads } from './pending-reads.ts';
export { createPool, type Pool, type Queryable, withTransaction } from './pool.ts';
export { type Comparison, readChecks } from './read-checks.ts';
export { streamRows } from './stream-rows.ts';
export type { TimePage, TimePosition } from './time-page.ts';
export { isDatabaseUnavailable } from './unavailable.ts';
