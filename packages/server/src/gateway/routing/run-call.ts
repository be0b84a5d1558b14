import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/index.ts';
import type { Call } from '../call.ts';
import type { CallRecorder } from '../recorder.ts';
import type { Failure, ResponseLedger } from '../response/answer.ts';
import type { UpstreamTraits } from '../routes/index.ts';
import type { Deployment } from '../upstream/deployment.ts';
import { exchange } from '../upstream/exchange.ts';
import type { UpstreamPools } from '../upstream/pools.ts';
import { backOffMs } from './back-off.ts';
import { billable } from './billable.ts';
import { ModelQueue } from './model-queue.ts';
import { endsHere, type FailureKind, type Router } from './router.ts';
import { Tries } from './tries.ts';

export interface RunContext {
  readonly router: Router;
  readonly recorder: CallRecorder;
  readonly responses: ResponseLedger;
  readonly pools: UpstreamPools;
  readonly clock: Clock;
}

/** The deployments to start with and how often to go on. */
export interface Plan {
  readonly candidates: readonly Deployment[];
  readonly retries: number;
  /** Model names to go on with; null: the operator's. */
  readonly fallbacks: readonly string[] | null;
}

/** What leaving a model alone counts as. */
const LEFT_ALONE: FailureKind = { retriable: true, elsewhere: false, tooLong: false };

/**
 * Tries deployments until one answers: first those of the model asked for, then those of its
 * fallbacks. A model of which all that can answer are to be left alone goes on after the others.
 * Nothing is tried again once the caller got a byte, or is gone. Resolves when every attempt is
 * recorded: with null when the caller has its answer, else with the last failure.
 */
export async function runCall(
  context: RunContext,
  { call, plan, res }: { call: Call; plan: Plan; res: ServerResponse },
): Promise<Failure | null> {
  const { router } = context;
  const run = new Run(context, { call, res });
  const models = new ModelQueue(call.request.model);
  for (let next = models.next(); next !== null; next = models.next()) {
    const { name } = next;
    const tries = next.tries ?? run.triesOf(candidatesOf(name, { router, call, plan }), plan);
    const end = await run.tryAll(tries, { leavesAvoided: next.tries === null });
    if (end === 'answered' || res.destroyed) break;
    const failure = tries.lastFailure ?? LEFT_ALONE;
    if (endsHere(failure)) break;
    if (end === 'left') models.leaveForLast(name, tries);
    models.add(plan.fallbacks ?? router.fallbacksOf(name, failure));
  }
  return run.failure;
}

function candidatesOf(
  name: string,
  { router, call, plan }: { router: Router; call: Call; plan: Plan },
): readonly Deployment[] {
  const { model, route } = call.request;
  if (name === model) return plan.candidates;
  return billable(router.candidates(name, route.name), call.startedAt);
}

class Run {
  readonly #context: RunContext;
  readonly #call: Call;
  readonly #res: ServerResponse;
  #attempts = 0;
  /** Of the last attempt; null when it answered. */
  failure: Failure | null = null;

  constructor(context: RunContext, { call, res }: { call: Call; res: ServerResponse }) {
    this.#context = context;
    this.#call = call;
    this.#res = res;
  }

  triesOf(candidates: readonly Deployment[], { retries }: Plan): Tries {
    const { router } = this.#context;
    return new Tries(candidates, {
      most: retries + 1,
      isAvoided: (deployment) => router.isAvoided(deployment),
    });
  }

  /** `left`: only those are there to be tried that are better left alone. */
  async tryAll(
    tries: Tries,
    { leavesAvoided }: { leavesAvoided: boolean },
  ): Promise<'answered' | 'failed' | 'left'> {
    const { router } = this.#context;
    let hasWaited = false;
    for (let next = tries.next(); next !== null; next = tries.next()) {
      if (leavesAvoided && router.isAvoided(next)) return 'left';
      const before = tries.failureOf(next);
      if (before !== null && !hasWaited) {
        // Meanwhile another one may have become the better choice.
        hasWaited = await this.#pause(tries.made - 1, before);
        if (hasWaited) continue;
        return 'failed';
      }
      hasWaited = false;
      const failure = await this.#tryOne(next);
      if (failure === null) return 'answered';
      tries.failed(next, failure);
      if (this.#res.destroyed || !(failure.retriable || failure.elsewhere)) return 'failed';
    }
    return 'failed';
  }

  /** An upstream that refuses the question for usage, which was ours and not the caller's, is asked without. */
  async #tryOne(deployment: Deployment): Promise<Failure | null> {
    const { router } = this.#context;
    const traits = router.traitsOf(deployment);
    const failure = await this.#attempt(deployment, traits);
    const { wantsUsage } = this.#call.request;
    if (!failure?.refusesStreamOptions || !traits.takesStreamOptions || wantsUsage) return failure;
    router.refusedStreamOptions(deployment);
    return this.#res.destroyed ? failure : this.#attempt(deployment, router.traitsOf(deployment));
  }

  async #attempt(deployment: Deployment, traits: UpstreamTraits): Promise<Failure | null> {
    const { recorder, responses, router, pools, clock } = this.#context;
    // What a failed attempt was charged is gone; another one has to be affordable as the first one was.
    if (this.failure !== null && !this.#call.admitted.topUp()) {
      return { ...this.failure, retriable: false, elsewhere: false, tooLong: false };
    }
    this.#attempts += 1;
    const price = deployment.price.at(this.#call.startedAt);
    const attempt = await recorder.open(this.#call, { number: this.#attempts, deployment, price });
    router.started(deployment);
    const res = this.#res;
    const failure = await exchange({ attempt, res, recorder, responses, pools, clock, traits });
    router.ended(deployment, failure);
    this.failure = failure;
    return failure;
  }

  /** False when waiting would take too long, or the caller has gone meanwhile. */
  async #pause(retry: number, failure: Failure): Promise<boolean> {
    const milliseconds = backOffMs(retry, failure, Math.random);
    if (milliseconds === null) return false;
    const leftMs = this.#call.deadlineMs - this.#context.clock.monotonicMs();
    if (milliseconds >= leftMs) return false;
    await sleep(milliseconds);
    return !this.#res.destroyed;
  }
}
