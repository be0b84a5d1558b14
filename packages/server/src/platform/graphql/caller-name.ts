import { assert } from '../../kernel/index.ts';
import type { GraphqlContext } from './context.ts';

/** Who asks for a change, as the record of it names them. */
export function callerName({ authentication }: GraphqlContext): string {
  assert(authentication.principal !== null, 'a mutation without a principal');
  return authentication.principal.name;
}
