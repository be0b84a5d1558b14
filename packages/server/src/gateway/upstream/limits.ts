import type { Attempt } from '../call.ts';
import type { UpstreamPools } from './pools.ts';

/** How long one attempt may take, and be silent. */
export interface Limits {
  readonly firstByteMs: number;
  readonly idleMs: number;
  /** Monotonic time by which it must have ended. */
  readonly deadlineMs: number;
}

/** The operator's, those of the deployment, and what the caller asks for: which can only be less. */
export function limitsOf({ call, deployment, startedMs }: Attempt, pools: UpstreamPools): Limits {
  const { timeouts } = deployment;
  const silenceMs = call.request.stream ? call.streamTimeoutMs : Number.POSITIVE_INFINITY;
  return {
    firstByteMs: Math.min(timeouts.firstByteMs ?? pools.firstByteTimeoutMs, silenceMs),
    idleMs: Math.min(timeouts.idleMs ?? pools.idleTimeoutMs, silenceMs),
    deadlineMs: Math.min(
      call.deadlineMs,
      startedMs + (timeouts.totalMs ?? Number.POSITIVE_INFINITY),
    ),
  };
}
