import type { Clock } from '../../kernel/index.ts';
import type { ProbeResult } from '../health/probe.ts';
import type { Failure } from '../response/answer.ts';
import type { UpstreamTraits } from '../routes/index.ts';
import type { ConfiguredDeployment, Deployment } from '../upstream/deployment.ts';

export interface CoolDownOptions {
  /** Failures in a row after which a deployment is left alone. */
  readonly allowedFailures: number;
  readonly coolDownMs: number;
}

/** A pattern has the first two for all that it leads to; one model that fails says nothing of its others. */
interface State {
  inFlight: number;
  /** What it last answered when it was only asked whether it would. */
  check: ProbeResult | null;
  failuresInARow: number;
  coolUntilMs: number;
  takesStreamOptions: boolean;
}

/** What is known of a deployment, for those who look after it. */
export interface HealthFacts {
  readonly status: 'healthy' | 'unhealthy' | 'cooling' | 'unknown';
  readonly inFlight: number;
  readonly check: ProbeResult | null;
}

/** What recent calls say about each deployment: how busy it is, and whether to leave it alone for now. */
export class DeploymentHealth {
  readonly #clock: Clock;
  readonly #options: CoolDownOptions;
  readonly #states = new WeakMap<ConfiguredDeployment, State>();

  constructor(clock: Clock, options: CoolDownOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  inFlight(deployment: Deployment): number {
    return this.#states.get(configuredAs(deployment))?.inFlight ?? 0;
  }

  isCooling(deployment: ConfiguredDeployment): boolean {
    return (this.#states.get(deployment)?.coolUntilMs ?? 0) > this.#clock.monotonicMs();
  }

  /** Left alone as long as there is another one. */
  isAvoided(deployment: Deployment): boolean {
    const isUnhealthy = this.#states.get(configuredAs(deployment))?.check?.succeeded === false;
    return isUnhealthy || this.isCooling(deployment);
  }

  checked(deployment: ConfiguredDeployment, result: ProbeResult): void {
    this.#stateOf(deployment).check = result;
  }

  factsOf(deployment: ConfiguredDeployment): HealthFacts {
    const { inFlight, check } = this.#stateOf(deployment);
    const checked = check === null ? 'unknown' : check.succeeded ? 'healthy' : 'unhealthy';
    return { status: this.isCooling(deployment) ? 'cooling' : checked, inFlight, check };
  }

  started(deployment: Deployment): void {
    this.#stateOf(configuredAs(deployment)).inFlight += 1;
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
    const { expandedFrom } = deployment;
    const shared = expandedFrom === null ? state : this.#stateOf(expandedFrom);
    shared.inFlight -= 1;
    if (failure === null || !(failure.retriable || failure.elsewhere)) {
      state.failuresInARow = 0;
      // What answers a call answers, whatever a check said.
      if (failure === null && shared.check?.succeeded === false) shared.check = null;
      return;
    }
    state.failuresInARow += 1;
    const tooMany = state.failuresInARow > this.#options.allowedFailures;
    if (!tooMany && failure.status !== 429) return;
    const coolMs = failure.retryAfterMs ?? this.#options.coolDownMs;
    state.coolUntilMs = this.#clock.monotonicMs() + coolMs;
  }

  #stateOf(deployment: ConfiguredDeployment): State {
    const known = this.#states.get(deployment);
    if (known !== undefined) return known;
    const state: State = {
      inFlight: 0,
      check: null,
      failuresInARow: 0,
      coolUntilMs: 0,
      takesStreamOptions: true,
    };
    this.#states.set(deployment, state);
    return state;
  }
}

function configuredAs(deployment: Deployment): ConfiguredDeployment {
  return deployment.expandedFrom ?? deployment;
}
