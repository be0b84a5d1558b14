import { type PricedModel, placesOf, publishedModel } from '../book/places.ts';
import type { Place, PriceBook } from '../book/price-book.ts';
import type { PriceVersion } from '../prices.ts';
import type { ResolutionStep } from './resolve-model.ts';

/** Which price a model has, and everything that was tried to find it. */
export interface PriceResolution {
  /** Null when it is unpriced. */
  readonly price: PriceVersion | null;
  readonly place: Place | null;
  /** How the catalogue's name of the model was found, or not. */
  readonly naming: readonly ResolutionStep[];
  /** Where the book was looked in, in order; the one that has a price decided. */
  readonly looked: readonly { readonly place: Place; readonly priced: boolean }[];
  /** Models of the catalogue it may be, at different prices: nobody guesses between them. */
  readonly candidates: readonly string[];
}

/**
 * The price in force of a model that has none of its own, and why it is that one. Order: set through
 * the API, imported, published; on each, the model's own name before its base model's.
 */
export function resolvePrice(model: PricedModel, book: PriceBook, at: Date): PriceResolution {
  const { steps, candidates } = publishedModel(model);
  const looked = placesOf(model).map((place) => ({
    place,
    priced: book.find([place], at.getTime()).price !== null,
  }));
  const first = looked.findIndex(({ priced }) => priced);
  const place = looked[first]?.place ?? null;
  return {
    price: place === null ? null : book.find([place], at.getTime()).price,
    place,
    naming: steps,
    looked: first < 0 ? looked : looked.slice(0, first + 1),
    candidates,
  };
}
