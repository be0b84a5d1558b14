import type { CallFacts } from '../call-facts.ts';
import type { Segment } from './account.ts';
import type { RateAccount } from './rate-account.ts';

export interface HoldEntry {
  readonly segment: Segment;
  /** The entry counts attempts at this provider alone; null: at any. */
  readonly provider: string | null;
}

export interface RateEntry {
  readonly account: RateAccount;
  readonly ticket: number;
}

/** Money set aside for one call, in every count it falls under, all of them alike. */
export interface Hold {
  readonly call: CallFacts;
  /** When the call was let in: its charges belong to the windows of this instant. */
  readonly placedMs: number;
  readonly entries: HoldEntry[];
  readonly rates: readonly RateEntry[];
  /** What the call was let in for. */
  readonly amountPico: bigint;
  /** What of it is still set aside. */
  leftPico: bigint;
  /** Tokens it is counted as against limits a minute. */
  countedTokens: number;
  usedTokens: number;
  leaseUntilMs: number;
  state: 'open' | 'released' | 'expired';
}
