import type { Clock, Pico } from '../kernel/index.ts';
import { encodeAttemptFacts, joinFacts, type OutcomeFacts } from '../metering/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import { NO_USAGE, type PriceVersion, rate, storedUsageOf, type Usage } from '../pricing/index.ts';
import type { Attempt, Call, Outcome } from './call.ts';
import type { Deployment } from './upstream/deployments.ts';

/** What a settled attempt cost. */
export interface Settled {
  /** US pico-dollars; null when unpriced. */
  readonly cost: Pico | null;
  readonly totalTokens: number;
}

/** A request's bytes divided by this bound its tokens for an estimate; English runs at about four. */
const BYTES_PER_TOKEN = 4;
const NOTHING = 0n as Pico;

/** Turns attempts into spend events and puts them in the journal. */
export class CallRecorder {
  readonly #journal: Journal;
  readonly #clock: Clock;

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** False when the journal is full or its disk fails: no further call may reach an upstream. */
  get accepting(): boolean {
    return this.#journal.accepting;
  }

  /**
   * Records that an upstream is about to be called. The record is the event as it will stand if
   * nothing more is ever heard of the attempt.
   */
  async open(
    call: Call,
    {
      number,
      deployment,
      price,
    }: { number: number; deployment: Deployment; price: PriceVersion | null },
  ): Promise<Attempt> {
    const encodedFacts = encodeAttemptFacts({
      callId: call.id,
      attempt: number,
      // Every attempt belongs to the moment its call was let in, as its price does.
      occurredAt: call.startedAt,
      route: call.request.route.name,
      streamed: call.request.stream,
      customerExternalId: call.attribution.customerExternalId,
      apiKeyId: call.apiKeyId,
      teamId: call.teamId,
      userId: call.userId,
      model: call.request.model,
      provider: deployment.provider,
      upstreamModel: deployment.upstreamModel,
      tags: call.attribution.tags,
      userAgent: call.userAgent,
      origin: call.origin,
    });
    const startedMs = this.#clock.monotonicMs();
    const attempt = { call, number, deployment, price, startedMs, encodedFacts };
    const event = joinFacts(encodedFacts, this.#factsOf(attempt, unknownOutcome(call)));
    await this.#journal.open(keyOf(attempt), event);
    return attempt;
  }

  /** Prices the outcome and records it; resolves when the event survives the death of this process. */
  async settle(attempt: Attempt, outcome: Outcome): Promise<Settled> {
    const facts = this.#factsOf(attempt, outcome);
    const totalTokens = facts.inputTokens + facts.outputTokens;
    // Counted before it can be recorded: a charge is always in memory, in the record, or known to be in both.
    attempt.call.admitted.post({
      key: keyOf(attempt),
      provider: attempt.deployment.provider,
      chargePico: facts.charge,
      tokens: totalTokens,
    });
    await this.#journal.settle(keyOf(attempt), joinFacts(attempt.encodedFacts, facts));
    return { cost: facts.cost, totalTokens };
  }

  /** What the usage costs at the price the attempt was let in at; null when unpriced. */
  costOf({ price }: Attempt, usage: Usage): Pico | null {
    return price === null ? null : rate(usage, price.prices).total;
  }

  /** Nothing used is nothing owed, priced or not: a per-request fee is for requests that were answered. */
  #factsOf({ price, startedMs }: Attempt, outcome: Outcome): OutcomeFacts {
    const { usage, usageSource } = outcome;
    const free = usageSource === 'none';
    const rated = price === null || free ? null : rate(usage, price.prices);
    const cost = free ? NOTHING : (rated?.total ?? null);
    return {
      durationMs: Math.round(this.#clock.monotonicMs() - startedMs),
      firstByteMs: outcome.firstByteMs,
      status: outcome.status,
      httpStatus: outcome.httpStatus,
      errorCode: outcome.errorCode,
      usageSource,
      ...storedUsageOf(usage),
      cost,
      // Until a customer has a rate card, the charge is the cost.
      charge: cost,
      priceVersion: rated === null || rated.total === null ? null : (price?.version ?? null),
      lines: rated?.lines ?? [],
    };
  }
}

function keyOf({ call, number }: Attempt): string {
  return `${call.id}:${number}`;
}

/**
 * The rule for an attempt whose end nobody saw (the process died). Under a hard budget: all that was
 * set aside for it, since the budget must hold whatever happened. Otherwise the input it sent,
 * estimated from its bytes, and the output it allowed itself, if it set a limit: never less than was
 * surely used, never output that no limit vouches for.
 */
function unknownOutcome({ request, unseenUsage }: Call): Outcome {
  const { body } = request;
  const limit = body['max_completion_tokens'] ?? body['max_output_tokens'] ?? body['max_tokens'];
  return {
    status: 'unknown',
    httpStatus: 0,
    errorCode: 'process_died',
    firstByteMs: null,
    usage: unseenUsage ?? {
      ...NO_USAGE,
      inputTokens: Math.ceil(request.bytes.length / BYTES_PER_TOKEN),
      outputTokens: Number.isSafeInteger(limit) && Number(limit) > 0 ? Number(limit) : 0,
    },
    usageSource: 'estimated',
  };
}
