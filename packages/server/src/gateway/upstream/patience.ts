import type { Clock } from '../../kernel/index.ts';

/** An upstream was silent for too long, or the call's own time is up. */
export class UpstreamTimeout extends Error {
  readonly code = 'UPSTREAM_TIMEOUT';
}

/** The call's own time is up: no other upstream could still answer in time. */
export class CallTimeout extends UpstreamTimeout {}

export interface PatienceOptions {
  readonly clock: Clock;
  /** Longest time before the first progress. */
  readonly firstByteMs: number;
  /** Longest time without progress on either side after it. */
  readonly idleMs: number;
  /** Monotonic time by which the call must have its answer. */
  readonly deadlineMs: number;
  readonly onIdle: () => void;
  readonly onTimeout: () => void;
}

/** How late a timeout may come. */
const SWEEP_MS = 100;

/**
 * All exchanges under way, looked at together: two timers for each would cost as much as everything
 * else that is done for a call beside its sockets. A list in which each knows its place, and not a
 * Set: the tables that a Set outgrows keep every call they once held alive until a full collection.
 */
const underWay: Patience[] = [];
let sweeping: NodeJS.Timeout | null = null;

function sweep(): void {
  for (const patience of [...underWay]) patience.check();
  if (underWay.length > 0 || sweeping === null) return;
  clearInterval(sweeping);
  sweeping = null;
}

/**
 * How long an exchange may take. Its idle time also runs while the upstream is held back for a slow
 * caller; undici's own does not (https://github.com/nodejs/undici/issues/5393).
 */
export class Patience {
  readonly #options: PatienceOptions;
  #progressMs: number;
  #deadlineMs: number;
  #hasBegun = false;
  /** Where it stands among those under way; -1 once it has ended. */
  #place: number;

  constructor(options: PatienceOptions) {
    this.#options = options;
    this.#progressMs = options.clock.monotonicMs();
    this.#deadlineMs = options.deadlineMs;
    this.#place = underWay.push(this) - 1;
    sweeping ??= setInterval(sweep, SWEEP_MS);
  }

  /** Something came from the upstream, or the caller took something. */
  progress(): void {
    this.#hasBegun = true;
    this.#progressMs = this.#options.clock.monotonicMs();
  }

  /** What is left of it has this long at most. */
  endWithin(milliseconds: number): void {
    this.#deadlineMs = this.#options.clock.monotonicMs() + milliseconds;
  }

  /** The last one takes the place that becomes free. */
  end(): void {
    if (this.#place < 0) return;
    const last = underWay.pop();
    if (last !== undefined && last !== this) {
      underWay[this.#place] = last;
      last.#place = this.#place;
    }
    this.#place = -1;
  }

  /** Each limit speaks once; what it sets off ends the exchange. */
  check(): void {
    if (this.#place < 0) return;
    const { clock, firstByteMs, idleMs, onIdle, onTimeout } = this.#options;
    const nowMs = clock.monotonicMs();
    const isLate = nowMs >= this.#deadlineMs;
    const longestMs = this.#hasBegun ? idleMs : firstByteMs;
    if (!isLate && nowMs - this.#progressMs < longestMs) return;
    this.end();
    if (isLate) onTimeout();
    else onIdle();
  }
}
