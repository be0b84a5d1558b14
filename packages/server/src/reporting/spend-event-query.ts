import type { Range } from './range.ts';
import { NO_FILTER, type UsageFilter } from './usage-filter.ts';

/** Both ends are inside; null is open. */
export interface Bounds<T> {
  readonly min: T | null;
  readonly max: T | null;
}

/** Which events are meant. Within a list any value matches; empty lists and nulls match all. */
export interface SpendEventFilter {
  readonly filter: UsageFilter;
  readonly unpriced: boolean | null;
  readonly callId: string | null;
  /** Decimal text, of the row itself: an adjustment has its difference. */
  readonly cost: Bounds<string> | null;
  readonly charge: Bounds<string> | null;
  readonly durationMs: Bounds<number> | null;
  /** Part of the error's text, in any case. */
  readonly errorText: string | null;
}

export interface SpendEventQuery extends SpendEventFilter {
  readonly range: Pick<Range, 'startsAt' | 'endsAt'> | null;
}

export const EVERY_EVENT: SpendEventQuery = Object.freeze({
  range: null,
  filter: NO_FILTER,
  unpriced: null,
  callId: null,
  cost: null,
  charge: null,
  durationMs: null,
  errorText: null,
});

/** Whether rollups know all that it asks of an event. */
export function isOfDimensions(query: SpendEventFilter): boolean {
  return (
    [query.unpriced, query.callId, query.cost, query.charge].every((each) => each === null) &&
    query.durationMs === null &&
    query.errorText === null
  );
}

/** By value: the highest first. By charge, events without a price are left out. */
export const SPEND_EVENT_ORDERS = ['OCCURRED_DESC', 'CHARGE_DESC', 'DURATION_DESC'] as const;
export type SpendEventOrder = (typeof SPEND_EVENT_ORDERS)[number];
