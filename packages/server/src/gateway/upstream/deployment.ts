import type { NamePattern } from '../../kernel/index.ts';
import type { DeploymentConfig } from '../../platform/config/index.ts';
import type { DeploymentPrice, PriceVersion, UnpricedPolicy } from '../../pricing/index.ts';
import type { InferenceRoute, RouteName, UpstreamConventions } from '../routes/index.ts';
import type { TranslatorContext, Upstream } from '../translation/index.ts';
import type { ModelLimits } from './model-limits.ts';
import type { Provider } from './providers.ts';

/** One upstream behind a model name, ready to be called. */
export interface Deployment {
  /** See `DeploymentConfig`. */
  readonly id: string;
  readonly modelName: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly origin: string;
  /** The same for deployments that share an address and a credential there. Tells nothing about either. */
  readonly account: string;
  /** What its provider offers. */
  readonly routes: ReadonlySet<RouteName>;
  readonly whenAbandoned: Provider['whenAbandoned'];
  readonly conventions: UpstreamConventions;
  /** Who puts this route into the provider's own words; null where bytes pass as they are. */
  translator(route: InferenceRoute, context: TranslatorContext): Upstream | null;
  pathOf(route: InferenceRoute): string;
  /** Headers of every request to it, its credential included. */
  headersFor(route: InferenceRoute): Readonly<Record<string, string>>;
  readonly timeouts: DeploymentConfig['timeouts'];
  /** The only route to check it by; null: whichever of its provider is the cheapest. */
  readonly mode: RouteName | null;
  /** How often it is checked; 0: never; null: as the others. */
  readonly healthCheckMs: number | null;
  /** Carried by every attempt at it. */
  readonly tags: readonly string[];
  /** Share of the load among equals, above 0. */
  readonly weight: number;
  /** Lower is tried first. */
  readonly order: number;
  readonly baseModel: string | null;
  /** How much its model reads and writes at most. */
  readonly limits: ModelLimits;
  readonly price: DeploymentPrice;
  /** What its configuration says it costs; comes before what the price book says. */
  readonly ownPrice: PriceVersion | null;
  /** What a call costs when nothing else says; null unless the policy is `fallback`. */
  readonly fallbackPrice: PriceVersion | null;
  readonly unpriced: UnpricedPolicy;
  /** The pattern that took its name in; null where the configuration writes it out. */
  readonly expandedFrom: DeploymentPattern | null;
}

type NamedFacts = Pick<
  Deployment,
  | 'id'
  | 'modelName'
  | 'provider'
  | 'upstreamModel'
  | 'baseModel'
  | 'healthCheckMs'
  | 'ownPrice'
  | 'fallbackPrice'
  | 'unpriced'
>;

/** A deployment whose model name is a pattern: what is called is a deployment for each model it leads to. */
export interface DeploymentPattern extends NamedFacts {
  readonly name: NamePattern;
  /** Made once, as long as it is among the latest; null when the name is not taken in, or leads nowhere. */
  deploymentFor(name: string): Deployment | null;
  /** The same by the id of that deployment, by whatever process it was made. */
  deploymentWithId(id: string): Deployment | null;
  /** Names it takes in whose models have a price then; the pattern itself where nothing is known. */
  namesAt(moment: Date): readonly string[];
  /** What is called to see whether it answers; null: nothing. */
  checkedBy(): Deployment | null;
}

/** What one entry of the configuration becomes. */
export type ConfiguredDeployment = Deployment | DeploymentPattern;

export function isPattern(configured: ConfiguredDeployment): configured is DeploymentPattern {
  return 'deploymentFor' in configured;
}
