import type { PriceService } from '../service.ts';
import { PriceResolver } from './price-resolver.ts';
import { PriceUpdateResolver } from './update-resolver.ts';

export const PRICING_RESOLVERS = [PriceResolver, PriceUpdateResolver];

export function createPricingResolvers(prices: PriceService): object[] {
  return [new PriceResolver(prices), new PriceUpdateResolver(prices)];
}
