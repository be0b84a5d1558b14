import type { Clock } from '../kernel/index.ts';
import type { Notifications, Pool } from '../platform/postgres/index.ts';
import { CATALOGUE_SOURCE, LiveBook, proposeUpdate, shippedCatalogue } from '../pricing/index.ts';

/**
 * The price book in memory. What the shipped catalogue has that the book has not is proposed first:
 * put in force at once, or kept for approval.
 */
export async function openPriceBook(deps: {
  pool: Pool;
  notifications: Notifications;
  clock: Clock;
  acceptCatalogueUpdates: boolean;
  onError: (error: unknown) => void;
}): Promise<LiveBook> {
  const { pool, notifications, clock, onError } = deps;
  const proposal = {
    layer: 'catalogue',
    source: CATALOGUE_SOURCE,
    timelines: shippedCatalogue(),
    report: {},
    proposedBy: 'start-up',
    accept: deps.acceptCatalogueUpdates,
  } as const;
  await proposeUpdate(pool, proposal, clock.now());
  const live = new LiveBook({ db: pool, notifications, onError });
  await live.refresh();
  return live;
}
