import type { Queryable } from '../platform/postgres/index.ts';
import type { Dimension, Scope } from './scope.ts';

/** What others know of those whom rules name. */
export interface Subjects {
  /** A customer exists from when it is first named: by a call, or by who sets rules for it. */
  nameCustomers(tx: Queryable, externalIds: readonly string[], at: Date): Promise<void>;
  /** The dimensions of a scope whose key, user or team does not exist. */
  missing(scope: Scope): Promise<Dimension[]>;
}
