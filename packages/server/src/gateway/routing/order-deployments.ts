import type { Deployment } from '../upstream/deployment.ts';

export type RoutingStrategy = 'shuffle' | 'least-busy' | 'cheapest';

export interface OrderingFacts {
  readonly strategy: RoutingStrategy;
  readonly isAvoided: (deployment: Deployment) => boolean;
  readonly inFlight: (deployment: Deployment) => number;
  /** Pico-dollars of one input and one output token; null when unpriced. */
  readonly unitCost: (deployment: Deployment) => bigint | null;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * The order in which deployments of one model are tried: those left alone last, then by their own
 * `order`, then by strategy; ties are shuffled by weight, so that equal ones share the load.
 */
export function orderDeployments(
  deployments: readonly Deployment[],
  facts: OrderingFacts,
): Deployment[] {
  const shuffled = shuffleByWeight(deployments, facts.random);
  return shuffled.sort(
    (a, b) =>
      Number(facts.isAvoided(a)) - Number(facts.isAvoided(b)) ||
      a.order - b.order ||
      compareBy(facts)(a, b),
  );
}

function compareBy({ strategy, inFlight, unitCost }: OrderingFacts) {
  return (a: Deployment, b: Deployment): number => {
    if (strategy === 'least-busy') return inFlight(a) - inFlight(b);
    if (strategy === 'cheapest') return compareCosts(unitCost(a), unitCost(b));
    return 0;
  };
}

/** What has no price may be dear: it comes last. */
function compareCosts(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** Each place is drawn with a chance in proportion to weight (Efraimidis and Spirakis, 2006). */
function shuffleByWeight(deployments: readonly Deployment[], random: () => number): Deployment[] {
  if (deployments.length < 2) return [...deployments];
  return deployments
    .map((deployment) => ({ deployment, key: random() ** (1 / deployment.weight) }))
    .sort((a, b) => b.key - a.key)
    .map(({ deployment }) => deployment);
}
