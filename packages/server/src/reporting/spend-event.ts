/** One attempt at an upstream, as it was recorded. Amounts are US dollars as plain decimal text. */
export interface SpendEvent {
  readonly callId: string;
  readonly attempt: number;
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

/** Where an event stands among the others, latest first; `occurredAt` with microseconds. */
export interface SpendEventPosition {
  readonly occurredAt: string;
  readonly callId: string;
  readonly attempt: number;
}
