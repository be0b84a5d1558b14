import { type Clock, OperatorError } from '../kernel/index.ts';
import type { Reach } from '../platform/access/index.ts';
import type { Notifications, Pool, Queryable } from '../platform/postgres/index.ts';
import { findTimeZone } from './calendar.ts';
import { type CsvDownload, createDownloads } from './export/downloads.ts';
import { LiveHub } from './live/live-hub.ts';
import { createLiveReader, type LiveSpend } from './live/read-live-spend.ts';
import {
  type BillingPeriods,
  createRangeResolver,
  type Range,
  type ResolveRange,
} from './range.ts';
import { createFilteredRangeResolver, type ResolveFilteredRange } from './resolve-range.ts';
import { createUsageResolver, type ResolveUsage } from './resolve-usage.ts';
import { inSnapshot } from './snapshot.ts';
import { readApiKeyTotals } from './sql/api-key-totals.ts';
import { readCustomerTotals } from './sql/customer-totals.ts';
import type { Totals } from './totals.ts';

/** Totals of one customer (by external id) or of one API key (by UUID). */
export interface TotalsKey {
  readonly id: string;
  readonly range: Range | null;
  readonly reach: Reach;
}

export interface Reporting {
  readonly clock: Clock;
  readonly resolveRange: ResolveRange;
  readonly resolveFilteredRange: ResolveFilteredRange;
  /** What a report is about, from what a caller asks. */
  readonly resolveUsage: ResolveUsage;
  /** Statements inside see one moment of the record. */
  readonly snapshot: <T>(read: (db: Queryable) => Promise<T>) => Promise<T>;
  /** One entry for each key, in order; one statement for each different range. */
  readonly customerTotals: (keys: readonly TotalsKey[]) => Promise<Totals[]>;
  readonly apiKeyTotals: (keys: readonly TotalsKey[]) => Promise<Totals[]>;
  readonly live: LiveHub<LiveSpend>;
  readonly downloads: readonly CsvDownload[];
  /** Ends live streams. */
  close(): void;
}

/** Reports over recorded spend. `reportingTimeZone` decides where days begin unless a request names a zone. */
export function createReporting(deps: {
  pool: Pool;
  notifications: Notifications;
  clock: Clock;
  reportingTimeZone: string;
  /** When a customer is billed. */
  billingPeriods: (customer: string) => Promise<Omit<BillingPeriods, 'customer'>>;
  onError?: (error: unknown) => void;
}): Reporting {
  const { pool, notifications, clock } = deps;
  if (findTimeZone(deps.reportingTimeZone) === null) {
    throw new OperatorError(`There is no time zone named ${deps.reportingTimeZone}`);
  }
  const resolveRange = createRangeResolver({ clock, timeZone: deps.reportingTimeZone });
  const resolveFilteredRange = createFilteredRangeResolver({
    resolveRange,
    billingPeriods: deps.billingPeriods,
  });
  const resolveUsage = createUsageResolver(resolveFilteredRange);
  const live = new LiveHub<LiveSpend>({
    read: createLiveReader({ pool, clock, resolveRange }),
    notifications,
    onError: deps.onError ?? (() => undefined),
  });
  return {
    clock,
    resolveRange,
    resolveFilteredRange,
    resolveUsage,
    snapshot: (read) => inSnapshot(pool, read),
    customerTotals: (keys) => readTotalsByRange(pool, keys, readCustomerTotals),
    apiKeyTotals: (keys) => readTotalsByRange(pool, keys, readApiKeyTotals),
    live,
    downloads: createDownloads({ pool, resolveFilteredRange, resolveUsage }),
    close: () => live.close(),
  };
}

async function readTotalsByRange(
  db: Queryable,
  keys: readonly TotalsKey[],
  read: typeof readCustomerTotals,
): Promise<Totals[]> {
  const totals = new Array<Totals>(keys.length);
  const places = keys.map((key, place) => ({ ...key, place }));
  const kindOf = ({ range, reach }: TotalsKey) => JSON.stringify([rangeText(range), reach]);
  for (const [first, ...others] of Map.groupBy(places, kindOf).values()) {
    if (first === undefined) continue;
    const group = [first, ...others];
    const found = await read(
      db,
      group.map((key) => key.id),
      first,
    );
    for (const [i, sum] of found.entries()) totals[group[i]?.place ?? 0] = sum;
  }
  return totals;
}

export function rangeText(range: Range | null): string {
  return range === null ? '' : `${range.startsAt.toISOString()}/${range.endsAt.toISOString()}`;
}
