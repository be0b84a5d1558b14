/** An upstream was silent for too long, or the call's own time is up. */
export class UpstreamTimeout extends Error {
  readonly code = 'UPSTREAM_TIMEOUT';
}

/** The call's own time is up: no other upstream could still answer in time. */
export class CallTimeout extends UpstreamTimeout {}

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
    this.#idle = setTimeout(onIdle, idleMs);
    this.#total = setTimeout(onTimeout, Math.max(leftMs, 0));
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
