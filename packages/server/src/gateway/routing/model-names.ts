import {
  type ConfiguredDeployment,
  type Deployment,
  type DeploymentPattern,
  isPattern,
} from '../upstream/deployment.ts';

const NONE: readonly Deployment[] = [];
/** Of those that patterns take in. */
const MOST_LISTED = 5_000;

/** Which deployments the names lead to that callers may ask for. */
export class ModelNames {
  readonly #exact: ReadonlyMap<string, readonly Deployment[]>;
  /** Those of one pattern together, the more specific pattern first. */
  readonly #patterns: readonly (readonly DeploymentPattern[])[];

  constructor(deployments: readonly ConfiguredDeployment[]) {
    const patterns = deployments.filter(isPattern);
    const exact = deployments.filter((each): each is Deployment => !isPattern(each));
    this.#exact = Map.groupBy(exact, ({ modelName }) => modelName);
    this.#patterns = [...Map.groupBy(patterns, ({ modelName }) => modelName).values()].sort(
      ([a], [b]) => (a && b ? a.name.compare(b.name) : 0),
    );
  }

  /** A name that is written out comes before every pattern, and of those that take it in the more specific. */
  named(name: string): readonly Deployment[] {
    return this.#exact.get(name) ?? this.#takenIn(name);
  }

  /** Which of them stands for all where only one can be shown; null when there is none. */
  first(name: string): Deployment | null {
    return this.named(name)[0] ?? null;
  }

  has(name: string): boolean {
    return this.named(name).length > 0;
  }

  /** Those of them that are written out, and those that the patterns are known to take in. */
  listed({ mayUse, at }: { mayUse: (name: string) => boolean; at: Date }): string[] {
    const written = [...this.#exact.keys()].filter(mayUse);
    const known = this.#patterns.flat().flatMap((pattern) => pattern.namesAt(at));
    const others = known.filter((name) => mayUse(name) && !this.#exact.has(name));
    return [...written, ...[...new Set(others)].slice(0, MOST_LISTED)];
  }

  #takenIn(name: string): readonly Deployment[] {
    for (const patterns of this.#patterns) {
      const deployments = patterns.flatMap((pattern) => pattern.deploymentFor(name) ?? []);
      if (deployments.length > 0) return deployments;
    }
    return NONE;
  }
}
