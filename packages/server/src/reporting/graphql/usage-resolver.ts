import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Query, Resolver, Root } from 'type-graphql';
import {
  badUserInput,
  type GraphqlContext,
  may,
  orBadInput,
  Permit,
  pageSize,
  reach,
  selects,
} from '../../platform/graphql/index.ts';
import {
  cappedCount,
  type ExportFormat as ExportFormatName,
  isOverlapping,
  type Reporting,
  readLatency,
  readLatencySeries,
  readMetric,
  readSeries,
  readTotals,
  readUsagePage,
  readUsagePosition,
  type UsageGroup as UsageGroupName,
  type UsageMetric as UsageMetricName,
  usageExportPath,
  writeUsagePosition,
} from '../index.ts';
import { RangeInput } from './range-types.ts';
import { toBand } from './series.ts';
import { Latency, Totals, toTotals } from './totals-type.ts';
import {
  Comparison,
  ExportFormat,
  GranularityChoice,
  UsageGroup,
  UsageMetric,
} from './usage-enums.ts';
import { UsageFilter } from './usage-filter-input.ts';
import { UsageParts } from './usage-parts.ts';
import { toUsageRow, UsageRowConnection } from './usage-row-type.ts';
import { LatencySeries, PreviousUsage, Usage, UsageSeries } from './usage-type.ts';

const MOST_BANDS = 20;
/** A report is a few aggregates over a range, whatever is selected from it. */
const COST = 50;

