import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { formatPico } from '../../kernel/index.ts';
import {
  badUserInput,
  type GraphqlContext,
  money,
  Permit,
  pageSize,
} from '../../platform/graphql/index.ts';
import { decodeCursor, encodeCursor, isUuid, readInstant } from '../../platform/opaque/index.ts';
import type {
  BudgetHistory,
  HistoryPosition,
  HistoryQuery,
  RaiseRecord,
  ResetRecord,
} from '../index.ts';
import { Budget, BudgetRaiseConnection, BudgetResetConnection } from './budget-types.ts';

/** What was done to a budget by hand. */
@Resolver(() => Budget)
export class BudgetHistoryResolver {
  readonly #raises: (queries: readonly HistoryQuery[]) => Promise<RaiseRecord[][]>;
  readonly #resets: (queries: readonly HistoryQuery[]) => Promise<ResetRecord[][]>;

  constructor(history: BudgetHistory) {
    this.#raises = (queries) => history.raises(queries);
    this.#resets = (queries) => history.resets(queries);
  }

  @FieldResolver(() => BudgetRaiseConnection, { description: 'Latest first.' })
  @Permit('READ_BUDGETS')
  async raises(
    @Root() { record, customer }: Budget,
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<BudgetRaiseConnection> {
    const limit = pageSize(first);
    const query = { budgetId: record.id, customer, limit: limit + 1, after: readPosition(after) };
    const rows = await context.loaders.load(this.#raises, query, JSON.stringify);
    const last = rows.slice(0, limit).at(-1);
    return {
      nodes: rows.slice(0, limit).map((row) => ({
        amount: money(formatPico(row.amountPico)),
        until: row.endsAt,
        reason: row.reason,
        createdAt: row.createdAt,
        createdBy: row.createdBy,
      })),
      pageInfo: {
        endCursor: last ? encodeCursor([last.createdAt.toISOString(), last.id]) : null,
        hasNextPage: rows.length > limit,
      },
    };
  }

  @FieldResolver(() => BudgetResetConnection, { description: 'Latest first.' })
  @Permit('READ_BUDGETS')
  async resets(
    @Root() { record, customer }: Budget,
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<BudgetResetConnection> {
    const limit = pageSize(first);
    const query = { budgetId: record.id, customer, limit: limit + 1, after: readPosition(after) };
    const rows = await context.loaders.load(this.#resets, query, JSON.stringify);
    const last = rows.slice(0, limit).at(-1);
    return {
      nodes: rows.slice(0, limit).map((row) => ({
        resetAt: row.resetAt,
        reason: row.reason,
        resetBy: row.resetBy,
      })),
      pageInfo: {
        endCursor: last ? encodeCursor([last.resetAt.toISOString(), last.id]) : null,
        hasNextPage: rows.length > limit,
      },
    };
  }
}

function readPosition(cursor: string | null | undefined): HistoryPosition | null {
  if (cursor == null) return null;
  const [text, id] = decodeCursor(cursor, 2) ?? [];
  const at = readInstant(text);
  if (at === null || typeof id !== 'string' || !isUuid(id)) {
    throw badUserInput('after is not a cursor of this list');
  }
  return { at, id };
}
