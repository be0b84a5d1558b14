import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { Result } from '../../kernel/index.ts';
import {
  badUserInput,
  callerName,
  connectionOf,
  type GraphqlContext,
  Permit,
  pageSize,
} from '../../platform/graphql/index.ts';
import { decodeCursor, decodeUuid, encodeCursor, isUuid } from '../../platform/opaque/index.ts';
import type { ApplyFrom as ApplyFromName } from '../book/updates.ts';
import type { Problem } from '../problem.ts';
import type { PriceService } from '../service.ts';
import type { PriceUpdate as UpdateFacts } from '../sql/price-updates.ts';
import {
  ApplyFrom,
  PRICE_UPDATE_ID,
  PriceChangeConnection,
  PriceUpdateConnection,
  PriceUpdatePayload,
  toPriceChange,
  toPriceUpdate,
} from './update-types.ts';

@Resolver()
export class PriceUpdateResolver {
  readonly #prices: PriceService;

  constructor(prices: PriceService) {
    this.#prices = prices;
  }

  @Query(() => PriceUpdateConnection, { description: 'Latest first.' })
  @Permit('READ_PRICES')
  async priceUpdates(
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<PriceUpdateConnection> {
    const limit = pageSize(first);
    const found = await this.#prices.updates({
      after: after == null ? null : readId(after),
      limit: limit + 1,
    });
    const items = found
      .slice(0, limit)
      .map((update) => ({ node: toPriceUpdate(update), cursor: encodeCursor([update.id]) }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  @Query(() => PriceChangeConnection, {
    description: 'What an update would change, or has changed, in order of subject.',
  })
  @Permit('READ_PRICES')
  async priceUpdateChanges(
    @Arg('id', () => ID) id: string,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<PriceChangeConnection> {
    const limit = pageSize(first);
    const page = { after: after == null ? '' : readSubject(after), limit: limit + 1 };
    const key = decodeUuid(PRICE_UPDATE_ID, id);
    const update = key === null ? null : await this.#prices.update(key);
    if (update === null) throw badUserInput('id is not that of an update');
    const found = await this.#prices.proposals(update.id, page);
    const { book } = this.#prices;
    const items = found.slice(0, limit).map((change) => ({
      node: toPriceChange(book, update.layer, change),
      cursor: encodeCursor([change.subject]),
    }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  @Mutation(() => PriceUpdatePayload, { description: 'Approving twice is approving once.' })
  @Permit('MANAGE_PRICES')
  approvePriceUpdate(
    @Arg('id', () => ID) id: string,
    @Arg('applyFrom', () => ApplyFrom, { defaultValue: ApplyFrom.NOW }) applyFrom: ApplyFromName,
    @Ctx() context: GraphqlContext,
  ): Promise<PriceUpdatePayload> {
    return decide(id, (key) => this.#prices.approve(key, applyFrom, callerName(context)));
  }

  @Mutation(() => PriceUpdatePayload, { description: 'It is never proposed again.' })
  @Permit('MANAGE_PRICES')
  rejectPriceUpdate(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<PriceUpdatePayload> {
    return decide(id, (key) => this.#prices.reject(key, callerName(context)));
  }
}

async function decide(
  id: string,
  decision: (key: string) => Promise<Result<UpdateFacts, Problem[]>>,
): Promise<PriceUpdatePayload> {
  const key = decodeUuid(PRICE_UPDATE_ID, id);
  if (key === null) return { update: null, userErrors: [NO_SUCH_UPDATE] };
  const decided = await decision(key);
  if (!decided.ok) return { update: null, userErrors: decided.error };
  return { update: toPriceUpdate(decided.value), userErrors: [] };
}

const NO_SUCH_UPDATE = {
  code: 'NOT_FOUND',
  message: 'There is no such update',
  path: ['id'],
} as const;

function readId(cursor: string): string {
  const [id] = decodeCursor(cursor, 1) ?? [];
  if (typeof id !== 'string' || !isUuid(id)) throw badUserInput(NO_CURSOR);
  return id;
}

function readSubject(cursor: string): string {
  const [subject] = decodeCursor(cursor, 1) ?? [];
  if (typeof subject !== 'string' || subject.includes('\0')) throw badUserInput(NO_CURSOR);
  return subject;
}

const NO_CURSOR = 'after is not a cursor of this list';
