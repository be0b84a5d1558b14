import type { Failure } from '../response/answer.ts';
import type { Deployment } from '../upstream/deployment.ts';

interface Tried {
  readonly times: number;
  readonly failure: Failure;
}

/** What one call has tried of a model's deployments, and which of them comes next. */
export class Tries {
  readonly #candidates: readonly Deployment[];
  readonly #isAvoided: (deployment: Deployment) => boolean;
  readonly #most: number;
  #tried: Map<Deployment, Tried> | null = null;
  /** How often any of them was. */
  made = 0;
  /** How the last one failed; null when there was none. */
  lastFailure: Failure | null = null;

  /** `candidates` in the order of preference, and how often they may be tried. */
  constructor(
    candidates: readonly Deployment[],
    { most, isAvoided }: { most: number; isAvoided: (deployment: Deployment) => boolean },
  ) {
    this.#candidates = candidates;
    this.#isAvoided = isAvoided;
    this.#most = most;
  }

  failed(deployment: Deployment, failure: Failure): void {
    this.#tried ??= new Map();
    this.#tried.set(deployment, { times: this.#timesOf(deployment) + 1, failure });
    this.made += 1;
    this.lastFailure = failure;
  }

  /** How it failed when it was last tried; null when it was not. */
  failureOf(deployment: Deployment): Failure | null {
    return this.#tried?.get(deployment)?.failure ?? null;
  }

  /**
   * Of those that are not left alone, as they stand now, the one tried least; of those that are, only
   * when there is no other. Null when no more may be tried, or none of them can answer.
   */
  next(): Deployment | null {
    if (this.made >= this.#most) return null;
    let best: Deployment | null = null;
    for (const each of this.#candidates) {
      if (this.failureOf(each)?.elsewhere) continue;
      if (best === null || this.#compare(each, best) < 0) best = each;
    }
    return best;
  }

  #compare(a: Deployment, b: Deployment): number {
    return (
      Number(this.#isAvoided(a)) - Number(this.#isAvoided(b)) ||
      this.#timesOf(a) - this.#timesOf(b) ||
      this.#patienceFor(a) - this.#patienceFor(b)
    );
  }

  #timesOf(deployment: Deployment): number {
    return this.#tried?.get(deployment)?.times ?? 0;
  }

  #patienceFor(deployment: Deployment): number {
    return this.failureOf(deployment)?.retryAfterMs ?? 0;
  }
}
