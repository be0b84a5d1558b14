import { type Pico, toPico } from '../kernel/index.ts';
import {
  type NamedDeployment,
  PastPlaces,
  type Place,
  type PriceBook,
  type PriceVersion,
  placesOf,
  rate,
  type SpendLine,
} from '../pricing/index.ts';
import type { PastEvent } from './sql/read-events.ts';

/** What an event comes to at a price. */
export interface Rated {
  readonly cost: Pico;
  readonly lines: readonly SpendLine[];
  readonly priceVersion: string;
}

/** Why an event has no amount at the prices asked for. */
export type Unrated = 'NO_PRICE' | 'AMBIGUOUS_DEPLOYMENT' | 'USE_WITHOUT_PRICE';

/** Rates past events: null where the event has no amount at those prices. */
export type RatePast = (event: PastEvent) => Rated | Unrated;

/** At the prices the book has in force at each event's own moment. */
export function atPricesInForce(
  book: PriceBook,
  deployments: readonly NamedDeployment[],
): RatePast {
  const places = new PastPlaces(book, deployments);
  return (event) => rateAt(event, places.of(event), { book, atMs: event.occurredAt.getTime() });
}

/** What if: at the prices of another model, or of another moment, or both. */
export function atOtherPrices(
  book: PriceBook,
  deployments: readonly NamedDeployment[],
  other: { readonly subject: string | null; readonly at: Date | null },
): RatePast {
  const own = new PastPlaces(book, deployments);
  const instead = other.subject === null ? null : placesNamed(other.subject);
  return (event) =>
    rateAt(event, instead ?? own.of(event), {
      book,
      atMs: (other.at ?? event.occurredAt).getTime(),
    });
}

function placesNamed(subject: string): Place[] {
  const slash = subject.indexOf('/');
  const [provider, upstreamModel] = [subject.slice(0, slash), subject.slice(slash + 1)];
  return placesOf({ provider, upstreamModel, baseModel: null });
}

function rateAt(
  event: PastEvent,
  places: readonly Place[] | null,
  { book, atMs }: { book: PriceBook; atMs: number },
): Rated | Unrated {
  if (places === null) return 'AMBIGUOUS_DEPLOYMENT';
  const { price } = book.find(places, atMs);
  return price === null ? 'NO_PRICE' : rateWith(event, price);
}

/** Nothing used is nothing owed, as when the call was recorded. */
function rateWith(event: PastEvent, { version, prices }: PriceVersion): Rated | Unrated {
  if (event.unused) return { cost: toPico(0n), lines: [], priceVersion: version };
  const { total, lines } = rate(event.usage, prices);
  return total === null ? 'USE_WITHOUT_PRICE' : { cost: total, lines, priceVersion: version };
}
