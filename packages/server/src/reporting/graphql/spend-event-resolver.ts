import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { Customer } from '../../customers/graphql/index.ts';
import { ApiKey, Team, User } from '../../identity/graphql/index.ts';
import {
  connectionOf,
  type GraphqlContext,
  may,
  orBadInput,
  Permit,
  pageSize,
  reach,
} from '../../platform/graphql/index.ts';
import { decodeKey } from '../../platform/opaque/index.ts';
import {
  parseSpendEventKey,
  type Reporting,
  readEventPosition,
  readSpendEvents,
  resolveEventFilter,
  type SpendEventOrder as SpendEventOrderName,
  spendEventKey,
  writeEventPosition,
} from '../index.ts';
import { CallRows } from './call-rows.ts';
import type { Children } from './children.ts';
import { RangeInput } from './range-types.ts';
import { SpendEventFilter, SpendEventOrder } from './spend-event-filter-input.ts';
import {
  SPEND_EVENT_ID,
  SpendEvent,
  SpendEventConnection,
  toSpendEvent,
} from './spend-event-types.ts';

@Resolver(() => SpendEvent)
export class SpendEventResolver {
  readonly #reporting: Reporting;
  readonly #children: Children;
  readonly #calls: CallRows;

  constructor(deps: { reporting: Reporting; children: Children }) {
    this.#reporting = deps.reporting;
    this.#children = deps.children;
    this.#calls = new CallRows(deps.reporting);
  }

  @Query(() => SpendEventConnection, {
    description: 'Latest first unless it is said otherwise; of all time without a range.',
  })
  @Permit('READ_SPEND', { own: true })
  async spendEvents(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('orderBy', () => SpendEventOrder, { defaultValue: SpendEventOrder.OCCURRED_DESC })
    orderBy: SpendEventOrderName,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('range', () => RangeInput, { nullable: true }) rangeInput?: RangeInput | null,
    @Arg('filter', () => SpendEventFilter, { nullable: true }) filter?: SpendEventFilter | null,
  ): Promise<SpendEventConnection> {
    const limit = pageSize(first);
    const caller = {
      reach: reach(context, 'READ_SPEND'),
      internals: may(context, 'READ_INTERNALS'),
    };
    const search = orBadInput(resolveEventFilter(filter, caller));
    const range =
      rangeInput == null
        ? null
        : orBadInput(await this.#reporting.resolveFilteredRange(rangeInput, search.filter));
    const query = { ...search, range };
    const position = after == null ? null : orBadInput(readEventPosition(orderBy, after));
    const found = await this.#reporting.snapshot((db) =>
      readSpendEvents(db, query, { limit, after: position, orderBy }),
    );
    const items = found.slice(0, limit).map((listed) => ({
      node: toSpendEvent(listed.event),
      cursor: writeEventPosition(orderBy, listed.position),
    }));
    return {
      ...connectionOf({ items, hasNextPage: found.length > limit }),
      request: { range: rangeInput ?? null, filter: filter ?? null },
    };
  }

  @Query(() => SpendEvent, { nullable: true })
  @Permit('READ_SPEND', { own: true })
  async spendEvent(
    @Ctx() context: GraphqlContext,
    @Arg('id', () => ID) id: string,
  ): Promise<SpendEvent | null> {
    const key = parseSpendEventKey(decodeKey(SPEND_EVENT_ID, id) ?? '');
    if (key === null) return null;
    const rows = await this.#calls.of(context, key.callId);
    const found = rows.find((row) => spendEventKey(row) === spendEventKey(key));
    return found === undefined ? null : toSpendEvent(found);
  }

  @FieldResolver(() => [SpendEvent], {
    description: 'Every attempt at the call, in order, this one included.',
  })
  @Permit('READ_SPEND', { own: true })
  async attempts(
    @Root() { callId }: SpendEvent,
    @Ctx() context: GraphqlContext,
  ): Promise<SpendEvent[]> {
    const rows = await this.#calls.of(context, callId);
    return rows.filter((row) => row.adjustment === 0).map(toSpendEvent);
  }

  @FieldResolver(() => [SpendEvent], {
    description: 'What was added to this attempt since, in order.',
  })
  @Permit('READ_SPEND', { own: true })
  async corrections(
    @Root() { callId, attempt }: SpendEvent,
    @Ctx() context: GraphqlContext,
  ): Promise<SpendEvent[]> {
    const rows = await this.#calls.of(context, callId);
    return rows.filter((row) => row.attempt === attempt && row.adjustment > 0).map(toSpendEvent);
  }

  @FieldResolver(() => Customer, { nullable: true })
  @Permit('READ_SPEND', { own: true })
  customer(@Root() event: SpendEvent, @Ctx() context: GraphqlContext): Promise<Customer | null> {
    return this.#children.customer(context, event.customerExternalId);
  }

  @FieldResolver(() => ApiKey, { nullable: true })
  @Permit('READ_INTERNALS', { own: true })
  apiKey(@Root() event: SpendEvent, @Ctx() context: GraphqlContext): Promise<ApiKey | null> {
    return this.#children.apiKey(context, event.apiKeyId);
  }

  @FieldResolver(() => Team, { nullable: true })
  @Permit('READ_INTERNALS', { own: true })
  team(@Root() event: SpendEvent, @Ctx() context: GraphqlContext): Promise<Team | null> {
    return this.#children.team(context, event.teamId);
  }

  @FieldResolver(() => User, { nullable: true })
  @Permit('READ_INTERNALS', { own: true })
  user(@Root() event: SpendEvent, @Ctx() context: GraphqlContext): Promise<User | null> {
    return this.#children.user(context, event.userId);
  }
}