@Resolver(() => Usage)
export class UsageResolver {
  readonly #reporting: Reporting;
  readonly #parts: UsageParts;

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
    this.#parts = new UsageParts(reporting);
  }

  @Query(() => Usage, { complexity: ({ childComplexity }) => COST + childComplexity })
  @Permit('READ_SPEND', { own: true })
  async usage(
    @Ctx() context: GraphqlContext,
    @Arg('range', () => RangeInput) range: RangeInput,
    @Arg('groupBy', () => [UsageGroup], { defaultValue: [] }) groupBy: UsageGroupName[],
    @Arg('tagKeys', () => [String], {
      defaultValue: [],
      description: 'One for each TAG_VALUE of groupBy, in their order.',
    })
    tagKeys: string[],
    @Arg('granularity', () => GranularityChoice, { defaultValue: 'AUTO' })
    granularity: GranularityChoice,
    @Arg('compare', () => Comparison, { defaultValue: 'NONE' }) compare: Comparison,
    @Arg('filter', () => UsageFilter, { nullable: true }) filter?: UsageFilter | null,
  ): Promise<Usage> {
    const request = { range, groupBy, tagKeys, filter: filter ?? null, granularity, compare };
    const caller = {
      reach: reach(context, 'READ_SPEND'),
      internals: may(context, 'READ_INTERNALS'),
    };
    const query = orBadInput(await this.#reporting.resolveUsage(request, caller));
    return {
      range: query.range,
      granularity: query.buckets.granularity,
      buckets: query.buckets.starts,
      overlapping: isOverlapping(query.groupBy),
      asOf: this.#reporting.clock.now(),
      csvPath: usageExportPath(request),
      query,
      request,
    };
  }

  @FieldResolver(() => String, {
    description:
      'Path of a file of these rows. top: so many, and one of all others. latency: with percentiles.',
  })
  @Permit('READ_SPEND', { own: true })
  exportPath(
    @Root() { request }: Usage,
    @Ctx() context: GraphqlContext,
    @Arg('format', () => ExportFormat, { defaultValue: 'csv' }) format: ExportFormatName,
    @Arg('orderBy', () => UsageMetric, { defaultValue: 'CHARGE' }) orderBy: UsageMetricName,
    @Arg('latency', () => Boolean, { defaultValue: false }) latency: boolean,
    @Arg('top', () => Int, { nullable: true }) top?: number | null,
  ): string {
    const options = { orderBy: metric(context, orderBy), top: top ?? null, latency };
    return usageExportPath(request, format, options);
  }

  @FieldResolver(() => Totals)
  @Permit('READ_SPEND', { own: true })
  async totals(@Root() { query }: Usage, @Ctx() context: GraphqlContext): Promise<Totals> {
    const part = { what: 'totals', query };
    return toTotals(await this.#parts.read(context, part, (db) => readTotals(db, query)));
  }

  @FieldResolver(() => Latency, { nullable: true, description: 'Null when no call was answered.' })
  @Permit('READ_SPEND', { own: true })
  latency(@Root() { query }: Usage, @Ctx() context: GraphqlContext): Promise<Latency | null> {
    return this.#parts.read(context, { what: 'latency', query }, (db) => readLatency(db, query));
  }

  @FieldResolver(() => PreviousUsage, {
    nullable: true,
    description: 'Null when compared with nothing.',
  })
  @Permit('READ_SPEND', { own: true })
  async previous(
    @Root() { query }: Usage,
    @Ctx() context: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PreviousUsage | null> {
    if (query.previous === null) return null;
    const { range, buckets } = query.previous;
    const scope = { range, filter: query.filter };
    const timed = selects(info, 'latency');
    const read = await this.#parts.read(
      context,
      { what: `previous ${timed}`, query },
      async (db) => ({
        totals: await readTotals(db, scope),
        latency: timed ? await readLatency(db, scope) : null,
      }),
    );
    const { totals, latency } = read;
    return { range, buckets: buckets.starts, totals: toTotals(totals), latency };
  }

  @FieldResolver(() => UsageRowConnection, {
    description: 'Highest first; in order of time when grouped by DAY or TIME.',
  })
  @Permit('READ_SPEND', { own: true })
  async rows(
    @Root() { query }: Usage,
    @Ctx() context: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('orderBy', () => UsageMetric, { defaultValue: 'CHARGE' }) orderBy: UsageMetricName,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<UsageRowConnection> {
    const limit = pageSize(first);
    const position =
      after == null ? null : orBadInput(readUsagePosition(after, query.groupBy.length));
    const page = { orderBy: metric(context, orderBy), limit, after: position };
    const wanted = { latency: selects(info, 'nodes', 'latency'), others: selects(info, 'others') };
    const what = `rows ${JSON.stringify([page, wanted])}`;
    const { rows, hasNextPage, count, latencies, others } = await this.#parts.read(
      context,
      { what, query },
      (db) => readUsagePage(db, query, page, wanted),
    );
    const last = rows.at(-1);
    return {
      nodes: rows.map(({ row }, i) => toUsageRow(query.groupBy, row, latencies[i] ?? null)),
      pageInfo: { endCursor: last ? writeUsagePosition(last.position) : null, hasNextPage },
      totalCount: cappedCount(count),
      others: others && {
        count: cappedCount(count - rows.length),
        totals: toTotals(others.totals),
        previous: others.previous && toTotals(others.previous),
      },
    };
  }

  @FieldResolver(() => [UsageSeries], {
    description:
      'Bands of the first entry of groupBy that is not of time (one band, the total, when there is none): the top ones have most of the metric, and all others are one band.',
  })
  @Permit('READ_SPEND', { own: true })
  async series(
    @Root() { query }: Usage,
    @Ctx() context: GraphqlContext,
    @Arg('top', () => Int, { defaultValue: 8 }) top: number,
    @Arg('metric', () => UsageMetric, { defaultValue: 'CHARGE' }) metricName: UsageMetricName,
  ): Promise<UsageSeries[]> {
    checkTop(top);
    const request = { top, metric: metric(context, metricName) };
    const what = `series ${JSON.stringify(request)}`;
    const bands = await this.#parts.read(context, { what, query }, (db) =>
      readSeries(db, query, request),
    );
    return bands.map(({ values, previous, ...band }) => ({ ...toBand(band), values, previous }));
  }

  @FieldResolver(() => [LatencySeries], {
    description: 'The same bands, ranked by calls.',
  })
  @Permit('READ_SPEND', { own: true })
  async latencySeries(
    @Root() { query }: Usage,
    @Ctx() context: GraphqlContext,
    @Arg('top', () => Int, { defaultValue: 4 }) top: number,
  ): Promise<LatencySeries[]> {
    checkTop(top);
    const bands = await this.#parts.read(context, { what: `latency ${top}`, query }, (db) =>
      readLatencySeries(db, query, top),
    );
    return bands.map(({ values, ...band }) => ({ ...toBand(band), values }));
  }
}

function checkTop(top: number): void {
  if (top < 1 || top > MOST_BANDS) throw badUserInput(`top must be from 1 to ${MOST_BANDS}`);
}

function metric(context: GraphqlContext, name: UsageMetricName): UsageMetricName {
  return orBadInput(readMetric(name, { internals: may(context, 'READ_INTERNALS') }));
}
