/** An upstream was silent for too long, or the call's own time is up. */
export class UpstreamTimeout extends Error {
  readonly code = 'UPSTREAM_TIMEOUT';
}

/** The call's own time is up: no other upstream could still answer in time. */
export class CallTimeout extends UpstreamTimeout {}

/** Node fires a timer that is set for longer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface PatienceOptions {
  /** Longest time without progress on either side. */
  readonly idleMs: number;
  /** Time left for the whole call. */
  readonly leftMs: number;
  readonly onIdle: () => void;
  readonly onTimeout: () => void;
}

/**
 * How long an exchange may take. Its idle timer also runs while the upstream is held back for a slow
 * caller; undici's own does not (https://github.com/nodejs/undici/issues/5393).
 */
export class Patience {
  readonly #idle: NodeJS.Timeout;
  readonly #total: NodeJS.Timeout;

  constructor({ idleMs, leftMs, onIdle, onTimeout }: PatienceOptions) {
    this.#idle = setTimeout(onIdle, Math.min(idleMs, LONGEST_TIMER_MS));
    this.#total = setTimeout(onTimeout, Math.min(Math.max(leftMs, 0), LONGEST_TIMER_MS));
  }

  /** Something came from the upstream, or the caller took something. */
  progress(): void {
    this.#idle.refresh();
  }

  end(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#total);
  }
}
