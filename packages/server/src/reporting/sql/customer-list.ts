import type { Customer } from '../../customers/index.ts';
import type { Reach } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { Range } from '../range.ts';
import { NO_FILTER } from '../usage-filter.ts';
import { isSummed, sumsSource } from './sums-source.ts';
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

export interface CustomerPage {
  readonly limit: number;
  readonly after: CustomerPosition | null;
}

const COLUMNS = 'c.id, c.external_id, c.name, c.first_seen_at, c.last_seen_at';

/** The customers after a position, one more than `limit` when there are more. */
export async function readCustomers(
  db: Queryable,
  query: CustomerListQuery,
  page: CustomerPage,
): Promise<ListedCustomer[]> {
  const params = new Params();
  const bySpend = query.orderBy === 'SPEND_DESC' && !isSearch(query) && query.reach === 'ALL';
  const text = bySpend ? topSpenders(query, page, params) : ordered(query, page, params);
  const { rows } = await db.query<CustomerRow>(text, params.values);
  return rows.map(toListed);
}

/**
 * A page of those who spent something is found in what they spent; all customers are read only when that
 * does not fill it. PostgreSQL leaves out the other half.
 */
function topSpenders(query: CustomerListQuery, page: CustomerPage, params: Params): string {
  const order = `charge desc, customer_external_id collate "C"`;
  const limit = `${params.add(page.limit)}::int`;
  return `with spend as not materialized (${spend(query, params)}), top as materialized (
      select * from spend
      where charge > 0 and customer_external_id is not null and ${isBelow(page.after, params)}
      order by ${order} limit ${limit} + 1
    ), spenders as materialized (
      select ${COLUMNS}, top.charge::text as position
      from top join customer c on c.external_id = top.customer_external_id
    )
    select * from (
      select * from spenders where (select count(*) from spenders) > ${limit}
      union all
      select * from (${ordered(query, page, params)}) as listed
      where (select count(*) from spenders) <= ${limit}
    ) as page order by position::numeric desc, external_id collate "C"`;
}

function ordered(query: CustomerListQuery, { limit, after }: CustomerPage, params: Params): string {
  const { value, descending } = ORDERS[query.orderBy];
  const conditions = [matches(query, params), isAfter(query.orderBy, after, params)];
  const spent =
    query.orderBy === 'SPEND_DESC'
      ? `left join (${spend(query, params)}) as spend on spend.customer_external_id = c.external_id`
      : '';
  return `select ${COLUMNS}, (${value})::text as position
    from customer c ${spent}
    where ${conditions.join(' and ')}
    order by ${value} ${descending ? 'desc' : 'asc'}, ${EXTERNAL_ID}
    limit ${params.add(limit + 1)}`;
}

function isBelow(after: CustomerPosition | null, params: Params): string {
  if (after === null) return 'true';
  const last = `${params.add(after.value)}::numeric`;
  const externalId = params.add(after.externalId);
  return `(charge < ${last} or (charge = ${last} and customer_external_id collate "C" > ${externalId}))`;
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

/** `customer_external_id` and `charge`. Of all time their totals know it, unless the caller sees a part only. */
function spend(query: CustomerListQuery, params: Params): string {
  const { range, reach } = query;
  if (range === null && reach === 'ALL')
    return 'select customer_external_id, charge from customer_total';
  const filter = { ...NO_FILTER, reach };
  const groupBy = [{ by: 'CUSTOMER', tagKey: null }] as const;
  const sums = { filter, groupBy, spans: range === null ? [] : [{ range, cuts: [] }] };
  const source = range === null ? usageSource({ range, filter }, params) : sumsSource(sums, params);
  const found = isSearch(query)
    ? `and d.customer_external_id in (select c.external_id from customer c where ${matches(query, params)})`
    : '';
  const [charge, by] =
    range !== null && isSummed(sums) ? ['r.charge', ''] : ['sum(r.charge)', 'group by 1'];
  return `select d.customer_external_id, ${charge} as charge ${source} ${found} ${by}`;
}

function isSearch({ search }: Pick<CustomerListQuery, 'search'>): boolean {
  return search !== null && search !== '';
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
