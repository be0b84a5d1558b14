import { err, ok, parsePico, type Result } from '../kernel/index.ts';
import { decodeCursor, encodeCursor, isUuid } from '../platform/opaque/index.ts';
import type { SpendEventPosition } from './spend-event.ts';
import type { SpendEventOrder } from './spend-event-query.ts';
import type { CustomerOrder, CustomerPosition } from './sql/customer-list.ts';
import type { UsagePosition } from './sql/usage-rows.ts';

/** Cursors are opaque to callers, and not to be believed: what is in one is checked like any input. */
const NO_CURSOR = 'after is not a cursor of this list';
const TIMESTAMP = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?[+-]\d{2}(:\d{2}){0,2}$/;

export function writeUsagePosition({ value, key }: UsagePosition): string {
  return encodeCursor([value, ...key]);
}

export function readUsagePosition(cursor: string, groups: number): Result<UsagePosition, string> {
  const [value, ...key] = decodeCursor(cursor, groups + 1) ?? [];
  if (!isAmount(value) || !key.every(isKey)) return err(NO_CURSOR);
  return ok({ value, key });
}

export function writeEventPosition(orderBy: SpendEventOrder, position: SpendEventPosition): string {
  const { value, occurredAt, callId, attempt, adjustment } = position;
  return encodeCursor([orderBy, value, occurredAt, callId, attempt, adjustment]);
}

export function readEventPosition(
  orderBy: SpendEventOrder,
  cursor: string,
): Result<SpendEventPosition, string> {
  const [order, value, occurredAt, callId, attempt, adjustment] = decodeCursor(cursor, 6) ?? [];
  if (order !== orderBy || typeof value !== 'string' || !EVENT_VALUES[orderBy](value))
    return err(NO_CURSOR);
  if (!isTimestamp(occurredAt) || typeof callId !== 'string' || !isUuid(callId))
    return err(NO_CURSOR);
  if (!isSmallCount(attempt) || !isSmallCount(adjustment)) return err(NO_CURSOR);
  return ok({ value, occurredAt, callId, attempt, adjustment });
}

const EVENT_VALUES: Readonly<Record<SpendEventOrder, (value: unknown) => boolean>> = {
  OCCURRED_DESC: isTimestamp,
  CHARGE_DESC: isAmount,
  DURATION_DESC: (value) => typeof value === 'string' && /^\d{1,9}$/.test(value),
};

export function writeCustomerPosition(orderBy: CustomerOrder, position: CustomerPosition): string {
  return encodeCursor([orderBy, position.value, position.externalId]);
}

export function readCustomerPosition(
  orderBy: CustomerOrder,
  cursor: string,
): Result<CustomerPosition, string> {
  const [order, value, externalId] = decodeCursor(cursor, 3) ?? [];
  if (order !== orderBy || !VALUE_CHECKS[orderBy](value) || !isText(externalId))
    return err(NO_CURSOR);
  return ok({ value: String(value), externalId });
}

const VALUE_CHECKS: Readonly<Record<CustomerOrder, (value: unknown) => boolean>> = {
  EXTERNAL_ID_ASC: isText,
  LAST_SEEN_DESC: isTimestamp,
  SPEND_DESC: isAmount,
};

function isAmount(value: unknown): value is string {
  return typeof value === 'string' && value.length < 60 && parsePico(value) !== null;
}

function isTimestamp(value: unknown): value is string {
  return typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

function isSmallCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 32_767;
}

function isKey(value: unknown): value is string | null {
  return value === null || isText(value);
}
