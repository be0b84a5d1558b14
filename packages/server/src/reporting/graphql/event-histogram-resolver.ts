import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import {
  type GraphqlContext,
  may,
  orBadInput,
  Permit,
  reach,
} from '../../platform/graphql/index.ts';
import {
  bucketsOf,
  type Reporting,
  readHistogram,
  resolveEventFilter,
  sumOfBuckets,
} from '../index.ts';
import { SpendEventHistogram, toEventSums } from './event-histogram-types.ts';
import { RangeInput } from './range-types.ts';
import { SpendEventFilter } from './spend-event-filter-input.ts';

/** One aggregate over a range, whatever is selected from it. */
const COST = 50;

@Resolver(() => SpendEventHistogram)
export class EventHistogramResolver {
  readonly #reporting: Reporting;

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
  }

  @Query(() => SpendEventHistogram, {
    complexity: ({ childComplexity }) => COST + childComplexity,
    description: 'The spend events of a filter over time.',
  })
  @Permit('READ_SPEND', { own: true })
  async spendEventHistogram(
    @Ctx() context: GraphqlContext,
    @Arg('range', () => RangeInput) rangeInput: RangeInput,
    @Arg('filter', () => SpendEventFilter, { nullable: true }) filter?: SpendEventFilter | null,
  ): Promise<SpendEventHistogram> {
    const caller = {
      reach: reach(context, 'READ_SPEND'),
      internals: may(context, 'READ_INTERNALS'),
    };
    const search = orBadInput(resolveEventFilter(filter, caller));
    const range = orBadInput(await this.#reporting.resolveFilteredRange(rangeInput, search.filter));
    const query = { ...search, range };
    const buckets = orBadInput(bucketsOf(range));
    const { granularity, starts } = buckets;
    const found = await this.#reporting.snapshot((db) => readHistogram(db, query, buckets));
    const shown = starts.flatMap((start, i) => {
      const bucket = found[i];
      return bucket === undefined ? [] : [{ ...toEventSums(bucket), startsAt: start }];
    });
    return { ...toEventSums(sumOfBuckets(found)), range, granularity, buckets: shown };
  }
}
