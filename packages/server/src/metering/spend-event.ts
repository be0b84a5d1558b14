import type { Pico } from '../kernel/index.ts';
import { formatPico } from '../kernel/index.ts';

export type SpendEventStatus = 'succeeded' | 'failed' | 'aborted' | 'unknown';
export type UsageSource = 'reported' | 'estimated' | 'none';

/** One term of the amounts of an event, as it is stored. */
export interface RecordedLine {
  readonly kind: string;
  readonly quantity: number;
  readonly unitPrice: Pico;
  readonly amount: Pico;
}

/**
 * One attempt at an upstream, priced. Immutable: what is recorded once is never changed. `callId`
 * (UUIDv7) and `attempt` (from 1) name it for ever, so recording it twice records it once.
 */
export interface SpendEvent {
  readonly callId: string;
  readonly attempt: number;
  readonly occurredAt: Date;
  readonly durationMs: number;
  /** Null when nothing came back. */
  readonly firstByteMs: number | null;
  readonly route: string;
  readonly status: SpendEventStatus;
  /** What the caller was answered; 499 when the caller had gone. */
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly streamed: boolean;
  readonly customerExternalId: string | null;
  /** Null for the master key. */
  readonly apiKeyId: string | null;
  readonly model: string;
  readonly provider: string;
  readonly upstreamModel: string;
  /** Sorted and distinct. */
  readonly tags: readonly string[];
  readonly userAgent: string | null;
  readonly usageSource: UsageSource;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** What the provider takes. Null when unpriced; then `charge` is null too. */
  readonly cost: Pico | null;
  /** What the customer owes. */
  readonly charge: Pico | null;
  readonly priceVersion: string | null;
  readonly lines: readonly RecordedLine[];
}

export function spendEventKey(event: SpendEvent): string {
  return `${event.callId}:${event.attempt}`;
}

/** The event as JSON whose names are the columns of `spend_event`: PostgreSQL reads it as it stands. */
export function encodeSpendEvent(event: SpendEvent): string {
  return JSON.stringify({
    call_id: event.callId,
    attempt: event.attempt,
    occurred_at: event.occurredAt.toISOString(),
    duration_ms: event.durationMs,
    first_byte_ms: event.firstByteMs,
    route: event.route,
    status: event.status,
    http_status: event.httpStatus,
    error_code: event.errorCode,
    streamed: event.streamed,
    customer_external_id: event.customerExternalId,
    api_key_id: event.apiKeyId,
    model: event.model,
    provider: event.provider,
    upstream_model: event.upstreamModel,
    tags: event.tags,
    user_agent: event.userAgent,
    usage_source: event.usageSource,
    input_tokens: event.inputTokens,
    cached_input_tokens: event.cachedInputTokens,
    cache_write_tokens: event.cacheWriteTokens,
    output_tokens: event.outputTokens,
    reasoning_tokens: event.reasoningTokens,
    cost: event.cost === null ? null : formatPico(event.cost),
    charge: event.charge === null ? null : formatPico(event.charge),
    price_version: event.priceVersion,
    lines: event.lines.map(encodeLine),
  });
}

function encodeLine(line: RecordedLine) {
  return {
    kind: line.kind,
    quantity: line.quantity,
    unit_price: formatPico(line.unitPrice),
    amount: formatPico(line.amount),
  };
}
