import type { Limits } from '../limits.ts';
import type { RateRefusal } from '../refusal.ts';
import type { Scope } from '../scope.ts';
import { SlidingLog } from './sliding-log.ts';

/** When another call under way ends is anybody's guess. */
const PARALLEL_RETRY_MS = 1_000;
const NO_TICKET = -1;

/** How fast one scope runs: requests and tokens of the last minute, and calls under way. */
export class RateAccount {
  readonly scope: Scope;
  limits: Limits;
  parallel = 0;
  readonly #requests = new SlidingLog();
  readonly #tokens = new SlidingLog();

  constructor(scope: Scope, limits: Limits) {
    this.scope = scope;
    this.limits = limits;
  }

  /** Why a call is too much right now; null when it is not. */
  objection(nowMs: number, tokens: number): RateRefusal | null {
    const { requestsPerMinute, tokensPerMinute, maxParallel } = this.limits;
    if (requestsPerMinute !== null) {
      const over = this.#requests.sum(nowMs) + 1 - requestsPerMinute;
      if (over > 0) {
        return this.#refusal(
          'requests',
          requestsPerMinute,
          this.#requests.untilFreeMs(nowMs, over),
        );
      }
    }
    if (tokensPerMinute !== null) {
      const used = this.#tokens.sum(nowMs);
      // A request that alone is over the limit never fits; others fit when enough has passed.
      const over = used + Math.max(tokens, 1) - tokensPerMinute;
      if (over > 0) {
        return this.#refusal('tokens', tokensPerMinute, this.#tokens.untilFreeMs(nowMs, over));
      }
    }
    if (maxParallel !== null && this.parallel >= maxParallel) {
      return this.#refusal('parallel', maxParallel, maxParallel === 0 ? null : PARALLEL_RETRY_MS);
    }
    return null;
  }

  /** Returns a ticket for `settle`. */
  take(nowMs: number, tokens: number): number {
    this.parallel += 1;
    if (this.limits.requestsPerMinute !== null) this.#requests.add(nowMs, 1);
    return this.limits.tokensPerMinute === null ? NO_TICKET : this.#tokens.add(nowMs, tokens);
  }

  /** A call was counted as `counted` tokens and used `used`: those beyond count from now on. */
  settle(
    nowMs: number,
    { ticket, counted, used }: { ticket: number; counted: number; used: number },
  ): void {
    if (ticket === NO_TICKET || used === counted) return;
    if (used > counted) this.#tokens.add(nowMs, used - counted);
    else this.#tokens.reduce(ticket, counted - used);
  }

  isIdle(nowMs: number): boolean {
    return this.parallel === 0 && this.#requests.sum(nowMs) === 0 && this.#tokens.sum(nowMs) === 0;
  }

  room(nowMs: number): RateRoom {
    const { requestsPerMinute, tokensPerMinute } = this.limits;
    return {
      requests: roomIn(this.#requests, requestsPerMinute, nowMs),
      tokens: roomIn(this.#tokens, tokensPerMinute, nowMs),
    };
  }

  #refusal(of: RateRefusal['of'], limit: number, retryAfterMs: number | null): RateRefusal {
    return { code: 'rate_limited', of, scope: this.scope, limit, retryAfterMs };
  }
}

/** What is left of a limit, and how long until all of it is there again. */
export interface Room {
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number;
}

export interface RateRoom {
  readonly requests: Room | null;
  readonly tokens: Room | null;
}

function roomIn(log: SlidingLog, limit: number | null, nowMs: number): Room | null {
  if (limit === null) return null;
  const remaining = Math.max(0, limit - log.sum(nowMs));
  return { limit, remaining, resetMs: log.untilEmptyMs(nowMs) };
}

/** The tighter of each: what a caller under several limits has left. */
export function tightest(rooms: readonly RateRoom[]): RateRoom {
  const least = (kind: keyof RateRoom): Room | null =>
    rooms.reduce<Room | null>((best, { [kind]: room }) => {
      if (room === null) return best;
      return best === null || room.remaining < best.remaining ? room : best;
    }, null);
  return { requests: least('requests'), tokens: least('tokens') };
}
