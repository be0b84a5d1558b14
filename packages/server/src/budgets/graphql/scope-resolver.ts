import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ApiKey, Team, User } from '../../identity/graphql/index.ts';
import { type GraphqlContext, Permit } from '../../platform/graphql/index.ts';
import type { Children } from './children.ts';
import { BudgetScope } from './scope-types.ts';

@Resolver(() => BudgetScope)
export class BudgetScopeResolver {
  readonly #children: Children;

  constructor(children: Children) {
    this.#children = children;
  }

  @FieldResolver(() => ApiKey, { nullable: true })
  @Permit('READ_BUDGETS', { own: true })
  apiKey(@Root() { scope }: BudgetScope, @Ctx() context: GraphqlContext): Promise<ApiKey | null> {
    return this.#children.apiKey(context, scope.apiKeyId);
  }

  @FieldResolver(() => Team, { nullable: true })
  @Permit('READ_BUDGETS', { own: true })
  team(@Root() { scope }: BudgetScope, @Ctx() context: GraphqlContext): Promise<Team | null> {
    return this.#children.team(context, scope.teamId);
  }

  @FieldResolver(() => User, { nullable: true })
  @Permit('READ_BUDGETS', { own: true })
  user(@Root() { scope }: BudgetScope, @Ctx() context: GraphqlContext): Promise<User | null> {
    return this.#children.user(context, scope.userId);
  }
}
