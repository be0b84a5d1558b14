export type { SpendLine } from './bill.ts';
export { LiveBook } from './book/live-book.ts';
export { type ConfiguredPrices, recordOwnPrices } from './book/own-prices.ts';
export { type NamedDeployment, PastPlaces } from './book/past-places.ts';
export { placesOf } from './book/places.ts';
export { type Place, PriceBook } from './book/price-book.ts';
export { pricedModels } from './book/priced-models.ts';
export { shippedBook, shippedCatalogue } from './book/shipped-catalogue.ts';
export { approveUpdate, changesFrom, proposeUpdate } from './book/updates.ts';
export { CATALOGUE_SOURCE } from './catalogue.ts';
export { perUnitsText } from './components.ts';
export { readCustomPrices } from './custom-prices.ts';
export { DeploymentPrice, type UnpricedPolicy } from './deployment-price.ts';
export type { PricedKind, PriceKey } from './kinds.ts';
export { isPriceField } from './litellm/fields.ts';
export {
  type ImportedModel,
  importLitellmPrices,
  type LitellmImport,
} from './litellm/import-prices.ts';
export type { FieldReport, ImportReport } from './litellm/import-report.ts';
export { importedTimelines } from './litellm/imported-timelines.ts';
export { type PriceResolution, resolvePrice } from './names/resolve-price.ts';
export { formatPrice, type Price, parsePrice, parseRatio, priceOf, type Ratio } from './price.ts';
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
export { type PriceQuote, type QuotedModel, quote } from './quote.ts';
export { type RatedAmount, rate, type Unpriced } from './rate.ts';
export { PriceService } from './service.ts';
export type { PriceUpdate } from './sql/price-updates.ts';
export { readBookAsKnown } from './sql/read-book.ts';
export { lockBook } from './sql/write-book.ts';
export {
  NO_USAGE,
  type StoredUsage,
  serviceTierOf,
  storedUsageOf,
  type Units,
  type Usage,
  usageOfEvent,
} from './usage.ts';
export { type UsageBound, type WorstCase, worstCase } from './worst-case.ts';
