import type { Clock } from '../../kernel/index.ts';
import { assert } from '../../kernel/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import { cut } from '../buckets.ts';
import type { ResolveRange } from '../range.ts';
import { inSnapshot } from '../snapshot.ts';
import type { SpendEvent } from '../spend-event.ts';
import { EVERY_EVENT } from '../spend-event-query.ts';
import { countCalls } from '../sql/count-calls.ts';
import { readSpendEvents } from '../sql/spend-events.ts';
import { readUsageRows, type UsageRow } from '../sql/usage-rows.ts';
import { readTotals } from '../sql/usage-totals.ts';
import type { Totals } from '../totals.ts';
import type { UsageFilter } from '../usage-filter.ts';
import type { Grouping } from '../usage-groups.ts';

/** Absolute state at one moment. */
export interface LiveSpend {
  readonly sequence: number;
  readonly asOf: Date;
  /** Since midnight in the reporting time zone. */
  readonly today: Totals;
  /** Calls that began in the minute until `asOf`, as far as they have ended. */
  readonly callsLastMinute: number;
  readonly topCustomers: readonly UsageRow[];
  readonly latest: readonly SpendEvent[];
}

export const BY_CUSTOMER: readonly Grouping[] = [{ by: 'CUSTOMER', tagKey: null }];
const TOP_CUSTOMERS = 5;
const LATEST_EVENTS = 20;
const MINUTE_MS = 60_000;
const LATEST_WITHIN_MS = 7 * 24 * 3_600_000;

/** Events older than a week are no news, and looking for them could take long when few match. */
export function createLiveReader(deps: { pool: Pool; clock: Clock; resolveRange: ResolveRange }) {
  return (filter: UsageFilter): Promise<LiveSpend> =>
    inSnapshot(deps.pool, async (db) => {
      const asOf = deps.clock.now();
      const today = deps.resolveRange({ preset: 'TODAY' });
      assert(today.ok, 'today is a range');
      const range = today.value;
      const recent = {
        startsAt: new Date(asOf.getTime() - LATEST_WITHIN_MS),
        endsAt: range.endsAt,
      };
      const minute = { startsAt: new Date(asOf.getTime() - MINUTE_MS), endsAt: range.endsAt };
      const { rows } = await db.query<{ sequence: number }>('select sequence from spend_sequence');
      const top = await readUsageRows(
        db,
        { range, filter, groupBy: BY_CUSTOMER, buckets: cut(range, 'DAY'), previous: null },
        { orderBy: 'CHARGE', limit: TOP_CUSTOMERS, after: null },
      );
      const latest = await readSpendEvents(
        db,
        { ...EVERY_EVENT, range: recent, filter },
        { limit: LATEST_EVENTS, after: null },
      );
      return {
        sequence: rows[0]?.sequence ?? 0,
        asOf,
        today: await readTotals(db, { range, filter }),
        callsLastMinute: await countCalls(db, { ...EVERY_EVENT, range: minute, filter }),
        topCustomers: top.rows.slice(0, TOP_CUSTOMERS).map(({ row }) => row),
        latest: latest.slice(0, LATEST_EVENTS).map((listed) => listed.event),
      };
    });
}
