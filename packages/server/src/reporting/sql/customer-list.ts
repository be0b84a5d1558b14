import type { Customer } from '../../customers/index.ts';
import type { Reach } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { Range } from '../range.ts';
import { NO_FILTER } from '../usage-filter.ts';
import { usageSource } from './usage-source.ts';
import { withinReach } from './within-reach.ts';

export type CustomerOrder = 'EXTERNAL_ID_ASC' | 'LAST_SEEN_DESC' | 'SPEND_DESC';

export interface CustomerListQuery {
  readonly range: Range | null;
  /** Part of an external id or of a name, in any case. */
  readonly search: string | null;
  readonly orderBy: CustomerOrder;
  readonly reach: Reach;
}

export interface CustomerPosition {
  /** The value that the list is ordered by, as text. */
  readonly value: string;
  readonly externalId: string;
}

export interface ListedCustomer {
  readonly customer: Customer;
  readonly position: CustomerPosition;
}

interface CustomerRow {
  readonly id: string;
  readonly external_id: string;
  readonly name: string | null;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
  readonly position: string;
}

const COUNTED_AT_MOST = 10_000;
const EXTERNAL_ID = 'c.external_id collate "C"';

const ORDERS: Readonly<
  Record<CustomerOrder, { value: string; type: string; descending: boolean }>
> = {
  EXTERNAL_ID_ASC: { value: EXTERNAL_ID, type: 'text', descending: false },
  LAST_SEEN_DESC: { value: 'c.last_seen_at', type: 'timestamptz', descending: true },
  SPEND_DESC: { value: 'coalesce(spend.charge, 0)', type: 'numeric', descending: true },
};

/** The customers after a position, one more than `limit` when there are more. */
export async function readCustomers(
  db: Queryable,
  query: CustomerListQuery,
  page: { limit: number; after: CustomerPosition | null },
): Promise<ListedCustomer[]> {
  const params = new Params();
  const { value, descending } = ORDERS[query.orderBy];
  const conditions = [matches(query, params), isAfter(query.orderBy, page.after, params)];
  const { rows } = await db.query<CustomerRow>(
    `select c.id, c.external_id, c.name, c.first_seen_at, c.last_seen_at,
       (${value})::text as position
     from customer c ${query.orderBy === 'SPEND_DESC' ? spend(query, params) : ''}
     where ${conditions.join(' and ')}
     order by ${value} ${descending ? 'desc' : 'asc'}, ${EXTERNAL_ID}
     limit ${params.add(page.limit + 1)}`,
    params.values,
  );
  return rows.map(toListed);
}

/** How many customers match, counted no further than 10,000. */
export async function countCustomers(
  db: Queryable,
  query: Pick<CustomerListQuery, 'search' | 'reach'>,
): Promise<{ value: number; capped: boolean }> {
  const params = new Params();
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count from (
       select from customer c where ${matches(query, params)} limit ${COUNTED_AT_MOST + 1}
     ) as counted`,
    params.values,
  );
  return cappedCount(rows[0]?.count ?? 0);
}

export function cappedCount(count: number): { value: number; capped: boolean } {
  return { value: Math.min(count, COUNTED_AT_MOST), capped: count > COUNTED_AT_MOST };
}

/** Of all time their totals know it, unless the caller sees a part of it only. */
function spend({ range, reach }: CustomerListQuery, params: Params): string {
  if (range === null && reach === 'ALL') {
    return 'left join customer_total as spend on spend.customer_external_id = c.external_id';
  }
  return `left join (
    select d.customer_external_id, sum(r.charge) as charge
    ${usageSource({ range, filter: { ...NO_FILTER, reach } }, params)} group by 1
  ) as spend on spend.customer_external_id = c.external_id`;
}

function matches(
  { search, reach }: Pick<CustomerListQuery, 'search' | 'reach'>,
  params: Params,
): string {
  const own = isKnownTo(reach, params);
  if (search === null || search === '') return own;
  const pattern = params.add(`%${search.replace(/[\\%_]/g, '\\$&')}%`);
  return `${own} and c.id in (select customer_id from customer_search where text ilike ${pattern})`;
}

/** The caller is that customer, or has spend for them. */
function isKnownTo(reach: Reach, params: Params): string {
  if (reach === 'ALL') return 'true';
  const spent = `exists (select from usage_dimension d
    where d.customer_external_id = c.external_id and ${withinReach('d', reach, params)})`;
  if (reach.customer === null) return spent;
  return `(c.external_id = ${params.add(reach.customer)} or ${spent})`;
}

function isAfter(orderBy: CustomerOrder, after: CustomerPosition | null, params: Params): string {
  if (after === null) return 'true';
  const { value, type, descending } = ORDERS[orderBy];
  const last = `${params.add(after.value)}::${type}`;
  const externalId = params.add(after.externalId);
  const beyond = `${value} ${descending ? '<' : '>'} ${last}`;
  return `(${beyond} or (${value} = ${last} and ${EXTERNAL_ID} > ${externalId}))`;
}

function toListed(row: CustomerRow): ListedCustomer {
  return {
    customer: {
      id: row.id,
      externalId: row.external_id,
      name: row.name,
      firstSeenAt: row.first_seen_at,
      lastSeenAt: row.last_seen_at,
    },
    position: { value: row.position, externalId: row.external_id },
  };
}
