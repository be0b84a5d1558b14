import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { SpendEvent, SpendEventPosition } from '../spend-event.ts';
import type { SpendEventOrder, SpendEventQuery } from '../spend-event-query.ts';
import { eventConditions } from './event-conditions.ts';
import {
  EVENT_COLUMNS,
  LATEST_FIRST,
  NOW,
  positionOf,
  RECORDED_COLUMNS,
  type SpendEventRow,
  STILL,
  toSpendEvent,
} from './spend-event-rows.ts';
import type { Statement } from './usage-rows.ts';

export interface ListedSpendEvent {
  readonly event: SpendEvent;
  readonly position: SpendEventPosition;
}

interface Page {
  readonly limit: number;
  readonly after: SpendEventPosition | null;
  readonly orderBy?: SpendEventOrder;
}

/**
 * The events after a position, one more than `limit` when there are more. What their calls come to now
 * is looked up for those of the page only.
 */
export async function readSpendEvents(
  db: Queryable,
  query: SpendEventQuery,
  { limit, after, orderBy = 'OCCURRED_DESC' }: Page,
): Promise<ListedSpendEvent[]> {
  const params = new Params();
  const order = ORDERS[orderBy];
  const conditions = [
    ...eventConditions(query, params),
    ...order.only,
    ...(after === null ? [] : [order.isAfter(after, params)]),
  ];
  const { rows } = await db.query<SpendEventRow>(
    `with page as materialized (
       select e.* from spend_event e where ${conditions.join(' and ')}
       order by ${order.by} limit ${params.add(limit + 1)}
     )
     select ${EVENT_COLUMNS} from page e ${NOW} order by ${order.by}`,
    params.values,
  );
  return rows.map((row) => ({ event: toSpendEvent(row), position: positionOf(row, orderBy) }));
}

/** All events, latest first, with the names of their customers and keys, and with their lines if asked. */
export function allSpendEvents(query: SpendEventQuery, { lines }: { lines: boolean }): Statement {
  const params = new Params();
  const text = `
    select ${RECORDED_COLUMNS}, ${lines ? 'e.lines' : "'[]'::jsonb as lines"}, still.unpriced, c.name as customer_name, k.alias as api_key_alias,
      t.name as team_name, u.name as user_name
    from spend_event e ${STILL}
      left join customer c on c.external_id = e.customer_external_id
      left join api_key k on k.id = e.api_key_id
      left join team t on t.id = e.team_id
      left join app_user u on u.id = e.user_id
    where ${eventConditions(query, params).join(' and ')} order by ${LATEST_FIRST}`;
  return { text, values: params.values };
}

interface Order {
  readonly by: string;
  /** Which events stand in this order at all. */
  readonly only: readonly string[];
  readonly isAfter: (position: SpendEventPosition, params: Params) => string;
}

/** A call id tells time: where values are equal it puts the latest first. */
const ORDERS: Readonly<Record<SpendEventOrder, Order>> = {
  OCCURRED_DESC: {
    by: LATEST_FIRST,
    only: [],
    isAfter: ({ occurredAt, ...rest }, params) =>
      `(e.occurred_at, e.call_id, e.attempt, e.adjustment) <
        (${params.add(occurredAt)}::timestamptz, ${callOf(rest, params)})`,
  },
  CHARGE_DESC: byValue('charge', 'numeric', ['e.charge is not null']),
  DURATION_DESC: byValue('duration_ms', 'integer', []),
};

function byValue(column: string, type: string, only: readonly string[]): Order {
  return {
    by: `e.${column} desc, e.call_id desc, e.attempt desc, e.adjustment desc`,
    only,
    isAfter: ({ value, ...rest }, params) =>
      `(e.${column}, e.call_id, e.attempt, e.adjustment) <
        (${params.add(value)}::${type}, ${callOf(rest, params)})`,
  };
}

function callOf(
  { callId, attempt, adjustment }: Pick<SpendEventPosition, 'callId' | 'attempt' | 'adjustment'>,
  params: Params,
): string {
  return `${params.add(callId)}::uuid, ${params.add(attempt)}::smallint, ${params.add(adjustment)}::smallint`;
}
