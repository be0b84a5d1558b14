import type { Customer } from '../../customers/index.ts';
import type { Reach } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { Interval } from '../range.ts';
import { NO_FILTER } from '../usage-filter.ts';
import type { OfCustomers } from './coarse-rows.ts';
import { wholeMonth } from './sum-pieces.ts';
import { isSummed, sumsSource } from './sums-source.ts';
import { usageSource } from './usage-source.ts';
import { withinReach } from './within-reach.ts';

export type CustomerOrder = 'EXTERNAL_ID_ASC' | 'LAST_SEEN_DESC' | 'SPEND_DESC';

export interface CustomerListQuery {
  readonly range: Interval | null;
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
  /** So many are searched for that it costs less to look at those who spent most. */
  readonly many?: boolean;
}

const COLUMNS = 'c.id, c.external_id, c.name, c.first_seen_at, c.last_seen_at';

/** The customers after a position, one more than `limit` when there are more. */
export async function readCustomers(
  db: Queryable,
  query: CustomerListQuery,
  page: CustomerPage,
): Promise<ListedCustomer[]> {
  const params = new Params();
  const { rows } = await db.query<CustomerRow>(textOf(query, page, params), params.values);
  return rows.map(toListed);
}

function textOf(query: CustomerListQuery, page: CustomerPage, params: Params): string {
  if (query.orderBy !== 'SPEND_DESC') return ordered(query, page, params);
  if (isSearch(query) && !page.many) return foundBySpend(query, page, params);
  return query.reach === 'ALL' ? topSpenders(query, page, params) : ordered(query, page, params);
}

/** Of few who are searched for, only their own spend is read. */
function foundBySpend(query: CustomerListQuery, page: CustomerPage, params: Params): string {
  const only: OfCustomers = (customer) => `${customer} in (select external_id from found)`;
  return `with found as materialized (
      select ${COLUMNS} from customer c where ${matches(query, params)}
    )
    select ${COLUMNS}, (${ORDERS.SPEND_DESC.value})::text as position
    from found c left join (${spend(query, params, only)}) as spend
      on spend.customer_external_id = c.external_id
    where ${isAfter('SPEND_DESC', page.after, params)}
    order by ${ORDERS.SPEND_DESC.value} desc, ${EXTERNAL_ID} limit ${params.add(page.limit + 1)}`;
}

/**
 * A page of those who spent something is found in what they spent; all customers are read only when that
 * does not fill it. PostgreSQL leaves out the other half.
 */
function topSpenders(query: CustomerListQuery, page: CustomerPage, params: Params): string {
  const { steps, text } = rankedSpend(query, params);
  const limit = `${params.add(page.limit)}::int`;
  const searched = isSearch(query)
    ? `and exists (select from customer c
        where c.external_id = spend.customer_external_id and ${matches(query, params)})`
    : '';
  return `with spend as not materialized (${text}), top as materialized (
      select * from spend
      where charge > 0 and customer_external_id is not null and ${isBelow(page.after, params)} ${searched}
      order by ${steps} charge desc, customer_external_id collate "C" limit ${limit} + 1
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

/** What `spend` is, and what an index has it in the order of: steps that rise with the charge. */
function rankedSpend(
  query: CustomerListQuery,
  params: Params,
): { text: string; steps: 'charge_step desc,' | '' } {
  const month = query.range && wholeMonth(query.range);
  if (month === null) return { text: spend(query, params), steps: '' };
  const text = `select nullif(customer_external_id, '') as customer_external_id, charge, charge_step
    from customer_month where bucket_start = ${params.add(month)}::timestamptz`;
  return { text, steps: 'charge_step desc,' };
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

/**
 * `customer_external_id` and `charge`, of some customers if it is told whose. Of all time their totals know
 * it, unless the caller sees a part only.
 */
function spend(query: CustomerListQuery, params: Params, only?: OfCustomers): string {
  const { range, reach } = query;
  const found = only?.('d.customer_external_id') ?? 'true';
  if (range === null && reach === 'ALL')
    return `select customer_external_id, charge from customer_total d where ${found}`;
  const filter = { ...NO_FILTER, reach };
  const groupBy = [{ by: 'CUSTOMER', tagKey: null }] as const;
  const sums = { filter, groupBy, spans: range === null ? [] : [{ range, cuts: [] }], only };
  const source = range === null ? usageSource({ range, filter }, params) : sumsSource(sums, params);
  const [charge, by] =
    range !== null && isSummed(sums) ? ['r.charge', ''] : ['sum(r.charge)', 'group by 1'];
  return `select d.customer_external_id, ${charge} as charge ${source} and ${found} ${by}`;
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
  return `${own} and c.id in (select customer_id from customer_search where text like lower(${pattern}))`;
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
