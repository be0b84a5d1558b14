import { assert } from '../../kernel/index.ts';
import type { Permission } from '../../platform/access/index.ts';
import { type GraphqlContext, reach } from '../../platform/graphql/index.ts';
import type { Actor } from '../index.ts';

/** Who asks for a change, and how far their permission for it goes. */
export function actorOf(context: GraphqlContext, permission: Permission): Actor {
  return { name: nameOf(context), reach: reach(context, permission) };
}

export function nameOf({ authentication }: GraphqlContext): string {
  assert(authentication.principal !== null, 'a mutation without a principal');
  return authentication.principal.email ?? authentication.principal.name;
}
