import type { RecordedEvent, SpendEvent, SpendEventPosition } from '../spend-event.ts';
import type { SpendEventOrder } from '../spend-event-query.ts';
import { moneyText } from '../totals.ts';

export interface RecordedRow {
  readonly call_id: string;
  readonly attempt: number;
  readonly adjustment: number;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
  readonly duration_ms: number;
  readonly first_byte_ms: number | null;
  readonly route: string;
  readonly status: SpendEvent['status'];
  readonly http_status: number;
  readonly error_code: string | null;
  readonly streamed: boolean;
  readonly customer_external_id: string | null;
  readonly api_key_id: string | null;
  readonly team_id: string | null;
  readonly user_id: string | null;
  readonly model: string;
  readonly provider: string;
  readonly upstream_model: string;
  readonly tags: string[];
  readonly usage_source: SpendEvent['usageSource'];
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly cost: string | null;
  readonly charge: string | null;
  readonly price_version: string | null;
  readonly lines: readonly LineJson[];
}

export interface SpendEventRow extends RecordedRow {
  readonly adjustments: number;
  readonly cost_now: string | null;
  readonly charge_now: string | null;
  /** `occurred_at` with all its digits. */
  readonly occurred_at_text: string;
}

interface LineJson {
  readonly kind: string;
  readonly quantity: number;
  readonly unit_price: string;
  /** Absent when 1. */
  readonly per?: string;
  readonly amount: string;
}

/** Of rows of the record, `e`: all but their lines. */
export const RECORDED_COLUMNS = `
  e.call_id, e.attempt, e.adjustment, e.occurred_at, e.recorded_at, e.duration_ms, e.first_byte_ms,
  e.route, e.status, e.http_status, e.error_code, e.streamed, e.customer_external_id, e.api_key_id,
  e.team_id, e.user_id, e.model, e.provider, e.upstream_model, e.tags, e.usage_source, e.input_tokens,
  e.cached_input_tokens, e.output_tokens, e.reasoning_tokens, e.cost, e.charge, e.price_version`;

export const EVENT_COLUMNS = `${RECORDED_COLUMNS}, e.lines, now.adjustments, now.cost as cost_now,
  now.charge as charge_now, e.occurred_at::text as occurred_at_text`;

/** Joins to rows of the record, `e`, what their call comes to `now`. */
export const NOW = `cross join lateral (
  select count(*) filter (where adjustment > 0)::integer as adjustments,
    sum(cost) as cost, sum(charge) as charge
  from spend_event every_row
  where every_row.call_id = e.call_id and every_row.attempt = e.attempt
    and every_row.occurred_at = e.occurred_at
) as now`;

/**
 * Joins to rows of the record whether their call has no price `still`. Only of one that had none when
 * it was recorded are the other rows read.
 */
export const STILL = `cross join lateral (
  select e.cost is null and sum(every_row.cost) is null as unpriced
  from spend_event every_row
  where e.cost is null and every_row.call_id = e.call_id and every_row.attempt = e.attempt
    and every_row.occurred_at = e.occurred_at
) as still`;

export const LATEST_FIRST = 'e.occurred_at desc, e.call_id desc, e.attempt desc, e.adjustment desc';

export function toSpendEvent(row: SpendEventRow): SpendEvent {
  const now = {
    adjustments: row.adjustments,
    cost: amountText(row.cost_now),
    charge: amountText(row.charge_now),
  };
  return { ...toRecordedEvent(row), now };
}

export function toRecordedEvent(row: RecordedRow): RecordedEvent {
  return {
    callId: row.call_id,
    attempt: row.attempt,
    adjustment: row.adjustment,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    durationMs: row.duration_ms,
    firstByteMs: row.first_byte_ms,
    route: row.route,
    status: row.status,
    httpStatus: row.http_status,
    errorCode: row.error_code,
    streamed: row.streamed,
    customerExternalId: row.customer_external_id,
    apiKeyId: row.api_key_id,
    teamId: row.team_id,
    userId: row.user_id,
    model: row.model,
    provider: row.provider,
    upstreamModel: row.upstream_model,
    tags: row.tags,
    usageSource: row.usage_source,
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens,
    outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens,
    cost: amountText(row.cost),
    charge: amountText(row.charge),
    priceVersion: row.price_version,
    lines: row.lines.map(toLine),
  };
}

export function positionOf(row: SpendEventRow, orderBy: SpendEventOrder): SpendEventPosition {
  const { occurred_at_text: occurredAt, call_id: callId, attempt, adjustment } = row;
  return { value: VALUES[orderBy](row), occurredAt, callId, attempt, adjustment };
}

const VALUES: Readonly<Record<SpendEventOrder, (row: SpendEventRow) => string>> = {
  OCCURRED_DESC: (row) => row.occurred_at_text,
  CHARGE_DESC: (row) => row.charge ?? '0',
  DURATION_DESC: (row) => String(row.duration_ms),
};

function amountText(numeric: string | null): string | null {
  return numeric === null ? null : moneyText(numeric);
}

function toLine({ kind, quantity, unit_price: unitPrice, per = '1', amount }: LineJson) {
  return { kind, quantity, unitPrice, per, amount };
}
