import type { ReratingService } from '../index.ts';
import { ReratingResolver } from './rerating-resolver.ts';
import type { ResolveRange } from './selection-input.ts';

export const RERATING_RESOLVERS = [ReratingResolver];

export function createReratingResolvers(deps: {
  rerating: ReratingService;
  resolveRange: ResolveRange;
}): object[] {
  return [new ReratingResolver(deps)];
}
