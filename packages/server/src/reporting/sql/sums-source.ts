import { AMOUNT_MEASURES, COUNT_MEASURES, SUM_LEVELS } from '../../metering/index.ts';
import type { Params } from '../../platform/postgres/index.ts';
import { type Buckets, cut } from '../buckets.ts';
import type { Interval, Range } from '../range.ts';
import type { UsageFilter } from '../usage-filter.ts';
import { type Grouping, isOfTime } from '../usage-groups.ts';
import { inFilter } from './in-filter.ts';
import { type CoarseLevel, levelOf } from './sum-level.ts';
import { hourPieces, isCorrected, isOneMonth, monthPieces, type Pieces } from './sum-pieces.ts';
import { usageSource } from './usage-source.ts';

export interface SumsSource {
  /** Whose spend it is. */
  readonly filter: UsageFilter;
  /** What has to be told apart. */
  readonly groupBy: readonly Grouping[];
  readonly spans: readonly Span[];
}

/** A range; where its buckets begin too, if time has to be told apart. */
export interface Span {
  readonly range: Interval;
  readonly cuts: readonly Date[];
}

export function spanOf(
  { range, buckets }: { range: Range; buckets: Buckets },
  groupBy: readonly Grouping[],
): Span {
  const time = groupBy.find(isOfTime);
  if (time === undefined) return { range, cuts: [] };
  return { range, cuts: (time.by === 'DAY' ? cut(range, 'DAY') : buckets).starts };
}

const MEASURES = [...COUNT_MEASURES, ...AMOUNT_MEASURES];
const SUMS = MEASURES.join(', ');
const NEGATIVE = MEASURES.map((name) => `-${name} as ${name}`).join(', ');

const COLUMNS: Readonly<Record<CoarseLevel, readonly string[]>> = {
  ...SUM_LEVELS,
  CUSTOMER: ['customer_external_id'],
};

/**
 * As `usageSource`, without the durations: rows `r` and `d` come from the coarsest sums that the spans can be
 * made of to the last call, and from rollups where there are none.
 */
export function sumsSource(
  source: SumsSource,
  params: Params,
  { joins = '' }: { joins?: string } = {},
): string {
  const plan = planOf(source);
  if (plan !== null) {
    return `from (${rowsOf(plan, params)}) as r
      cross join lateral (select ${COLUMNS[plan.level].map((column) => `r.${column}`).join(', ')}) as d ${joins}
      where ${inFilter('d', source.filter, params)}`;
  }
  const [first, also] = source.spans.map(({ range }) => range);
  return usageSource({ range: first ?? null, filter: source.filter }, params, {
    joins,
    also: also ?? null,
  });
}

/** Rows with the columns of a level, `bucket_start` and measures; null when only rollups will do. */
export function coarseRows(source: SumsSource, params: Params): string | null {
  const plan = planOf(source);
  return plan && rowsOf(plan, params);
}

/** Leaves out groups that have only what was taken away again, and come to nothing. */
export function havingSome(source: SumsSource): string {
  return takesAway(source)
    ? 'having sum(r.calls) <> 0 or sum(r.cost) <> 0 or sum(r.charge) <> 0'
    : '';
}

/** The same where there is nothing to add up. */
export function andSome(source: SumsSource): string {
  return takesAway(source) ? 'and (r.calls <> 0 or r.cost <> 0 or r.charge <> 0)' : '';
}

function takesAway(source: SumsSource): boolean {
  return planOf(source)?.pieces.some(({ subtracted }) => subtracted.length > 0) ?? false;
}

/** Each row is all there is of its customer: there is nothing to add up, but some may have nothing. */
export function isSummed(source: SumsSource): boolean {
  const [group, ...others] = source.groupBy;
  if (group?.by !== 'CUSTOMER' || others.length > 0 || source.spans.length > 1) return false;
  const plan = planOf(source);
  return plan?.level === 'CUSTOMER' && plan.pieces.every(isOneMonth);
}

interface Plan {
  readonly level: CoarseLevel;
  readonly pieces: readonly Pieces[];
}

function planOf({ filter, groupBy, spans }: SumsSource): Plan | null {
  const level = levelOf(filter, groupBy);
  if (level === null) return null;
  if (level === 'CUSTOMER' && spans.some(({ cuts }) => cuts.length > 0)) return null;
  const pieces = spans.map(({ range, cuts }) =>
    level === 'CUSTOMER' ? monthPieces(range) : hourPieces(range, cuts),
  );
  const found = pieces.filter((each) => each !== null);
  if (found.length < pieces.length) return null;
  // The rollups of some customers are few by themselves.
  const few =
    filter.customers.length > 0 || (filter.reach !== 'ALL' && filter.reach.customer !== null);
  return few && level === 'CUSTOMER' && found.some(isCorrected) ? null : { level, pieces: found };
}

function rowsOf({ level, pieces }: Plan, params: Params): string {
  const [only, ...others] = pieces;
  if (level === 'CUSTOMER' && only !== undefined && others.length === 0 && isOneMonth(only)) {
    return oneMonth(only, params);
  }
  return pieces
    .flatMap((each) => [
      level === 'CUSTOMER' ? months(each, params) : hours(level, each, params),
      ...rollups(level, each, { sums: SUMS, intervals: each.added }, params),
      ...rollups(level, each, { sums: NEGATIVE, intervals: each.subtracted }, params),
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
function oneMonth(pieces: Pieces, params: Params): string {
  if (!isCorrected(pieces)) return months(pieces, params);
  const corrections = [
    ...rollups('CUSTOMER', pieces, { sums: SUMS, intervals: pieces.added }, params),
    ...rollups('CUSTOMER', pieces, { sums: NEGATIVE, intervals: pieces.subtracted }, params),
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
      select * from customer_month where ${within('bucket_start', pieces.whole, params)}
    ) as month full join (
      select coalesce(customer_external_id, '') as customer_external_id, ${added}
      from (${corrections.join(' union all ')}) as piece group by 1
    ) as correction using (customer_external_id)`;
}

function months({ range, whole }: Pieces, params: Params): string {
  return `select ${params.add(range.startsAt)}::timestamptz as bucket_start,
      nullif(customer_external_id, '') as customer_external_id, ${SUMS}
    from customer_month where ${within('bucket_start', whole, params)}`;
}

/** Of so many ranges PostgreSQL sees how few rollups are in them; more it takes one after the other. */
const MOST_RANGES = 4;

/** What months are corrected by is of no time within the range either. */
function rollups(
  level: CoarseLevel,
  { range }: Pieces,
  { sums, intervals }: { sums: string; intervals: readonly Interval[] },
  params: Params,
): string[] {
  if (intervals.length === 0) return [];
  const at =
    level === 'CUSTOMER' ? `${params.add(range.startsAt)}::timestamptz` : 'rollup.bucket_start';
  return [
    `select ${at} as bucket_start, ${COLUMNS[level].join(', ')}, ${sums}
     from ${rollupsOf(intervals, params)}`,
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
    ${dimensions}`;
}

function within(column: string, { startsAt, endsAt }: Interval, params: Params): string {
  return `${column} >= ${params.add(startsAt)}::timestamptz and ${column} < ${params.add(endsAt)}::timestamptz`;
}
