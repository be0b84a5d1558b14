import { assert } from '../../kernel/index.ts';
import type { GraphqlContext } from '../../platform/graphql/index.ts';

/** Who asks for a change. */
export function nameOf({ authentication }: GraphqlContext): string {
  assert(authentication.principal !== null, 'a mutation without a principal');
  return authentication.principal.name;
}
