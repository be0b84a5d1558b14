import { isWithin } from '../../platform/access/index.ts';
import { type GraphqlContext, reach } from '../../platform/graphql/index.ts';
import type { Budget } from './budget-types.ts';

/** Whether the caller may see a budget: all of them, or those of its own customer, user or teams. */
export function isReadable(context: GraphqlContext, { scope }: Budget): boolean {
  return isWithin(reach(context, 'READ_BUDGETS'), scope.scope);
}
