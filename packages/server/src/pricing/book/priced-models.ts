import { catalogueProviderOf } from '../provider-names.ts';
import type { PriceBook } from './price-book.ts';
import { findEntry, type Layer } from './timeline.ts';

/** Layers whose subjects are models, and not deployments. */
const MODEL_LAYERS: readonly Layer[] = ['custom', 'import', 'catalogue'];

/** Every model of a provider that has a price at that moment, as `provider/model` by the provider's name here. */
export function pricedModels(book: PriceBook, provider: string, at: Date): string[] {
  const publisher = catalogueProviderOf(provider);
  const models = new Set<string>();
  for (const { layer, subject, entries } of book.timelines()) {
    const start = `${layer === 'catalogue' ? publisher : provider}/`;
    if (!MODEL_LAYERS.includes(layer) || !subject.startsWith(start)) continue;
    if (findEntry(entries, at.getTime()).price === null) continue;
    models.add(`${provider}/${subject.slice(start.length)}`);
  }
  return [...models].sort();
}
