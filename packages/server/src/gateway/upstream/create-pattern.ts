import { BoundedMap } from '../../kernel/index.ts';
import { ANY_PROVIDER, type DeploymentConfig } from '../../platform/config/index.ts';
import { type PriceBook, type PriceVersion, pricedModels } from '../../pricing/index.ts';
import type { Deployment, DeploymentPattern } from './deployment.ts';
import { canonicalName, PROVIDERS } from './providers.ts';
import type { Wildcard } from './wildcard.ts';

/** Callers may ask for names without end: what is made for them is not kept without end. */
const MOST_KEPT = 1_000;

interface Parts {
  readonly wildcard: Wildcard;
  readonly own: PriceVersion | null;
  readonly fallback: PriceVersion | null;
  readonly book: PriceBook;
  /** Makes what stands there written out callable; null when its provider cannot be reached. */
  readonly make: (written: DeploymentConfig, expandedFrom: DeploymentPattern) => Deployment | null;
}

export function createPattern(
  config: DeploymentConfig,
  { wildcard, own, fallback, book, make }: Parts,
): DeploymentPattern {
  const kept = new BoundedMap<string, Deployment>(MOST_KEPT);
  const deploymentOf = (target: string | null): Deployment | null => {
    if (target === null) return null;
    const deployment = kept.get(target) ?? expand(target);
    if (deployment !== null) kept.set(target, deployment);
    return deployment;
  };
  const expand = (target: string): Deployment | null => {
    const written = wildcard.configOf(target);
    return written && make(written, pattern);
  };
  const pattern: DeploymentPattern = {
    id: config.id,
    name: wildcard.name,
    modelName: config.modelName,
    provider: canonicalName(config.provider),
    upstreamModel: config.upstreamModel,
    baseModel: config.baseModel,
    healthCheckMs: config.healthCheckMs,
    ownPrice: own,
    fallbackPrice: fallback,
    unpriced: config.unpriced,
    deploymentFor: (name) => deploymentOf(wildcard.targetOf(name)),
    deploymentWithId: (id) => deploymentOf(wildcard.targetIn(id)),
    checkedBy: () => deploymentOf(wildcard.checkedTarget),
    namesAt: (moment) => {
      const published = publishers.flatMap((provider) => pricedModels(book, provider, moment));
      const names = published.flatMap((model) => wildcard.namesOfPublished(model));
      return names.length === 0 ? [config.modelName] : names;
    },
  };
  const publishers =
    wildcard.publisher === ANY_PROVIDER
      ? Object.keys(PROVIDERS).filter((provider) => expand(`${provider}/any`) !== null)
      : [wildcard.publisher];
  return pattern;
}
