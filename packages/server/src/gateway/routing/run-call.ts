import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/index.ts';
import type { Call } from '../call.ts';
import type { CallRecorder } from '../recorder.ts';
import type { Failure, ResponseLedger } from '../response/answer.ts';
import type { UpstreamTraits } from '../routes/index.ts';
import type { Deployment } from '../upstream/deployments.ts';
import { exchange } from '../upstream/exchange.ts';
import type { UpstreamPools } from '../upstream/pools.ts';
import { backOffMs } from './back-off.ts';
import { billable } from './billable.ts';
import type { Router } from './router.ts';

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

/**
 * Tries deployments until one answers: first those of the model asked for, then those of its
 * fallbacks. Nothing is tried again once the caller got a byte, or is gone. Resolves when every
 * attempt is recorded: with null when the caller has its answer, else with the last failure.
 */
export async function runCall(
  context: RunContext,
  { call, plan, res }: { call: Call; plan: Plan; res: ServerResponse },
): Promise<Failure | null> {
  const run = new Run(context, { call, res });
  let failure = await run.tryAll(plan);
  if (failure === null) return null;
  const tried = new Set([call.request.model]);
  const next = (name: string, given: Failure) =>
    plan.fallbacks === null ? context.router.fallbacksOf(name, given) : ownFallbacks(plan, given);
  const queue = [...next(call.request.model, failure)];
  for (let name = queue.shift(); name !== undefined && failure !== null; name = queue.shift()) {
    if (tried.has(name) || res.destroyed) continue;
    tried.add(name);
    const able = context.router.candidates(name, call.request.route.name);
    const candidates = billable(able, call.startedAt);
    const then = await run.tryAll({ candidates, retries: plan.retries });
    if (candidates.length > 0) failure = then;
    if (then !== null) queue.push(...next(name, then));
  }
  return failure;
}

/** A request that is wrong in itself is wrong everywhere. */
function ownFallbacks({ fallbacks }: Plan, { retriable, tooLong }: Failure): readonly string[] {
  return retriable || tooLong ? (fallbacks ?? []) : [];
}

class Run {
  readonly #context: RunContext;
  readonly #call: Call;
  readonly #res: ServerResponse;
  #attempts = 0;
  #lastFailure: Failure | null = null;

  constructor(context: RunContext, { call, res }: { call: Call; res: ServerResponse }) {
    this.#context = context;
    this.#call = call;
    this.#res = res;
  }

  /** The candidates in turn, from the first again when there are more retries than candidates. */
  async tryAll({
    candidates,
    retries,
  }: Pick<Plan, 'candidates' | 'retries'>): Promise<Failure | null> {
    let failure: Failure | null = null;
    for (let tries = 0; tries <= retries && candidates.length > 0; tries += 1) {
      const deployment = candidates[tries % candidates.length] as Deployment;
      failure = await this.#tryOne(deployment);
      if (failure === null || !failure.retriable || this.#res.destroyed) return failure;
      if (tries < retries && !(await this.#pause(tries, { failure, candidates }))) return failure;
    }
    return failure;
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
    if (this.#lastFailure !== null && !this.#call.admitted.topUp()) {
      return { ...this.#lastFailure, retriable: false, tooLong: false };
    }
    this.#attempts += 1;
    const price = deployment.price.at(this.#call.startedAt);
    const attempt = await recorder.open(this.#call, { number: this.#attempts, deployment, price });
    router.started(deployment);
    const res = this.#res;
    const failure = await exchange({ attempt, res, recorder, responses, pools, clock, traits });
    router.ended(deployment, failure);
    this.#lastFailure = failure;
    return failure;
  }

  /** Another deployment need not wait for this one. False when waiting would take too long. */
  async #pause(
    tries: number,
    { failure, candidates }: { failure: Failure; candidates: readonly Deployment[] },
  ): Promise<boolean> {
    if (tries + 1 < candidates.length) return true;
    const milliseconds = backOffMs(tries, failure, Math.random);
    if (milliseconds === null) return false;
    const leftMs = this.#call.deadlineMs - this.#context.clock.monotonicMs();
    if (milliseconds >= leftMs) return false;
    await sleep(milliseconds);
    return !this.#res.destroyed;
  }
}
