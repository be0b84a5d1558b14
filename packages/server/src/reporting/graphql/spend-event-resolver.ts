import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { Customer } from '../../customers/graphql/index.ts';
import { ApiKey, Team, User } from '../../identity/graphql/index.ts';
import {
  connectionOf,
  type GraphqlContext,
  orBadInput,
  Permit,
  pageSize,
  reach,
} from '../../platform/graphql/index.ts';
import {
  type Reporting,
  readEventPosition,
  readSpendEvents,
  resolveEventFilter,
  writeEventPosition,
} from '../index.ts';
import type { Children } from './children.ts';
import { RangeInput } from './range-types.ts';
import {
  SpendEvent,
  SpendEventConnection,
  SpendEventFilter,
  toSpendEvent,
} from './spend-event-types.ts';

@Resolver(() => SpendEvent)
export class SpendEventResolver {
  readonly #reporting: Reporting;
  readonly #children: Children;

  constructor(deps: { reporting: Reporting; children: Children }) {
    this.#reporting = deps.reporting;
    this.#children = deps.children;
  }

  @Query(() => SpendEventConnection, { description: 'Latest first; of all time without a range.' })
  @Permit('READ_SPEND', { own: true })
  async spendEvents(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('range', () => RangeInput, { nullable: true }) rangeInput?: RangeInput | null,
    @Arg('filter', () => SpendEventFilter, { nullable: true }) filter?: SpendEventFilter | null,
  ): Promise<SpendEventConnection> {
    const limit = pageSize(first);
    const range = rangeInput == null ? null : orBadInput(this.#reporting.resolveRange(rangeInput));
    const query = {
      ...orBadInput(resolveEventFilter(filter, reach(context, 'READ_SPEND'))),
      range,
    };
    const position = after == null ? null : orBadInput(readEventPosition(after));
    const found = await this.#reporting.snapshot((db) =>
      readSpendEvents(db, query, { limit, after: position }),
    );
    const items = found.slice(0, limit).map((listed) => ({
      node: toSpendEvent(listed.event),
      cursor: writeEventPosition(listed.position),
    }));
    return connectionOf({ items, hasNextPage: found.length > limit });
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
