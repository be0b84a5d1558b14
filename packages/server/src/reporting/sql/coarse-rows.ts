import { AMOUNT_MEASURES, COUNT_MEASURES, SUM_LEVELS } from '../../metering/index.ts';
import type { Params } from '../../platform/postgres/index.ts';
import type { Interval } from '../range.ts';
import type { CoarseLevel } from './sum-level.ts';
import { isCorrected, isOneMonth, type Pieces } from './sum-pieces.ts';

/** What is read of coarse sums, and of rollups where these stand in for them or correct them. */
export interface CoarseRows {
  readonly level: CoarseLevel;
  readonly pieces: readonly Pieces[];
  /** Of sums by customer, whose. */
  readonly only: OfCustomers;
}

/** A condition on the column of their ids. */
export type OfCustomers = (column: string) => string;

const MEASURES = [...COUNT_MEASURES, ...AMOUNT_MEASURES];
const SUMS = MEASURES.join(', ');
const NEGATIVE = MEASURES.map((name) => `-${name} as ${name}`).join(', ');

export const COLUMNS: Readonly<Record<CoarseLevel, readonly string[]>> = {
  ...SUM_LEVELS,
  CUSTOMER: ['customer_external_id'],
};

/** Rows with the columns of the level, `bucket_start` and measures. Several may be of the same. */
export function readRows({ level, pieces, only }: CoarseRows, params: Params): string {
  const [first, ...others] = pieces;
  if (level === 'CUSTOMER' && first !== undefined && others.length === 0 && isOneMonth(first)) {
    return oneMonth(first, only, params);
  }
  return pieces
    .flatMap((each) => [
      level === 'CUSTOMER' ? months(each, only, params) : hours(level, each, params),
      ...rollups({ level, only, ...each }, { sums: SUMS, intervals: each.added }, params),
      ...rollups({ level, only, ...each }, { sums: NEGATIVE, intervals: each.subtracted }, params),
    ])
    .join(' union all ');
}

function hours(level: CoarseLevel, { whole, without }: Pieces, params: Params): string {
  const gaps =
    without.length === 0 ? '' : `and bucket_start <> all(${params.add(without)}::timestamptz[])`;
  return `select bucket_start, ${COLUMNS[level].join(', ')}, ${SUMS}
    from usage_hour left join usage_part on usage_part.id = part_id
    where usage_hour.level = '${level}' and ${within('bucket_start', whole, params)} ${gaps}`;
}

/** Few customers are corrected: only theirs is added up. */
function oneMonth(pieces: Pieces, only: OfCustomers, params: Params): string {
  if (!isCorrected(pieces)) return months(pieces, only, params);
  const corrections = [
    ...rollups(
      { level: 'CUSTOMER', only, ...pieces },
      { sums: SUMS, intervals: pieces.added },
      params,
    ),
    ...rollups(
      { level: 'CUSTOMER', only, ...pieces },
      { sums: NEGATIVE, intervals: pieces.subtracted },
      params,
    ),
  ];
  const added = MEASURES.map((name) => `sum(${name}) as ${name}`).join(', ');
  const both = (name: string) => `coalesce(month.${name}, 0) + coalesce(correction.${name}, 0)`;
  const columns = [
    ...COUNT_MEASURES.map((name) => `(${both(name)})::bigint as ${name}`),
    ...AMOUNT_MEASURES.map((name) => `${both(name)} as ${name}`),
  ].join(', ');
  return `select ${params.add(pieces.range.startsAt)}::timestamptz as bucket_start,
      nullif(customer_external_id, '') as customer_external_id, ${columns}
    from (
      select * from customer_month where ${ofMonths(pieces, only, params)}
    ) as month full join (
      select coalesce(customer_external_id, '') as customer_external_id, ${added}
      from (${corrections.join(' union all ')}) as piece group by 1
    ) as correction using (customer_external_id)`;
}

function months(pieces: Pieces, only: OfCustomers, params: Params): string {
  return `select ${params.add(pieces.range.startsAt)}::timestamptz as bucket_start,
      nullif(customer_external_id, '') as customer_external_id, ${SUMS}
    from customer_month where ${ofMonths(pieces, only, params)}`;
}

/** Of one month an index finds the customers. */
function ofMonths(pieces: Pieces, only: OfCustomers, params: Params): string {
  const months = isOneMonth(pieces)
    ? `bucket_start = ${params.add(pieces.whole.startsAt)}::timestamptz`
    : within('bucket_start', pieces.whole, params);
  return `${months} and ${only('customer_external_id')}`;
}

/** Of so many ranges PostgreSQL sees how few rollups are in them; more it takes one after the other. */
const MOST_RANGES = 4;

/** What months are corrected by is of no time within the range either. */
function rollups(
  { level, range, only }: Pick<CoarseRows, 'level' | 'only'> & Pieces,
  { sums, intervals }: { sums: string; intervals: readonly Interval[] },
  params: Params,
): string[] {
  if (intervals.length === 0) return [];
  const at =
    level === 'CUSTOMER' ? `${params.add(range.startsAt)}::timestamptz` : 'rollup.bucket_start';
  return [
    `select ${at} as bucket_start, ${COLUMNS[level].join(', ')}, ${sums}
     from ${rollupsOf(intervals, params)}
     ${level === 'CUSTOMER' ? `and ${only('usage_dimension.customer_external_id')}` : ''}`,
  ];
}

function rollupsOf(intervals: readonly Interval[], params: Params): string {
  const dimensions = 'left join usage_dimension on usage_dimension.id = dimension_id';
  if (intervals.length <= MOST_RANGES) {
    const ranges = intervals.map((each) => `(${within('rollup.bucket_start', each, params)})`);
    return `usage_rollup rollup ${dimensions} where (${ranges.join(' or ')})`;
  }
  const starts = params.add(intervals.map(({ startsAt }) => startsAt));
  const ends = params.add(intervals.map(({ endsAt }) => endsAt));
  return `unnest(${starts}::timestamptz[], ${ends}::timestamptz[]) as edge (starts_at, ends_at)
    join usage_rollup rollup on rollup.bucket_start >= starts_at and rollup.bucket_start < ends_at
    ${dimensions} where true`;
}

function within(column: string, { startsAt, endsAt }: Interval, params: Params): string {
  return `${column} >= ${params.add(startsAt)}::timestamptz and ${column} < ${params.add(endsAt)}::timestamptz`;
}
