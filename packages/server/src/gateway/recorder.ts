import type { Clock, Pico } from '../kernel/index.ts';
import { encodeAttemptFacts, joinFacts } from '../metering/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import { type PriceVersion, rate, type Usage } from '../pricing/index.ts';
import type { Attempt, Call, OpenAttempt, Outcome, SettleableAttempt } from './call.ts';
import { encodeOpening, openingOf, readOpening } from './opening.ts';
import { rateOutcome } from './rate-outcome.ts';
import { type PendingInJournal, withPending } from './responses/left-open.ts';
import type { Deployment } from './upstream/deployment.ts';

/** What a settled attempt cost. */
export interface Settled {
  /** US pico-dollars; null when unpriced. */
  readonly cost: Pico | null;
  readonly totalTokens: number;
}

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

  /** Records that an upstream is about to be called; see `eventOfOpening` for what becomes of it if the process dies. */
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
      tags: allTags(call.attribution.tags, deployment.tags),
      userAgent: call.userAgent,
      origin: call.origin,
    });
    const startedMs = this.#clock.monotonicMs();
    const key = `${call.id}:${number}`;
    const attempt = { call, number, key, deployment, price, startedMs, encodedFacts };
    await this.#journal.open(key, encodeOpening(openingOf(attempt)));
    return attempt;
  }

  /** Prices the outcome and records it; resolves when the event survives the death of this process. */
  async settle(attempt: SettleableAttempt, outcome: Outcome): Promise<Settled> {
    const durationMs = Math.round(this.#clock.monotonicMs() - attempt.startedMs);
    const facts = rateOutcome(outcome, { price: attempt.price, durationMs });
    const totalTokens = facts.inputTokens + facts.outputTokens;
    // Counted before it can be recorded: a charge is always in memory, in the record, or known to be in both.
    attempt.call.admitted.post({
      key: attempt.key,
      provider: attempt.deployment.provider,
      chargePico: facts.charge,
      tokens: totalTokens,
    });
    await this.#journal.settle(attempt.key, joinFacts(attempt.encodedFacts, facts));
    return { cost: facts.cost, totalTokens };
  }

  /**
   * Its provider works on after the call: the record says by which response, so that whoever opens the
   * journal next can go on with it. What is set aside for it stays so until it is released once more.
   */
  async leaveOpen(
    attempt: Attempt,
    response: PendingInJournal & { readonly leaseUntilMs: number },
  ): Promise<OpenAttempt> {
    const { responseId, deploymentId, leaseUntilMs } = response;
    const opened = withPending(encodeOpening(openingOf(attempt)), { responseId, deploymentId });
    attempt.call.admitted.retain(leaseUntilMs);
    await this.#journal.open(attempt.key, opened);
    return { ...attempt, opened };
  }

  /** Nothing more will be heard of it. */
  async giveUp(attempt: OpenAttempt): Promise<void> {
    await this.settle(attempt, {
      ...readOpening(attempt.opened).unseen,
      errorCode: 'response_lost',
    });
  }

  /** What the usage costs at the price the attempt was let in at; null when unpriced. */
  costOf({ price }: Attempt, usage: Usage): Pico | null {
    return price === null ? null : rate(usage, price.prices).total;
  }
}

/** Most deployments have none: then nothing is copied. */
function allTags(called: readonly string[], deployed: readonly string[]): readonly string[] {
  return deployed.length === 0 ? called : [...new Set([...called, ...deployed])].sort();
}
