import type { Clock, Pico } from '../kernel/index.ts';
import { encodeSpendEvent, type SpendEvent, spendEventKey } from '../metering/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import { NO_USAGE, rate } from '../pricing/index.ts';
import type { Call, Outcome } from './call.ts';

/** What a settled call cost. */
export interface Settled {
  /** US pico-dollars; null when unpriced. */
  readonly cost: Pico | null;
  readonly totalTokens: number;
}

/** A request's bytes divided by this bound its tokens for an estimate; English runs at about four. */
const BYTES_PER_TOKEN = 4;

/** Turns calls into spend events and puts them in the journal. */
export class CallRecorder {
  readonly #journal: Journal;
  readonly #clock: Clock;

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** False when the journal is full or its disk fails: no further call may reach an upstream. */
  get accepting(): boolean {
    return this.#journal.stats().accepting;
  }

  /**
   * Records that the call is about to reach its upstream. The record is the event as it will stand if
   * nothing more is ever heard of the call.
   */
  open(call: Call): Promise<void> {
    const event = this.#eventOf(call, unknownOutcome(call));
    return this.#journal.open(spendEventKey(event), encodeSpendEvent(event));
  }

  /** Prices the outcome and records it; resolves when the event survives the death of this process. */
  async settle(call: Call, outcome: Outcome): Promise<Settled> {
    const event = this.#eventOf(call, outcome);
    await this.#journal.settle(spendEventKey(event), encodeSpendEvent(event));
    return { cost: event.cost, totalTokens: event.inputTokens + event.outputTokens };
  }

  /** What the usage costs at the price the call was let in at; null when unpriced. */
  costOf(call: Call, usage: Outcome['usage']): Pico | null {
    return call.price === null ? null : (rate(usage, call.price.prices)?.total ?? null);
  }

  #eventOf(call: Call, outcome: Outcome): SpendEvent {
    const { usage } = outcome;
    // Nothing used is nothing owed, priced or not: a per-request fee is for requests that were answered.
    const free = outcome.usageSource === 'none';
    const rated = call.price === null || free ? null : rate(usage, call.price.prices);
    const cost = free ? NOTHING : (rated?.total ?? null);
    return {
      callId: call.id,
      attempt: 1,
      occurredAt: call.startedAt,
      durationMs: Math.round(this.#clock.monotonicMs() - call.startedMs),
      firstByteMs: outcome.firstByteMs,
      route: call.route,
      status: outcome.status,
      httpStatus: outcome.httpStatus,
      errorCode: outcome.errorCode,
      streamed: call.request.stream,
      customerExternalId: call.attribution.customerExternalId,
      apiKeyId: call.apiKeyId,
      model: call.deployment.modelName,
      provider: call.deployment.provider,
      upstreamModel: call.deployment.upstreamModel,
      tags: call.attribution.tags,
      userAgent: call.userAgent,
      usageSource: outcome.usageSource,
      inputTokens: usage.inputTokens,
      cachedInputTokens: usage.cachedInputTokens,
      cacheWriteTokens: usage.cacheWriteTokens,
      outputTokens: usage.outputTokens,
      reasoningTokens: usage.reasoningTokens,
      cost,
      // Until a customer has a rate card, the charge is the cost.
      charge: cost,
      priceVersion: rated === null ? null : (call.price?.version ?? null),
      lines: rated?.lines ?? [],
    };
  }
}

const NOTHING = 0n as Pico;

/**
 * The rule for a call whose end nobody saw (the process died): the input it sent, estimated from its
 * bytes, and the output it allowed itself, if it set a limit. Never less than was surely used, never
 * output that no limit vouches for.
 */
function unknownOutcome({ request }: Call): Outcome {
  const limit = request.body['max_completion_tokens'] ?? request.body['max_tokens'];
  return {
    status: 'unknown',
    httpStatus: 0,
    errorCode: 'process_died',
    firstByteMs: null,
    usage: {
      ...NO_USAGE,
      inputTokens: Math.ceil(Buffer.byteLength(request.text) / BYTES_PER_TOKEN),
      outputTokens: Number.isSafeInteger(limit) && Number(limit) > 0 ? Number(limit) : 0,
    },
    usageSource: 'estimated',
  };
}
