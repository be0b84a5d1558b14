import type { Pico } from '../kernel/index.ts';
import type { SpendLine } from './bill.ts';
import type { NamedDeployment } from './book/past-places.ts';
import { ownSubject, type PricedModel, placesOf } from './book/places.ts';
import type { Place, PriceBook } from './book/price-book.ts';
import type { PriceVersion } from './prices.ts';
import { rate } from './rate.ts';
import type { Usage } from './usage.ts';

/** One place where a price was looked for; the last one that is listed is where it was found. */
export interface QuoteStep extends Place {
  readonly found: PriceVersion | null;
}

/** What a call would cost, and how that was come to. */
export interface PriceQuote {
  readonly at: Date;
  readonly steps: readonly QuoteStep[];
  /** Null when nothing has a price for the model at that moment. */
  readonly price: PriceVersion | null;
  /** Null when unpriced: there is no price, or something was used that has none. */
  readonly amount: Pico | null;
  readonly lines: readonly SpendLine[];
  /** What was used that has no price. */
  readonly missing: readonly string[];
}

/** A deployment by the name callers use, or just a `provider/model`. */
export interface QuotedModel extends PricedModel {
  readonly modelName: string | null;
  /** The pattern whose own prices hold for it, where one took its name in. */
  readonly expandedFrom?: NamedDeployment | null;
}

/** The same look-up and the same arithmetic as for a call. */
export function quote(
  book: PriceBook,
  { model, usage, at }: { model: QuotedModel; usage: Usage; at: Date },
): PriceQuote {
  const steps: QuoteStep[] = [];
  let price: PriceVersion | null = null;
  for (const place of placesOfQuoted(model)) {
    const found = book.find([place], at.getTime()).price;
    steps.push({ ...place, found });
    if (found === null) continue;
    price = found;
    break;
  }
  if (price === null) return { at, steps, price, amount: null, lines: [], missing: [] };
  const { total: amount, lines, missing } = rate(usage, price.prices);
  return { at, steps, price, amount, lines, missing: missing ?? [] };
}

/** As the gateway looks: its own price first, its fallback last. */
export function placesOfQuoted(model: QuotedModel): Place[] {
  const { modelName, ...owner } = model.expandedFrom ?? model;
  if (modelName === null) return placesOf(model);
  const subject = ownSubject(modelName, owner);
  return [{ layer: 'config', subject }, ...placesOf(model), { layer: 'fallback', subject }];
}
