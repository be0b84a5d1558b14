import { isUuid } from '../platform/opaque/index.ts';

/**
 * One attempt at an upstream as it was recorded, or a later adjustment of it. Amounts are US dollars as plain decimal text.
 */
export interface SpendEvent {
  readonly callId: string;
  readonly attempt: number;
  /** 0 is the call; n is its n-th adjustment, whose amounts are differences and whose counts are zero. */
  readonly adjustment: number;
  /** How often the call was adjusted, and what it comes to with all of that. */
  readonly now: CallNow;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly durationMs: number;
  readonly firstByteMs: number | null;
  readonly route: string;
  readonly status: SpendEventStatus;
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly streamed: boolean;
  readonly customerExternalId: string | null;
  readonly apiKeyId: string | null;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly model: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly tags: readonly string[];
  readonly usageSource: UsageSource;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** Null when unpriced, as `charge` is then. */
  readonly cost: string | null;
  readonly charge: string | null;
  readonly priceVersion: string | null;
  readonly lines: readonly SpendLine[];
}

/** What was written down, without what came of it since. */
export type RecordedEvent = Omit<SpendEvent, 'now'>;

/** Amounts are null while the call has no price. */
export interface CallNow {
  readonly adjustments: number;
  readonly cost: string | null;
  readonly charge: string | null;
}

/** One term of the amount: quantity x unitPrice = amount, exactly. */
export interface SpendLine {
  readonly kind: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly per: string;
  readonly amount: string;
}

export type SpendEventStatus = 'succeeded' | 'failed' | 'aborted' | 'unknown';
export type UsageSource = 'reported' | 'estimated' | 'none';

/** Where an event stands among the others; `occurredAt` with microseconds, `value` what they are in order of. */
export interface SpendEventPosition {
  readonly value: string;
  readonly occurredAt: string;
  readonly callId: string;
  readonly attempt: number;
  readonly adjustment: number;
}

const KEY = /^([0-9a-f-]{36}):([1-9]\d{0,4})(?::([1-9]\d{0,4}))?$/;

export type SpendEventKey = Pick<SpendEvent, 'callId' | 'attempt' | 'adjustment'>;

/** `callId:attempt`, and `:adjustment` when it is one. */
export function spendEventKey({ callId, attempt, adjustment }: SpendEventKey): string {
  return `${callId}:${attempt}${adjustment === 0 ? '' : `:${adjustment}`}`;
}

/** Reads what `spendEventKey` wrote; null for anything else. */
export function parseSpendEventKey(text: string): SpendEventKey | null {
  const [, callId, attempt, adjustment = '0'] = KEY.exec(text) ?? [];
  if (callId === undefined || !isUuid(callId)) return null;
  return { callId, attempt: Number(attempt), adjustment: Number(adjustment) };
}
