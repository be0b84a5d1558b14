import { CURRENCY } from '../../kernel/index.ts';
import { type CsvRow, csvText, fileNameOf } from '../../platform/csv/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { Range } from '../range.ts';
import { type SpendEventRow, toSpendEvent } from '../sql/spend-event-rows.ts';

export interface NamedSpendEventRow extends SpendEventRow {
  readonly customer_name: string | null;
  readonly api_key_alias: string | null;
  readonly team_name: string | null;
  readonly user_name: string | null;
}

export const EVENT_CSV_COLUMNS = [
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

type EventCells = Readonly<Record<(typeof EVENT_CSV_COLUMNS)[number], string | number>>;

/** Amounts of an unpriced event are empty, never zero. */
export function eventCsvRow(record: NamedSpendEventRow): CsvRow {
  const event = toSpendEvent(record);
  const cells: EventCells = {
    occurred_at: event.occurredAt.toISOString(),
    recorded_at: event.recordedAt.toISOString(),
    call_id: event.callId,
    attempt: event.attempt,
    adjustment: event.adjustment,
    status: event.status,
    http_status: event.httpStatus,
    error_code: csvText(event.errorCode),
    route: csvText(event.route),
    streamed: String(event.streamed),
    duration_ms: event.durationMs,
    first_byte_ms: event.firstByteMs ?? '',
    customer_external_id: csvText(event.customerExternalId),
    customer_name: csvText(record.customer_name),
    api_key_id: event.apiKeyId === null ? '' : encodeId('ApiKey', event.apiKeyId),
    api_key_alias: csvText(record.api_key_alias),
    team_id: event.teamId === null ? '' : encodeId('Team', event.teamId),
    team_name: csvText(record.team_name),
    user_id: event.userId === null ? '' : encodeId('User', event.userId),
    user_name: csvText(record.user_name),
    model: csvText(event.model),
    provider: csvText(event.provider),
    upstream_model: csvText(event.upstreamModel),
    tags: csvText(event.tags.join(';')),
    usage_source: event.usageSource,
    input_tokens: event.inputTokens,
    cached_input_tokens: event.cachedInputTokens,
    output_tokens: event.outputTokens,
    reasoning_tokens: event.reasoningTokens,
    unpriced: String(event.now.cost === null),
    cost: event.cost ?? '',
    charge: event.charge ?? '',
    currency: CURRENCY,
    price_version: csvText(event.priceVersion),
  };
  return cells;
}

/** Such as `events_2026-07-01_2026-07-31_Asia-Kolkata.csv`. */
export function eventsFileName(range: Range | null): string {
  if (range === null) return 'events_all.csv';
  return fileNameOf(['events', range.firstDay, range.lastDay, range.timeZone]);
}
