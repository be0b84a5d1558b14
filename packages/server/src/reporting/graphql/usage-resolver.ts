import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import {
  badUserInput,
  type GraphqlContext,
  may,
  orBadInput,
  Permit,
  pageSize,
  reach,
} from '../../platform/graphql/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import {
  bucketsOf,
  cappedCount,
  checkGroups,
  type Reporting,
  rangeText,
  readSeries,
  readTotals,
  readUsagePosition,
  readUsageRows,
  resolveFilter,
  type UsageGroup as UsageGroupName,
  type UsageQuery,
  usageCsvPath,
  writeUsagePosition,
} from '../index.ts';
import { RangeInput } from './range-types.ts';
import { toSeries } from './series.ts';
import { Totals, toTotals } from './totals-type.ts';
import { UsageFilter } from './usage-filter-input.ts';
import { toUsageRow, UsageRowConnection } from './usage-row-type.ts';
import { Usage, UsageGroup, UsageSeries } from './usage-type.ts';

const MOST_BANDS = 20;
/** A report is a few aggregates over a range, whatever is selected from it. */
const COST = 50;

interface Part {
  readonly id: string;
  readonly read: (db: Queryable) => Promise<unknown>;
}

@Resolver(() => Usage)
export class UsageResolver {
  readonly #reporting: Reporting;
  /** What one operation asks of its reports is read together, from one snapshot. */
  readonly #readParts = (parts: readonly Part[]) =>
    this.#reporting.snapshot(async (db) => {
      const results: unknown[] = [];
      for (const part of parts) results.push(await part.read(db));
      return results;
    });

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
  }

  @Query(() => Usage, { complexity: ({ childComplexity }) => COST + childComplexity })
  @Permit('READ_SPEND', { own: true })
  usage(
    @Ctx() context: GraphqlContext,
    @Arg('range', () => RangeInput) rangeInput: RangeInput,
    @Arg('groupBy', () => [UsageGroup], { defaultValue: [] }) groups: UsageGroupName[],
    @Arg('filter', () => UsageFilter, { nullable: true }) filterInput?: UsageFilter | null,
  ): Usage {
    const range = orBadInput(this.#reporting.resolveRange(rangeInput));
    const groupBy = orBadInput(checkGroups(groups, { internals: may(context, 'READ_INTERNALS') }));
    const filter = orBadInput(resolveFilter(filterInput, reach(context, 'READ_SPEND')));
    const buckets = bucketsOf(range);
    return {
      range,
      granularity: buckets.granularity,
      buckets: buckets.starts,
      overlapping: groupBy.includes('TAG'),
      asOf: this.#reporting.clock.now(),
      csvPath: usageCsvPath({ range: rangeInput, groupBy, filter: filterInput }),
      query: { range, groupBy, filter },
    };
  }

  @FieldResolver(() => Totals)
  @Permit('READ_SPEND', { own: true })
  async totals(@Root() { query }: Usage, @Ctx() context: GraphqlContext): Promise<Totals> {
    const id = `totals ${textOf(query)}`;
    return toTotals(await this.#read(context, id, (db) => readTotals(db, query)));
  }

  @FieldResolver(() => UsageRowConnection, {
    description: 'Highest charge first; in order of time when grouped by day.',
  })
  @Permit('READ_SPEND', { own: true })
  async rows(
    @Root() { query }: Usage,
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<UsageRowConnection> {
    const limit = pageSize(first);
    const position =
      after == null ? null : orBadInput(readUsagePosition(after, query.groupBy.length));
    const id = `rows ${limit} ${after} ${textOf(query)}`;
    const { rows, count } = await this.#read(context, id, (db) =>
      readUsageRows(db, query, { limit, after: position }),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      nodes: page.map((row) => toUsageRow(query.groupBy, row)),
      pageInfo: {
        endCursor: last ? writeUsagePosition({ charge: last.totals.charge, key: last.key }) : null,
        hasNextPage: rows.length > limit,
      },
      totalCount: cappedCount(count),
    };
  }

  @FieldResolver(() => [UsageSeries], {
    description:
      'Bands of the first entry of groupBy that is not DAY (one band, the total, when there is none).',
  })
  @Permit('READ_SPEND', { own: true })
  async series(
    @Root() { query }: Usage,
    @Ctx() context: GraphqlContext,
    @Arg('top', () => Int, { defaultValue: 8 }) top: number,
  ): Promise<UsageSeries[]> {
    if (top < 1 || top > MOST_BANDS) throw badUserInput(`top must be from 1 to ${MOST_BANDS}`);
    const buckets = bucketsOf(query.range);
    const id = `series ${top} ${textOf(query)}`;
    const bands = await this.#read(context, id, (db) => readSeries(db, query, { buckets, top }));
    return bands.map(toSeries);
  }

  #read<T>(
    { loaders }: GraphqlContext,
    id: string,
    read: (db: Queryable) => Promise<T>,
  ): Promise<T> {
    const part: Part = { id, read };
    return loaders.load(this.#readParts, part, ({ id: text }) => text) as Promise<T>;
  }
}

function textOf({ range, groupBy, filter }: UsageQuery): string {
  return JSON.stringify([rangeText(range), range.timeZone, groupBy, filter]);
}
