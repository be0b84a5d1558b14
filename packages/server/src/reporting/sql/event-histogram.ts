import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { Buckets } from '../buckets.ts';
import { isWholeQuarters, type Range } from '../range.ts';
import { isOfDimensions, type SpendEventQuery } from '../spend-event-query.ts';
import { moneyText, sumOfMoney } from '../totals.ts';
import { eventConditions } from './event-conditions.ts';
import { inFilter } from './in-filter.ts';
import { inRange } from './usage-source.ts';

/** What happened in one bucket of time. */
export interface EventBucket {
  readonly calls: number;
  readonly failedCalls: number;
  readonly cost: string;
  readonly charge: string;
}

interface Row {
  readonly bucket: number;
  readonly calls: number;
  readonly failed_calls: number;
  readonly cost: string;
  readonly charge: string;
}

type HistogramQuery = SpendEventQuery & { readonly range: Range };

/** Of what is gone nothing is found, though rollups know of it. */
const IS_KEPT = 'r.bucket_start >= (select pruned_before from spend_floor)';

const EMPTY: EventBucket = Object.freeze({ calls: 0, failedCalls: 0, cost: '0', charge: '0' });

/**
 * The events that a search finds, by bucket of time. From rollups where they know all that is asked,
 * so that a year of events is not counted one by one; the sums are the same.
 */
export async function readHistogram(
  db: Queryable,
  query: HistogramQuery,
  buckets: Buckets,
): Promise<EventBucket[]> {
  const { starts } = buckets;
  const params = new Params();
  const bounds = `${params.add(starts)}::timestamptz[]`;
  const text = isOfRollups(query, buckets)
    ? rollupText(query, bounds, params)
    : eventText(query, bounds, params);
  const { rows } = await db.query<Row>(text, params.values);
  const found = new Array<EventBucket>(starts.length).fill(EMPTY);
  for (const row of rows) found[row.bucket - 1] = toBucket(row);
  return found;
}

/** Rollups are of quarters of an hour: they cannot tell its minutes apart, nor a part of it. */
function isOfRollups(query: HistogramQuery, { granularity }: Buckets): boolean {
  return isOfDimensions(query) && isWholeQuarters(query.range) && granularity !== 'MINUTE';
}

/** All buckets together. */
export function sumOfBuckets(buckets: readonly EventBucket[]): EventBucket {
  const sum = (of: (bucket: EventBucket) => number) =>
    buckets.reduce((total, bucket) => total + of(bucket), 0);
  return {
    calls: sum(({ calls }) => calls),
    failedCalls: sum(({ failedCalls }) => failedCalls),
    cost: sumOfMoney(buckets.map(({ cost }) => cost)),
    charge: sumOfMoney(buckets.map(({ charge }) => charge)),
  };
}

function rollupText(query: HistogramQuery, bounds: string, params: Params): string {
  const conditions = [inRange(query.range, params), IS_KEPT, inFilter('d', query.filter, params)];
  return `
    select width_bucket(r.bucket_start, ${bounds}) as bucket, sum(r.calls)::bigint as calls,
      sum(r.failed_calls)::bigint as failed_calls, sum(r.cost) as cost, sum(r.charge) as charge
    from usage_rollup r join usage_dimension d on d.id = r.dimension_id
    where ${conditions.join(' and ')} group by 1`;
}

function eventText(query: HistogramQuery, bounds: string, params: Params): string {
  return `
    select width_bucket(e.occurred_at, ${bounds}) as bucket,
      coalesce(sum(e.calls) filter (where e.adjustment = 0), 0)::bigint as calls,
      coalesce(sum(e.calls) filter (where e.adjustment = 0 and e.status = 'failed'), 0)::bigint as failed_calls,
      coalesce(sum(e.cost), 0) as cost, coalesce(sum(e.charge), 0) as charge
    from spend_event e where ${eventConditions(query, params).join(' and ')} group by 1`;
}

function toBucket(row: Row): EventBucket {
  const { calls, failed_calls: failedCalls } = row;
  return { calls, failedCalls, cost: moneyText(row.cost), charge: moneyText(row.charge) };
}
