export { cataloguePrices } from './catalogue.ts';
export { isPriceField, readCustomPrices } from './custom-prices.ts';
export { DeploymentPrice, type PriceSource, type UnpricedPolicy } from './price-book.ts';
export type { PricedKind, Prices, PriceVersion, UnitPrice } from './prices.ts';
export { flatPrice } from './prices.ts';
export { catalogueProviderOf } from './provider-names.ts';
export { type RatedAmount, rate, type SpendLine } from './rate.ts';
export { NO_USAGE, type Usage } from './usage.ts';
