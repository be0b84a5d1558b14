import type { Clock } from '../../kernel/index.ts';
import type { Router } from '../routing/router.ts';
import type { ConfiguredDeployment } from '../upstream/deployment.ts';
import type { ProbeResult } from './probe.ts';

export interface HealthCheckOptions {
  /** How often each deployment that does not say otherwise is asked; null: never. */
  readonly intervalMs: number | null;
  /** How often it is looked whose turn it is. */
  readonly tickMs: number;
}

const MOST_AT_ONCE = 4;

/** Asks deployments in the background whether they answer, so that calls need not find out. */
export class HealthChecks {
  readonly #options: HealthCheckOptions;
  readonly #router: Router;
  readonly #clock: Clock;
  readonly #probe: (deployment: ConfiguredDeployment) => Promise<ProbeResult | null>;
  readonly #onError: (error: unknown) => void;
  readonly #askedMs = new WeakMap<ConfiguredDeployment, number>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: {
    options: HealthCheckOptions;
    router: Router;
    clock: Clock;
    probe: (deployment: ConfiguredDeployment) => Promise<ProbeResult | null>;
    onError: (error: unknown) => void;
  }) {
    this.#options = deps.options;
    this.#router = deps.router;
    this.#clock = deps.clock;
    this.#probe = deps.probe;
    this.#onError = deps.onError;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.runDue());
    }, this.#options.tickMs);
    this.#timer.unref();
  }

  /** Asks those whose turn it is, a few at a time. */
  async runDue(): Promise<void> {
    const due = this.#router.deployments().filter((each) => this.#isDue(each));
    while (due.length > 0)
      await Promise.all(due.splice(0, MOST_AT_ONCE).map((d) => this.#check(d)));
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#running;
  }

  #isDue(deployment: ConfiguredDeployment): boolean {
    const intervalMs = deployment.healthCheckMs ?? this.#options.intervalMs;
    if (intervalMs === null || deployment.healthCheckMs === 0) return false;
    const askedMs = this.#askedMs.get(deployment) ?? Number.NEGATIVE_INFINITY;
    return this.#clock.monotonicMs() - askedMs >= intervalMs;
  }

  async #check(deployment: ConfiguredDeployment): Promise<void> {
    this.#askedMs.set(deployment, this.#clock.monotonicMs());
    try {
      const result = await this.#probe(deployment);
      if (result !== null) this.#router.checked(deployment, result);
    } catch (error) {
      this.#onError(error);
    }
  }
}
