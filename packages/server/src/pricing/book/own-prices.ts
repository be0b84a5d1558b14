import { type Pool, withTransaction } from '../../platform/postgres/index.ts';
import type { PriceVersion } from '../prices.ts';
import { ownSubject, type PricedModel } from './places.ts';
import type { Place, PriceBook } from './price-book.ts';
import { openBook, revised, writeRevisions } from './revise.ts';
import { ALL_DAY, EARLIEST, findEntry, LATEST, splice, type Timeline } from './timeline.ts';

/** A deployment with the prices its configuration gives it. */
export interface ConfiguredPrices extends PricedModel {
  readonly modelName: string;
  readonly ownPrice: PriceVersion | null;
  readonly fallbackPrice: PriceVersion | null;
}

const LAYERS = { config: 'ownPrice', fallback: 'fallbackPrice' } as const;

/**
 * Writes into the book which prices the configuration gives from `now` on, so that what was charged
 * by an earlier configuration can still be told. Where nothing was known before, a price holds for
 * the past too: calls that had none can be priced by it. Writes nothing when nothing has changed.
 */
export function recordOwnPrices(
  pool: Pool,
  deployments: readonly ConfiguredPrices[],
  now: Date,
): Promise<Timeline[]> {
  return withTransaction(pool, async (tx) => {
    const book = await openBook(tx);
    const revisions = [...wantedPrices(deployments)].map(([, { place, price }]) =>
      revisionOf(book, { place, price, now }),
    );
    return writeRevisions(tx, revisions, {
      recordedBy: 'configuration',
      reason: '',
      updateId: null,
      request: null,
    });
  });
}

interface Wanted {
  readonly place: Place;
  readonly price: PriceVersion | null;
}

/** Of two deployments that nothing in an event tells apart, neither price may be taken for the other's. */
function wantedPrices(deployments: readonly ConfiguredPrices[]): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const layer of ['config', 'fallback'] as const) {
    for (const deployment of deployments) {
      const place = { layer, subject: ownSubject(deployment.modelName, deployment) };
      const price = deployment[LAYERS[layer]];
      const key = `${layer} ${place.subject}`;
      const other = wanted.get(key);
      const agree = other === undefined || other.price?.version === price?.version;
      wanted.set(key, { place, price: agree ? price : null });
    }
  }
  return wanted;
}

function revisionOf(
  book: PriceBook,
  { place, price, now }: Wanted & { now: Date },
): Timeline | null {
  const present = book.timeline(place)?.entries ?? [];
  const inForce = findEntry(present, now.getTime()).price;
  if (inForce?.version === price?.version) return null;
  const effectiveFrom = present.length === 0 ? EARLIEST : now;
  const replacement =
    price === null ? [] : [{ effectiveFrom, effectiveUntil: LATEST, ...ALL_DAY, price }];
  return revised(book, place, splice(present, { from: effectiveFrom, until: LATEST }, replacement));
}
