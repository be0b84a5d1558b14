import { err, isPlainText, ok, parsePico, type Result } from '../kernel/index.ts';
import type { Reach } from '../platform/access/index.ts';
import { isUuid } from '../platform/opaque/index.ts';
import type { RangeRequest } from './range.ts';
import type { Bounds, SpendEventFilter } from './spend-event-query.ts';
import { checkFilter, type FilterRequest, resolveFilter } from './usage-filter.ts';

interface BoundsRequest<T> {
  readonly min?: T | null | undefined;
  readonly max?: T | null | undefined;
}

export interface SpendEventFilterRequest extends FilterRequest {
  readonly unpriced?: boolean | null | undefined;
  readonly callId?: string | null | undefined;
  readonly cost?: BoundsRequest<string> | null | undefined;
  readonly charge?: BoundsRequest<string> | null | undefined;
  readonly durationMs?: BoundsRequest<number> | null | undefined;
  readonly errorText?: string | null | undefined;
}

/** A search as a caller asks for it. */
export interface SpendEventRequest {
  readonly range: RangeRequest | null;
  readonly filter: SpendEventFilterRequest | null;
}

const LONGEST_ERROR_TEXT = 200;
/** What PostgreSQL's `integer` holds, and `numeric(38,12)`. */
const MOST_MS = 2_147_483_647;
const LONGEST_AMOUNT = 40;

/** Without `internals`, what a customer is not shown cannot be searched by either. */
export function resolveEventFilter(
  request: SpendEventFilterRequest | null | undefined,
  { reach, internals }: { reach: Reach; internals: boolean },
): Result<SpendEventFilter, string> {
  const asked = request ?? {};
  const filter = resolveFilter(asked, reach);
  if (!filter.ok) return filter;
  const hidden = internals ? undefined : INTERNAL.find((name) => asked[name] != null);
  const problem = hidden
    ? `You may not filter by ${hidden}`
    : checkFilter(filter.value, { internals });
  if (problem !== null) return err(problem);
  const rest = resolveValues(asked);
  return rest.ok ? ok({ filter: filter.value, ...rest.value }) : rest;
}

const INTERNAL = ['cost', 'errorText'] as const;

function resolveValues(asked: SpendEventFilterRequest) {
  const callId = asked.callId?.toLowerCase() ?? null;
  if (callId !== null && !isUuid(callId)) return err('callId must be a whole call id');
  const errorText = asked.errorText ?? null;
  if (errorText !== null && !isPlainText(errorText, LONGEST_ERROR_TEXT)) {
    return err(`errorText is text of at most ${LONGEST_ERROR_TEXT} characters`);
  }
  for (const name of ['cost', 'charge'] as const) {
    if (!allOf(asked[name], isAmount)) return err(`${name} is between amounts of dollars`);
  }
  if (!allOf(asked.durationMs, isMilliseconds)) return err('durationMs is between milliseconds');
  return ok({
    unpriced: asked.unpriced ?? null,
    callId,
    errorText,
    cost: boundsOf(asked.cost),
    charge: boundsOf(asked.charge),
    durationMs: boundsOf(asked.durationMs),
  });
}

function allOf<T>(bounds: BoundsRequest<T> | null | undefined, holds: (value: T) => boolean) {
  return [bounds?.min, bounds?.max].every((value) => value == null || holds(value));
}

function boundsOf<T>(bounds: BoundsRequest<T> | null | undefined): Bounds<T> | null {
  const [min, max] = [bounds?.min ?? null, bounds?.max ?? null];
  return min === null && max === null ? null : { min, max };
}

function isAmount(text: string): boolean {
  return text.length <= LONGEST_AMOUNT && parsePico(text) !== null;
}

function isMilliseconds(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MOST_MS;
}
