import { assert } from '../../kernel/index.ts';
import type { GraphqlContext } from '../../platform/graphql/index.ts';

/** Who a change is put down to. */
export function callerName({ authentication }: GraphqlContext): string {
  assert(authentication.principal !== null, 'a mutation without a principal');
  return authentication.principal.name;
}
