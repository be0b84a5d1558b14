import { Params, type Queryable } from '../../platform/postgres/index.ts';
import type { SpendEventQuery } from '../spend-event-query.ts';
import { eventConditions } from './event-conditions.ts';

/** How many calls the events are that a search finds. */
export async function countCalls(db: Queryable, query: SpendEventQuery): Promise<number> {
  const params = new Params();
  const conditions = ['e.adjustment = 0', ...eventConditions(query, params)];
  const { rows } = await db.query<{ calls: number }>(
    `select coalesce(sum(e.calls), 0)::bigint as calls from spend_event e
     where ${conditions.join(' and ')}`,
    params.values,
  );
  return rows[0]?.calls ?? 0;
}
