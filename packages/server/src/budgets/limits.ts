import type { Scope } from './scope.ts';

/** How fast; null where there is no limit. 0 lets nothing through. */
export interface Limits {
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  /** Calls under way at one time. */
  readonly maxParallel: number | null;
}

export const NO_LIMITS: Limits = {
  requestsPerMinute: null,
  tokensPerMinute: null,
  maxParallel: null,
};

/** Limits that all calls of a scope share. */
export interface ScopeLimits {
  readonly id: string;
  readonly scope: Scope;
  readonly limits: Limits;
}
