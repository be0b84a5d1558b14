export type { SpendLine } from './bill.ts';
export { cataloguePrices } from './catalogue.ts';
export { isPriceField, readCustomPrices } from './custom-prices.ts';
export type { PricedKind, PriceKey } from './kinds.ts';
export { formatPrice, type Price, parsePrice, parseRatio, priceOf, type Ratio } from './price.ts';
export { DeploymentPrice, type PriceSource, type UnpricedPolicy } from './price-book.ts';
export {
  type ContextTier,
  flatPrice,
  onlyBase,
  type Prices,
  type PriceVersion,
  type UnitPrice,
  type UnitPrices,
} from './prices.ts';
export { decodePrices, encodePrices, fingerprintPrices, type PricesJson } from './prices-json.ts';
export { catalogueProviderOf } from './provider-names.ts';
export { type RatedAmount, rate, type Unpriced } from './rate.ts';
export {
  NO_USAGE,
  type StoredUsage,
  serviceTierOf,
  storedUsageOf,
  type Units,
  type Usage,
  usageOfEvent,
} from './usage.ts';
