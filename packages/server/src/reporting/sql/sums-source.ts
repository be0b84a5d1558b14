import type { Params } from '../../platform/postgres/index.ts';
import { type Buckets, cut } from '../buckets.ts';
import type { Interval, Range } from '../range.ts';
import type { UsageFilter } from '../usage-filter.ts';
import { type Grouping, isOfTime } from '../usage-groups.ts';
import { COLUMNS, type CoarseRows, type OfCustomers, readRows } from './coarse-rows.ts';
import { inFilter } from './in-filter.ts';
import { levelOf } from './sum-level.ts';
import { hourPieces, isCorrected, isOneMonth, monthPieces } from './sum-pieces.ts';
import { usageSource } from './usage-source.ts';

export interface SumsSource {
  /** Whose spend it is. */
  readonly filter: UsageFilter;
  /** What has to be told apart. */
  readonly groupBy: readonly Grouping[];
  readonly spans: readonly Span[];
  /** Which customers' sums are read at all, as a condition on the column of their ids. */
  readonly only?: OfCustomers | undefined;
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
    return `from (${readRows({ ...plan, only: onlyOf(source, params) }, params)}) as r
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
  return plan && readRows({ ...plan, only: onlyOf(source, params) }, params);
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

function onlyOf({ only, filter }: SumsSource, params: Params): OfCustomers {
  if (only !== undefined) return only;
  if (filter.customers.length === 0) return () => 'true';
  const customers = params.add(filter.customers);
  return (customer) => `${customer} = any(${customers}::text[])`;
}

function planOf({ filter, groupBy, spans }: SumsSource): Omit<CoarseRows, 'only'> | null {
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
