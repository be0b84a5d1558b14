import { CURRENCY } from '../../kernel/index.ts';
import { type CsvRow, csvText } from '../../platform/csv/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { SpendLine } from '../spend-event.ts';
import { type RecordedRow, toRecordedEvent } from '../sql/spend-event-rows.ts';

export interface NamedSpendEventRow extends RecordedRow {
  /** Null amounts that no re-rating has mended since. */
  readonly unpriced: boolean;
  readonly customer_name: string | null;
  readonly api_key_alias: string | null;
  readonly team_name: string | null;
  readonly user_name: string | null;
}

export const EVENT_COLUMNS = [
  'occurred_at',
  'recorded_at',
  'call_id',
  'attempt',
  'adjustment',
  'status',
  'http_status',
  'error_code',
  'route',
  'streamed',
  'duration_ms',
  'first_byte_ms',
  'customer_external_id',
  'customer_name',
  'api_key_id',
  'api_key_alias',
  'team_id',
  'team_name',
  'user_id',
  'user_name',
  'model',
  'provider',
  'upstream_model',
  'tags',
  'usage_source',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'unpriced',
  'cost',
  'charge',
  'currency',
  'price_version',
] as const;

type Value = string | number | boolean | null | readonly string[];

/** One event under stable names, before any format. Amounts of an unpriced one are null, never zero. */
export type EventCells = Readonly<Record<(typeof EVENT_COLUMNS)[number], Value>>;

export function eventCells(record: NamedSpendEventRow): EventCells {
  const event = toRecordedEvent(record);
  return {
    occurred_at: event.occurredAt.toISOString(),
    recorded_at: event.recordedAt.toISOString(),
    call_id: event.callId,
    attempt: event.attempt,
    adjustment: event.adjustment,
    status: event.status,
    http_status: event.httpStatus,
    error_code: event.errorCode,
    route: event.route,
    streamed: event.streamed,
    duration_ms: event.durationMs,
    first_byte_ms: event.firstByteMs,
    customer_external_id: event.customerExternalId,
    customer_name: record.customer_name,
    api_key_id: event.apiKeyId === null ? null : encodeId('ApiKey', event.apiKeyId),
    api_key_alias: record.api_key_alias,
    team_id: event.teamId === null ? null : encodeId('Team', event.teamId),
    team_name: record.team_name,
    user_id: event.userId === null ? null : encodeId('User', event.userId),
    user_name: record.user_name,
    model: event.model,
    provider: event.provider,
    upstream_model: event.upstreamModel,
    tags: event.tags,
    usage_source: event.usageSource,
    input_tokens: event.inputTokens,
    cached_input_tokens: event.cachedInputTokens,
    output_tokens: event.outputTokens,
    reasoning_tokens: event.reasoningTokens,
    unpriced: record.unpriced,
    cost: event.cost,
    charge: event.charge,
    currency: CURRENCY,
    price_version: event.priceVersion,
  };
}

/** Ours to write, and never a formula: an adjustment may begin with a minus. */
const AMOUNTS: ReadonlySet<string> = new Set(['cost', 'charge']);

/** Tags are joined by semicolons; what is not there is empty. */
export function eventCsvRow(record: NamedSpendEventRow): CsvRow {
  const cells = eventCells(record);
  return Object.fromEntries(EVENT_COLUMNS.map((name) => [name, csvCell(name, cells[name])]));
}

function csvCell(name: string, value: Value): string | number {
  if (typeof value === 'number') return value;
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return AMOUNTS.has(name) ? value : csvText(value);
  return csvText(value.join(';'));
}

/** With what it is made of: quantity × unit price = amount. */
export function eventJson(record: NamedSpendEventRow): EventCells & { lines: readonly object[] } {
  const lines = toRecordedEvent(record).lines.map(({ unitPrice, ...line }: SpendLine) => {
    return { ...line, unit_price: unitPrice };
  });
  return { ...eventCells(record), lines };
}
