import type { Clock } from '../../kernel/index.ts';
import type { Price } from '../../pricing/index.ts';
import type { ProbeResult } from '../health/probe.ts';
import type { Failure } from '../response/answer.ts';
import type { RouteName, UpstreamTraits } from '../routes/index.ts';
import { type ConfiguredDeployment, type Deployment, isPattern } from '../upstream/deployment.ts';
import { type CoolDownOptions, DeploymentHealth, type HealthFacts } from './deployment-health.ts';
import { ModelNames } from './model-names.ts';
import { orderDeployments, type RoutingStrategy } from './order-deployments.ts';

export interface RouterOptions extends CoolDownOptions {
  readonly strategy: RoutingStrategy;
  /** Further attempts after the first, for each model name. */
  readonly retries: number;
  /** Model names to go on with when a model gives no answer. */
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
  /** Model names to go on with when the prompt is too long for a model. */
  readonly contextWindowFallbacks: Readonly<Record<string, readonly string[]>>;
  /** Model names to go on with when a budget does not let a call go to a model. */
  readonly budgetFallbacks: Readonly<Record<string, readonly string[]>>;
}

/** What a failure says of other deployments. */
export type FailureKind = Pick<Failure, 'retriable' | 'elsewhere' | 'tooLong'>;

/** A request that is wrong in itself is wrong everywhere. */
export function endsHere({ retriable, elsewhere, tooLong }: FailureKind): boolean {
  return !(retriable || elsewhere || tooLong);
}

/** Which deployments a call may be sent to, in which order. */
export class Router {
  readonly options: RouterOptions;
  readonly #clock: Clock;
  readonly #health: DeploymentHealth;
  #names = new ModelNames([]);
  #byId: ReadonlyMap<string, ConfiguredDeployment> = new Map();

  constructor(
    deployments: readonly ConfiguredDeployment[],
    { clock, ...options }: RouterOptions & { clock: Clock },
  ) {
    this.options = options;
    this.#clock = clock;
    this.#health = new DeploymentHealth(clock, options);
    this.replace(deployments);
  }

  /** From now on calls go to these. Those under way finish where they are; a deployment that stays keeps its health. */
  replace(deployments: readonly ConfiguredDeployment[]): void {
    this.#names = new ModelNames(deployments);
    this.#byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  }

  /** What is called by that id: written out, or one of those that a pattern leads to. */
  deployment(id: string): Deployment | null {
    const configured = this.#byId.get(id);
    if (configured !== undefined) return isPattern(configured) ? null : configured;
    for (const each of this.#byId.values()) {
      const deployment = isPattern(each) ? each.deploymentWithId(id) : null;
      if (deployment !== null) return deployment;
    }
    return null;
  }

  /** By the id it is configured under. */
  configured(id: string): ConfiguredDeployment | null {
    return this.#byId.get(id) ?? null;
  }

  /** Left alone as long as another one may answer. */
  isAvoided(deployment: Deployment): boolean {
    return this.#health.isAvoided(deployment);
  }

  checked(deployment: ConfiguredDeployment, result: ProbeResult): void {
    this.#health.checked(deployment, result);
  }

  healthOf(deployment: ConfiguredDeployment): HealthFacts {
    return this.#health.factsOf(deployment);
  }

  /** The names that callers may ask for, by whom they lead to. */
  get names(): ModelNames {
    return this.#names;
  }

  /** All that is configured, as it is now. */
  deployments(): ConfiguredDeployment[] {
    return [...this.#byId.values()];
  }

  /** In the order to try them; empty when none of the model's deployments has the route. */
  candidates(modelName: string, route: RouteName): Deployment[] {
    const able = this.#names.named(modelName).filter((each) => each.routes.has(route));
    if (able.length < 2) return able;
    const now = this.#clock.now();
    return orderDeployments(able, {
      strategy: this.options.strategy,
      isAvoided: (deployment) => this.#health.isAvoided(deployment),
      inFlight: (deployment) => this.#health.inFlight(deployment),
      unitCost: (deployment) => unitCost(deployment, now),
      random: Math.random,
    });
  }

  /** Where to go on after `modelName` gave up with this failure. */
  fallbacksOf(modelName: string, failure: FailureKind): readonly string[] {
    const { fallbacks, contextWindowFallbacks } = this.options;
    const wider = failure.tooLong ? contextWindowFallbacks[modelName] : undefined;
    if (wider !== undefined) return wider;
    return endsHere(failure) ? [] : (fallbacks[modelName] ?? []);
  }

  /** Where to go on when a budget does not pay for `modelName`. */
  budgetFallbacksOf(modelName: string): readonly string[] {
    return this.options.budgetFallbacks[modelName] ?? [];
  }

  /** What its answers so far tell of it. */
  traitsOf(deployment: Deployment): UpstreamTraits {
    return this.#health.traitsOf(deployment);
  }

  /** It is not asked by `stream_options` again. */
  refusedStreamOptions(deployment: Deployment): void {
    this.#health.refusedStreamOptions(deployment);
  }

  started(deployment: Deployment): void {
    this.#health.started(deployment);
  }

  ended(deployment: Deployment, failure: Failure | null): void {
    this.#health.ended(deployment, failure);
  }
}

function unitCost(deployment: Deployment, at: Date): bigint | null {
  const prices = deployment.price.at(at)?.prices.base;
  const input = prices?.input?.base;
  const output = prices?.output?.base;
  return input === undefined || output === undefined
    ? null
    : perMillion(input) + perMillion(output);
}

function perMillion({ pico, per }: Price): bigint {
  return (pico * 1_000_000n) / per;
}
