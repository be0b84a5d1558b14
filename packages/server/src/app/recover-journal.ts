import { eventOfOpening } from '../gateway/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import type { Logger } from '../platform/log/index.ts';

/**
 * Calls that a killed process left open are settled: status `unknown`, listed for review. If the call
 * was recorded after all, that record stands and this one is passed over.
 */
export async function settleAbandoned(
  journal: Journal,
  abandoned: readonly { id: string; json: string }[],
  log: Logger,
): Promise<void> {
  await Promise.all(abandoned.map(({ id, json }) => journal.settle(id, eventOfOpening(json))));
  if (abandoned.length > 0) {
    log.warn({ calls: abandoned.length }, 'calls cut off by a crash are recorded as unknown');
  }
}
