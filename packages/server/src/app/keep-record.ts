import type { Clock } from '../kernel/index.ts';
import {
  makeMonthsAhead,
  type Pruned,
  pruneSpend,
  type Retainer,
  type Retention,
  readRetention,
  rememberRun,
} from '../metering/index.ts';
import type { Logger } from '../platform/log/index.ts';
import type { Pool } from '../platform/postgres/index.ts';

/** A server that just started has better things to do. */
const FIRST_MS = 30_000;
const INTERVAL_MS = 10 * 60_000;

export interface RecordKeepingDeps {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  /** Events are kept at least so long; null: for good. */
  readonly keepMs: number | null;
  readonly retainers: readonly Retainer[];
}

/** Prepares the months to come and drops those that are no longer kept. */
export class RecordKeeping {
  readonly #deps: RecordKeepingDeps;
  #heldFor: string | null = null;
  #running = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #nextRunAt: Date | null = null;

  constructor(deps: RecordKeepingDeps) {
    this.#deps = deps;
  }

  /** From now on by itself, now and then. */
  start(): void {
    this.#runIn(FIRST_MS);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
    clearTimeout(this.#timer);
  }

  async run(): Promise<void> {
    const { pool, clock, log, keepMs, retainers } = this.#deps;
    const at = clock.now();
    await makeMonthsAhead(pool, at);
    if (keepMs === null) return;
    const pruned = await pruneSpend(pool, {
      at,
      before: new Date(at.getTime() - keepMs),
      retainers,
    });
    await rememberRun(pool, at, pruned);
    this.#heldFor = tell(log, pruned, this.#heldFor);
  }

  /** What is kept and why, what went, and what goes next. */
  state(): Promise<Retention> {
    const { pool, keepMs } = this.#deps;
    return readRetention(pool, { keepMs, nextRunAt: this.#nextRunAt });
  }

  #runIn(delayMs: number): void {
    const { clock, log } = this.#deps;
    this.#nextRunAt = new Date(clock.now().getTime() + delayMs);
    this.#timer = setTimeout(() => {
      this.#running = this.run()
        .catch((error) => log.warn({ err: error }, 'months of the record'))
        .then(() => this.#runIn(INTERVAL_MS));
    }, delayMs);
  }
}

/** A month that has to stay is told once for each reason; gives the reason. */
function tell(log: Logger, { dropped, held }: Pruned, heldFor: string | null): string | null {
  const nameOf = ({ startsAt }: { startsAt: Date }) => startsAt.toISOString().slice(0, 7);
  if (dropped.length > 0) log.info({ months: dropped.map(nameOf) }, 'spend events dropped');
  if (held === null) return null;
  const reason = `${nameOf(held.month)}: ${held.reason}`;
  if (reason !== heldFor) log.warn({ reason }, 'spend events are kept for longer');
  return reason;
}
