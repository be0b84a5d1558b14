import { limitAt } from '../budget.ts';
import type { AccountTerms } from '../rule-book.ts';
import { spanAt } from '../window.ts';

/** A call that waits for money. `attempt` is false when it has to wait on. */
export interface Waiter {
  attempt(): boolean;
}

/** The count of one budget in one window: what was charged, and what is set aside for calls under way. */
export class Segment {
  readonly account: Account;
  readonly startMs: number;
  /** Infinity: never. */
  readonly endMs: number;
  postedPico = 0n;
  pendingPico = 0n;
  /** Calls that wait for money set aside here. Made when the first one waits. */
  waiting: Set<Waiter> | null = null;

  constructor(account: Account, { startMs, endMs }: { startMs: number; endMs: number }) {
    this.account = account;
    this.startMs = startMs;
    this.endMs = endMs;
  }

  holds(instantMs: number): boolean {
    return instantMs >= this.startMs && instantMs < this.endMs;
  }
}

/**
 * The counts of one budget. It rolls by itself: the first call at or after a boundary finds a count
 * of its own, and calls let in before it go on counting where they were let in.
 */
export class Account {
  terms: AccountTerms;
  /** Events recorded by others up to this sequence are in the count. */
  readonly loadedSequence: number;
  /** Calls under way that count here. */
  openHolds = 0;
  /** By the monotonic clock. */
  usedMs = 0;
  /** The one that runs, and after it any that others' clocks have reached already. */
  #segments: Segment[];

  constructor(
    terms: AccountTerms,
    { atMs, postedPico, sequence }: { atMs: number; postedPico: bigint; sequence: number },
  ) {
    this.terms = terms;
    this.loadedSequence = sequence;
    const first = new Segment(this, countSpan(terms, atMs));
    first.postedPico = postedPico;
    this.#segments = [first];
  }

  /** The count that a call let in now adds to. A clock that steps back does not reopen a window. */
  now(nowMs: number): Segment {
    const first = this.#segments[0] as Segment;
    if (nowMs < first.endMs) return first;
    this.#segments = this.#segments.filter((segment) => nowMs < segment.endMs);
    const next = this.#segments[0];
    if (next?.holds(nowMs)) return next;
    const made = new Segment(this, countSpan(this.terms, nowMs));
    this.#segments.unshift(made);
    return made;
  }

  /** Adds what was charged elsewhere. What lies in a window that is over no longer matters here. */
  postElsewhere(occurredMs: number, chargePico: bigint): void {
    const first = this.#segments[0] as Segment;
    if (occurredMs < first.startMs) return;
    let segment = this.#segments.find((each) => each.holds(occurredMs));
    if (segment === undefined) {
      segment = new Segment(this, countSpan(this.terms, occurredMs));
      this.#segments.push(segment);
    }
    segment.postedPico += chargePico;
  }

  segments(): readonly Segment[] {
    return this.#segments;
  }

  limitPico(nowMs: number): bigint {
    const { raises, limitPico } = this.terms;
    return raises.length === 0 ? limitPico : limitAt(this.terms, nowMs);
  }
}

/** The window an instant lies in, or what is left of it since the count began anew by hand. */
export function countSpan(
  { window, resetAt }: Pick<AccountTerms, 'window' | 'resetAt'>,
  instantMs: number,
): { startMs: number; endMs: number } {
  const { startMs, endMs } = spanAt(window, instantMs);
  const resetMs = resetAt?.getTime() ?? startMs;
  return { startMs: resetMs <= instantMs ? Math.max(startMs, resetMs) : startMs, endMs };
}
