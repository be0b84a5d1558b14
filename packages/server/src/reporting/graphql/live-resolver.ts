import { Arg, Resolver, Root, Subscription } from 'type-graphql';
import {
  badUserInput,
  type GraphqlContext,
  may,
  orBadInput,
  Permit,
  reach,
} from '../../platform/graphql/index.ts';
import {
  BY_CUSTOMER,
  checkFilter,
  type LiveSpend as LiveSpendFacts,
  type Reporting,
  resolveFilter,
} from '../index.ts';
import { LiveSpend } from './live-types.ts';
import { toSpendEvent } from './spend-event-types.ts';
import { toTotals } from './totals-type.ts';
import { UsageFilter } from './usage-filter-input.ts';
import { toUsageRow } from './usage-row-type.ts';

@Resolver()
export class LiveResolver {
  readonly #reporting: Reporting;

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
  }

  open(
    context: GraphqlContext,
    filter: UsageFilter | null | undefined,
  ): AsyncIterable<LiveSpendFacts> {
    const resolved = orBadInput(resolveFilter(filter, reach(context, 'READ_SPEND')));
    const problem = checkFilter(resolved, { internals: may(context, 'READ_INTERNALS') });
    if (problem !== null) throw badUserInput(problem);
    return this.#reporting.live.subscribe(resolved);
  }

  @Subscription(() => LiveSpend, {
    description: 'At most two messages a second; the first one comes at once.',
    subscribe: ({ args, context }) =>
      (context as GraphqlContext)
        .resolver(LiveResolver)
        .open(context as GraphqlContext, args['filter']),
  })
  @Permit('READ_SPEND', { own: true })
  liveSpend(
    @Root() { sequence, asOf, today, callsLastMinute, topCustomers, latest }: LiveSpendFacts,
    @Arg('filter', () => UsageFilter, { nullable: true }) _filter?: UsageFilter | null,
  ): LiveSpend {
    return {
      sequence,
      asOf,
      today: toTotals(today),
      callsLastMinute,
      topCustomers: topCustomers.map((row) => toUsageRow(BY_CUSTOMER, row)),
      latest: latest.map(toSpendEvent),
    };
  }
}
