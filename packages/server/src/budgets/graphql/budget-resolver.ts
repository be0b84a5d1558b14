import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  badUserInput,
  connectionOf,
  type GraphqlContext,
  Permit,
  pageSize,
  reach,
} from '../../platform/graphql/index.ts';
import { decodeCursor, encodeCursor, isUuid, readInstant } from '../../platform/opaque/index.ts';
import type { BudgetRecord, BudgetService, BudgetTarget, Problem } from '../index.ts';
import { readTarget, writeTarget } from './budget-id.ts';
import {
  BudgetPayload,
  RaiseBudgetInput,
  RemoveBudgetPayload,
  ResetBudgetInput,
  SetBudgetInput,
} from './budget-inputs.ts';
import { toState } from './budget-state.ts';
import { Budget, BudgetConnection, BudgetState, toBudget } from './budget-types.ts';
import { callerName } from './caller.ts';
import type { Children } from './children.ts';
import { findBudget } from './find-budget.ts';
import { BudgetScopeInput, readScope } from './scope-types.ts';
import { Tier, toTier } from './tier-types.ts';

const NO_BUDGET: Problem = { code: 'NOT_FOUND', message: 'There is no such budget', path: ['id'] };

@Resolver(() => Budget)
export class BudgetResolver {
  readonly #budgets: BudgetService;
  readonly #children: Children;

  constructor(deps: { budgets: BudgetService; children: Children }) {
    this.#budgets = deps.budgets;
    this.#children = deps.children;
  }

  @Query(() => BudgetConnection, {
    description:
      'Budgets of scopes, latest first; those of tiers are with their tiers and customers. Of those whose scope has all that is given.',
  })
  @Permit('READ_BUDGETS')
  async budgets(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('scope', () => BudgetScopeInput, { nullable: true }) scope?: BudgetScopeInput | null,
  ): Promise<BudgetConnection> {
    const limit = pageSize(first);
    const found = await this.#budgets.list({
      limit: limit + 1,
      after: after == null ? null : readPosition(after),
      scope: scope == null ? {} : readScope(scope),
    });
    const items = found
      .slice(0, limit)
      .map((record) => ({ node: toBudget(record, null), cursor: writePosition(record) }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  @Query(() => Budget, { nullable: true })
  @Permit('READ_BUDGETS', { own: true })
  async budget(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Budget | null> {
    return findBudget(this.#budgets, readTarget(id), reach(context, 'READ_BUDGETS'));
  }

  @FieldResolver(() => BudgetState, {
    nullable: true,
    description: "Null for a tier's budget of a customer that is no longer on the tier.",
  })
  @Permit('READ_BUDGETS', { own: true })
  async state(
    @Root() { record, customer }: Budget,
    @Ctx() context: GraphqlContext,
  ): Promise<BudgetState | null> {
    const state = await this.#children.state(context, { budgetId: record.id, customer });
    return state && toState(record, state);
  }

  @FieldResolver(() => Tier, { nullable: true, description: 'Null for a budget of its own.' })
  @Permit('READ_BUDGETS', { own: true })
  async tier(@Root() { record }: Budget, @Ctx() context: GraphqlContext): Promise<Tier | null> {
    const tier = await this.#children.tier(context, record.tierId);
    return tier && toTier(tier);
  }

  @Mutation(() => BudgetPayload, {
    description:
      'Sets what a scope may spend in each window, from the next call on. Setting the same twice changes nothing.',
  })
  @Permit('MANAGE_BUDGETS')
  async setBudget(
    @Arg('input', () => SetBudgetInput) input: SetBudgetInput,
    @Ctx() context: GraphqlContext,
  ): Promise<BudgetPayload> {
    const { id, scope, expectedRevision = null, ...terms } = input;
    const target = id == null ? null : readTarget(id);
    if (id != null && target?.customer !== null) return refuse([NO_BUDGET]);
    const set = await this.#budgets.set(
      {
        ...terms,
        expectedRevision,
        id: target?.budgetId ?? null,
        scope: scope == null ? null : readScope(scope),
      },
      callerName(context),
    );
    return set.ok ? { budget: toBudget(set.value, null), userErrors: [] } : refuse(set.error);
  }

  @Mutation(() => RemoveBudgetPayload, { description: 'What was done to it stays on record.' })
  @Permit('MANAGE_BUDGETS')
  async removeBudget(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int, { nullable: true }) expectedRevision?: number | null,
  ): Promise<RemoveBudgetPayload> {
    const target = readTarget(id);
    if (target?.customer !== null) return { removedId: null, userErrors: [NO_BUDGET] };
    const removed = await this.#budgets.remove(target.budgetId, expectedRevision ?? null);
    if (!removed.ok) return { removedId: null, userErrors: removed.error };
    return { removedId: writeTarget(target), userErrors: [] };
  }

  @Mutation(() => BudgetPayload, {
    description:
      'Adds to the limit until an instant. A repeated idempotencyKey adds nothing a second time.',
  })
  @Permit('MANAGE_BUDGETS')
  async raiseBudget(
    @Arg('input', () => RaiseBudgetInput) input: RaiseBudgetInput,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<BudgetPayload> {
    const target = readTarget(input.id);
    if (target === null) return refuse([{ ...NO_BUDGET, path: ['input', 'id'] }]);
    const { amount, until, reason } = input;
    const change = { amount, endsAt: until, reason, idempotencyKey, by: callerName(context) };
    return changedPayload(target, await this.#budgets.raise(target, change));
  }

  @Mutation(() => BudgetPayload, {
    description:
      'The running window begins anew; what was spent stays recorded. A repeated idempotencyKey resets nothing a second time.',
  })
  @Permit('MANAGE_BUDGETS')
  async resetBudget(
    @Arg('input', () => ResetBudgetInput) input: ResetBudgetInput,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<BudgetPayload> {
    const target = readTarget(input.id);
    if (target === null) return refuse([{ ...NO_BUDGET, path: ['input', 'id'] }]);
    const { reason } = input;
    const change = { reason, idempotencyKey, by: callerName(context) };
    return changedPayload(target, await this.#budgets.reset(target, change));
  }
}

function changedPayload(
  target: BudgetTarget,
  changed: Awaited<ReturnType<BudgetService['reset']>>,
): BudgetPayload {
  if (!changed.ok) return refuse(changed.error);
  return { budget: toBudget(changed.value, target.customer), userErrors: [] };
}

function refuse(userErrors: readonly Problem[]): BudgetPayload {
  return { budget: null, userErrors };
}

function writePosition({ createdAt, id }: BudgetRecord): string {
  return encodeCursor([createdAt.toISOString(), id]);
}

function readPosition(cursor: string) {
  const [at, id] = decodeCursor(cursor, 2) ?? [];
  const createdAt = readInstant(at);
  if (createdAt === null || typeof id !== 'string' || !isUuid(id)) {
    throw badUserInput('after is not a cursor of this list');
  }
  return { createdAt, id };
}
