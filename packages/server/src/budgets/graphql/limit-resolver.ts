import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import {
  badUserInput,
  type GraphqlContext,
  Permit,
  pageSize,
} from '../../platform/graphql/index.ts';
import { decodeCursor, encodeCursor } from '../../platform/opaque/index.ts';
import { type LimitService, scopeKey } from '../index.ts';
import { callerName } from './caller.ts';
import {
  RateLimitConnection,
  RateLimitPayload,
  SetRateLimitInput,
  toRateLimit,
} from './limit-types.ts';
import { readScope } from './scope-types.ts';

@Resolver()
export class LimitResolver {
  readonly #limits: LimitService;

  constructor(limits: LimitService) {
    this.#limits = limits;
  }

  @Query(() => RateLimitConnection, {
    description: 'Of scopes; those of customers on a tier are with the tier.',
  })
  @Permit('READ_BUDGETS')
  async rateLimits(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<RateLimitConnection> {
    const limit = pageSize(first);
    const found = await this.#limits.list({
      limit: limit + 1,
      afterKey: after == null ? null : readKey(after),
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      nodes: page.map(toRateLimit),
      pageInfo: {
        endCursor: last ? encodeCursor([scopeKey(last.scope)]) : null,
        hasNextPage: found.length > limit,
      },
    };
  }

  @Mutation(() => RateLimitPayload)
  @Permit('MANAGE_BUDGETS')
  async setRateLimit(
    @Arg('input', () => SetRateLimitInput) input: SetRateLimitInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RateLimitPayload> {
    const { requestsPerMinute = null, tokensPerMinute = null, maxParallel = null } = input;
    const set = await this.#limits.set(
      {
        scope: readScope(input.scope),
        limits: { requestsPerMinute, tokensPerMinute, maxParallel },
        expectedRevision: input.expectedRevision ?? null,
      },
      callerName(context),
    );
    if (!set.ok) return { rateLimit: null, userErrors: set.error };
    return { rateLimit: set.value && toRateLimit(set.value), userErrors: [] };
  }
}

function readKey(cursor: string): string {
  const [key] = decodeCursor(cursor, 1) ?? [];
  if (typeof key !== 'string' || key.includes('\0')) {
    throw badUserInput('after is not a cursor of this list');
  }
  return key;
}
