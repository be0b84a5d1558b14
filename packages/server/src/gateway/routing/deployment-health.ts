import type { Clock } from '../../kernel/index.ts';
import type { Failure } from '../response/answer.ts';
import type { UpstreamTraits } from '../routes/index.ts';
import type { Deployment } from '../upstream/deployments.ts';

export interface CoolDownOptions {
  /** Failures in a row after which a deployment is left alone. */
  readonly allowedFailures: number;
  readonly coolDownMs: number;
}

interface State {
  inFlight: number;
  failuresInARow: number;
  coolUntilMs: number;
  takesStreamOptions: boolean;
}

/** What recent calls say about each deployment: how busy it is, and whether to leave it alone for now. */
export class DeploymentHealth {
  readonly #clock: Clock;
  readonly #options: CoolDownOptions;
  readonly #states = new WeakMap<Deployment, State>();

  constructor(clock: Clock, options: CoolDownOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  inFlight(deployment: Deployment): number {
    return this.#states.get(deployment)?.inFlight ?? 0;
  }

  isCooling(deployment: Deployment): boolean {
    return (this.#states.get(deployment)?.coolUntilMs ?? 0) > this.#clock.monotonicMs();
  }

  started(deployment: Deployment): void {
    this.#stateOf(deployment).inFlight += 1;
  }

  traitsOf(deployment: Deployment): UpstreamTraits {
    return { takesStreamOptions: this.#stateOf(deployment).takesStreamOptions };
  }

  refusedStreamOptions(deployment: Deployment): void {
    this.#stateOf(deployment).takesStreamOptions = false;
  }

  /** A rate limit names its own time; other failures have to repeat before they count. */
  ended(deployment: Deployment, failure: Failure | null): void {
    const state = this.#stateOf(deployment);
    state.inFlight -= 1;
    if (failure === null || !failure.retriable) {
      state.failuresInARow = 0;
      return;
    }
    state.failuresInARow += 1;
    const tooMany = state.failuresInARow > this.#options.allowedFailures;
    if (!tooMany && failure.status !== 429) return;
    const coolMs = failure.retryAfterMs ?? this.#options.coolDownMs;
    state.coolUntilMs = this.#clock.monotonicMs() + coolMs;
  }

  #stateOf(deployment: Deployment): State {
    const known = this.#states.get(deployment);
    if (known !== undefined) return known;
    const state = { inFlight: 0, failuresInARow: 0, coolUntilMs: 0, takesStreamOptions: true };
    this.#states.set(deployment, state);
    return state;
  }
}
