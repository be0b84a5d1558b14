import type { Clock } from '../kernel/index.ts';
import { makeMonthsAhead, type Pruned, pruneSpend, type Retainer } from '../metering/index.ts';
import type { Logger } from '../platform/log/index.ts';
import type { Pool } from '../platform/postgres/index.ts';

/** A server that just started has better things to do. */
const FIRST_MS = 30_000;
const INTERVAL_MS = 10 * 60_000;

export interface RecordKeeping {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  /** Events are kept at least so long; null: for good. */
  readonly keepMs: number | null;
  readonly retainers: readonly Retainer[];
}

/** Prepares the months to come and drops those that are no longer kept, now and then. */
export function startKeepingRecord(keeping: RecordKeeping): { stop(): Promise<void> } {
  let heldFor: string | null = null;
  let running = Promise.resolve();
  const run = () => {
    running = keepRecord(keeping)
      .then((pruned) => {
        if (pruned === null) return;
        heldFor = tell(keeping.log, pruned, heldFor);
      })
      .catch((error) => keeping.log.warn({ err: error }, 'months of the record'))
      .then(() => {
        timer = setTimeout(run, INTERVAL_MS);
      });
  };
  let timer = setTimeout(run, FIRST_MS);
  return {
    stop: async () => {
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
    },
  };
}

async function keepRecord(keeping: RecordKeeping): Promise<Pruned | null> {
  const { pool, clock, keepMs, retainers } = keeping;
  await makeMonthsAhead(pool, clock.now());
  if (keepMs === null) return null;
  return pruneSpend(pool, { before: new Date(clock.now().getTime() - keepMs), retainers });
}

/** A month that has to stay is told once for each reason; gives the reason. */
function tell(log: Logger, { dropped, held }: Pruned, heldFor: string | null): string | null {
  const nameOf = ({ startsAt }: { startsAt: Date }) => startsAt.toISOString().slice(0, 7);
  if (dropped.length > 0) log.info({ months: dropped.map(nameOf) }, 'spend events dropped');
  if (held === null) return null;
  const reason = `${nameOf(held.month)}: ${held.reason}`;
  if (reason !== heldFor) log.warn({ reason }, 'spend events are kept for longer');
  return reason;
}
