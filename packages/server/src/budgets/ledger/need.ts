/** The most a call can cost, by the length of its answer. */
export interface Need {
  /** Whatever the answer: its input and fees. */
  readonly fixedPico: bigint;
  /** Each token of the answer, all its choices together. */
  readonly perTokenPico: bigint;
  /** The longest answer. */
  readonly outputTokens: number;
  /** The shortest limit worth setting; `outputTokens` where none can be set. */
  readonly floorTokens: number;
  /** Nobody asked for a length: then the call need not take all that is left for itself. */
  readonly openEnded: boolean;
  /** What the request is counted as against tokens a minute until its usage is known. */
  readonly inputTokens: number;
  /** A closer bound, for when this one does not fit; absent where there is none. */
  readonly tighten?: () => Promise<Need>;
  /** When the call is surely over, by the monotonic clock. */
  readonly leaseUntilMs: number;
}

/** An open-ended answer of this length is no hardship. */
const COMFORTABLE_TOKENS = 4_096;
/** An open-ended call takes at most this part of what is left, so that others can run beside it. */
const SHARE = 4n;

export function costOf(need: Need, outputTokens: number): bigint {
  return need.fixedPico + need.perTokenPico * BigInt(outputTokens);
}

/**
 * How long an answer a call is granted: its whole length, a shorter one that the money affords, or
 * why none. `free` is what neither was charged nor is set aside; `unspent` counts only what was
 * charged. A call refused as `exhausted` could not pay for the shortest answer even if nothing were
 * set aside for others; one that has to `wait` could.
 */
export function grantTokens(
  need: Need,
  { free, unspent, patient }: { free: bigint; unspent: bigint; patient: boolean },
): number | 'exhausted' | 'wait' {
  const least = costOf(need, need.floorTokens);
  // What costs nothing breaks no budget, not even one that is overrun.
  if (costOf(need, need.outputTokens) === 0n) return need.outputTokens;
  if (least > unspent) return 'exhausted';
  const wanted = wantedTokens(need, free);
  if (costOf(need, wanted) <= free) return wanted;
  if (patient && free < unspent) return 'wait';
  return least <= free ? affordableTokens(need, free) : 'wait';
}

/** Whether a closer bound could make a difference to what was granted. */
export function isTight(need: Need, granted: number | 'exhausted' | 'wait'): boolean {
  return typeof granted !== 'number' || (granted < need.outputTokens && !need.openEnded);
}

function wantedTokens(need: Need, free: bigint): number {
  if (!need.openEnded || need.floorTokens === need.outputTokens) return need.outputTokens;
  const share = affordableTokens(need, free / SHARE);
  return Math.min(need.outputTokens, Math.max(share, COMFORTABLE_TOKENS, need.floorTokens));
}

/** At most the wanted length; below zero when not even the input is affordable. */
function affordableTokens({ fixedPico, perTokenPico, outputTokens }: Need, pico: bigint): number {
  if (pico < fixedPico) return -1;
  if (perTokenPico === 0n) return outputTokens;
  const tokens = (pico - fixedPico) / perTokenPico;
  return tokens < BigInt(outputTokens) ? Number(tokens) : outputTokens;
}
