import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { Range } from '../range.ts';
import type { SpendEvent, SpendEventPosition, SpendEventStatus } from '../spend-event.ts';
import type { UsageFilter } from '../usage-request.ts';
import {
  EVENT_COLUMNS,
  EVENTS,
  LATEST_FIRST,
  positionOf,
  type SpendEventRow,
  toSpendEvent,
} from './spend-event-rows.ts';
import type { Statement } from './usage-rows.ts';
import { withinReach } from './within-reach.ts';

export interface SpendEventQuery {
  readonly range: Pick<Range, 'startsAt' | 'endsAt'> | null;
  readonly filter: UsageFilter;
  readonly statuses: readonly SpendEventStatus[];
  readonly unpriced: boolean | null;
  readonly callId: string | null;
}

export interface ListedSpendEvent {
  readonly event: SpendEvent;
  readonly position: SpendEventPosition;
}

/** The events after a position, latest first, one more than `limit` when there are more. */
export async function readSpendEvents(
  db: Queryable,
  query: SpendEventQuery,
  page: { limit: number; after: SpendEventPosition | null },
): Promise<ListedSpendEvent[]> {
  const params = new Params();
  const conditions = [...conditionsOf(query, params), ...isAfter(page.after, params)];
  const { rows } = await db.query<SpendEventRow>(
    `select ${EVENT_COLUMNS} from ${EVENTS} where ${conditions.join(' and ')}
     order by ${LATEST_FIRST} limit ${params.add(page.limit + 1)}`,
    params.values,
  );
  return rows.map((row) => ({ event: toSpendEvent(row), position: positionOf(row) }));
}

/** All events, latest first, with the names of their customers and keys. */
export function allSpendEvents(query: SpendEventQuery): Statement {
  const params = new Params();
  const text = `
    select ${EVENT_COLUMNS}, c.name as customer_name, k.alias as api_key_alias,
      t.name as team_name, u.name as user_name
    from ${EVENTS}
      left join customer c on c.external_id = e.customer_external_id
      left join api_key k on k.id = e.api_key_id
      left join team t on t.id = e.team_id
      left join app_user u on u.id = e.user_id
    where ${conditionsOf(query, params).join(' and ')} order by ${LATEST_FIRST}`;
  return { text, values: params.values };
}

function conditionsOf(query: SpendEventQuery, params: Params): string[] {
  const { range, filter, statuses, unpriced, callId } = query;
  const conditions = [withinReach('e', filter.reach, params)];
  const anyOf = (column: string, values: readonly string[], type: string) => {
    if (values.length > 0) conditions.push(`${column} = any(${params.add(values)}::${type}[])`);
  };
  if (range !== null) {
    conditions.push(`e.occurred_at >= ${params.add(range.startsAt)}`);
    conditions.push(`e.occurred_at < ${params.add(range.endsAt)}`);
  }
  anyOf('e.customer_external_id', filter.customers, 'text');
  anyOf('e.model', filter.models, 'text');
  anyOf('e.api_key_id', filter.apiKeys, 'uuid');
  anyOf('e.team_id', filter.teams, 'uuid');
  anyOf('e.user_id', filter.users, 'uuid');
  anyOf('e.status', statuses, 'text');
  if (filter.tags.length > 0) conditions.push(`e.tags @> ${params.add(filter.tags)}::text[]`);
  if (unpriced === true) conditions.push('e.cost is null and now.cost is null');
  if (unpriced === false) conditions.push('now.cost is not null');
  if (callId !== null) conditions.push(`e.call_id = ${params.add(callId)}::uuid`);
  return conditions;
}

function isAfter(after: SpendEventPosition | null, params: Params): string[] {
  if (after === null) return [];
  const last = `${params.add(after.occurredAt)}::timestamptz, ${params.add(after.callId)}::uuid`;
  return [
    `(e.occurred_at, e.call_id, e.attempt, e.adjustment) <
       (${last}, ${params.add(after.attempt)}::smallint, ${params.add(after.adjustment)}::smallint)`,
  ];
}
