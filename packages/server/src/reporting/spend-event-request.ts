import { err, ok, type Result } from '../kernel/index.ts';
import type { Reach } from '../platform/access/index.ts';
import { isUuid } from '../platform/opaque/index.ts';
import type { SpendEventStatus } from './spend-event.ts';
import type { SpendEventQuery } from './sql/spend-events.ts';
import { type FilterRequest, resolveFilter } from './usage-request.ts';

export const SPEND_EVENT_STATUSES = ['aborted', 'failed', 'succeeded', 'unknown'] as const;

export interface SpendEventFilterRequest extends FilterRequest {
  readonly statuses?: readonly string[] | null | undefined;
  readonly unpriced?: boolean | null | undefined;
  readonly callId?: string | null | undefined;
}

export function resolveEventFilter(
  request: SpendEventFilterRequest | null | undefined,
  reach: Reach,
): Result<Omit<SpendEventQuery, 'range'>, string> {
  const filter = resolveFilter(request, reach);
  if (!filter.ok) return filter;
  const statuses = request?.statuses ?? [];
  if (!statuses.every(isStatus)) return err('statuses holds something that is no status');
  const callId = request?.callId?.toLowerCase() ?? null;
  if (callId !== null && !isUuid(callId)) return err('callId must be a whole call id');
  return ok({ filter: filter.value, statuses, unpriced: request?.unpriced ?? null, callId });
}

function isStatus(text: string): text is SpendEventStatus {
  return SPEND_EVENT_STATUSES.some((status) => status === text);
}
