import type { AdmittedCall } from '../budgets/index.ts';
import type { CallOrigin, SpendEventStatus, UsageSource } from '../metering/index.ts';
import type { PriceVersion, Usage } from '../pricing/index.ts';
import type { FirstUse } from './idempotency/idempotency-keys.ts';
import type { Attribution } from './request/attribution.ts';
import type { Headers } from './response/send.ts';
import type { InferenceRequest } from './routes/index.ts';
import type { Deployment } from './upstream/deployment.ts';

/** A call that was let in. */
export interface Call {
  /** UUIDv7, ours. */
  readonly id: string;
  /** When it was let in; prices of this moment hold for all its attempts, whatever changes meanwhile. */
  readonly startedAt: Date;
  /** When its time is up, by the monotonic clock. */
  readonly deadlineMs: number;
  /** Longest silence that the caller of a stream puts up with. */
  readonly streamTimeoutMs: number;
  readonly request: InferenceRequest;
  readonly attribution: Attribution;
  readonly apiKeyId: string | null;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly userAgent: string | null;
  readonly origin: CallOrigin;
  /** Its use of an idempotency key; null when it names none. */
  readonly idempotency: FirstUse | null;
  /** What is set aside for it, and counts what it is charged. */
  readonly admitted: AdmittedCall;
  /** What an attempt is taken to have used when nobody saw its end; null where no hard budget depends on it. */
  readonly unseenUsage: Usage | null;
  /** What the caller is told of its limits when its answer begins. */
  limitHeaders(): Headers;
  /** What the caller tells the upstream. */
  readonly headers: Readonly<Record<string, string>>;
}

/** One try at one upstream. Each is recorded as an event of its own. */
export interface Attempt {
  readonly call: Call;
  /** From 1. */
  readonly number: number;
  /** Names it in the journal. */
  readonly key: string;
  readonly deployment: Deployment;
  /** Null when unpriced. */
  readonly price: PriceVersion | null;
  readonly startedMs: number;
  /** See `encodeAttemptFacts`. */
  readonly encodedFacts: string;
}

/** What is needed of an attempt to record its end. */
export interface SettleableAttempt
  extends Pick<Attempt, 'key' | 'price' | 'startedMs' | 'encodedFacts'> {
  readonly call: Pick<Call, 'admitted'>;
  readonly deployment: Pick<Deployment, 'provider'>;
}

/** An attempt whose end comes later than its call's. */
export interface OpenAttempt extends SettleableAttempt {
  /** As it stands in the journal; see `readOpening`. */
  readonly opened: string;
}

/** How an attempt ended. */
export interface Outcome {
  readonly status: SpendEventStatus;
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly firstByteMs: number | null;
  readonly usage: Usage;
  readonly usageSource: UsageSource;
}

/** The caller went away before the answer was complete (the de-facto status for that). */
export const CALLER_GONE_STATUS = 499;
