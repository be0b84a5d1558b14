import type { SpendEventStatus, UsageSource } from '../metering/index.ts';
import type { PriceVersion, Usage } from '../pricing/index.ts';
import type { Attribution } from './request/attribution.ts';
import type { ChatRequest } from './request/chat-request.ts';
import type { Deployment } from './upstream/deployments.ts';

/** A call that was let in: all there is to know before its upstream answers. */
export interface Call {
  /** UUIDv7, ours. */
  readonly id: string;
  readonly startedAt: Date;
  readonly startedMs: number;
  readonly route: string;
  readonly request: ChatRequest;
  readonly deployment: Deployment;
  /** In force when the call was let in; a later change does not touch it. Null when unpriced. */
  readonly price: PriceVersion | null;
  readonly attribution: Attribution;
  readonly apiKeyId: string | null;
  readonly userAgent: string | null;
}

/** How a call ended. */
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
