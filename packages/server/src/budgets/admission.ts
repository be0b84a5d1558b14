import { type Clock, err, ok, type Pico, type Result, toPico } from '../kernel/index.ts';
import type { CallFacts } from './call-facts.ts';
import type { Segment } from './ledger/account.ts';
import type { Hold } from './ledger/hold.ts';
import type { Ledger, Moment, Placement, Posting } from './ledger/ledger.ts';
import type { Need } from './ledger/need.ts';
import type { RateRoom } from './ledger/rate-account.ts';
import type { AdmissionRefusal } from './refusal.ts';

/** A call that was let in, with what is set aside for it. Every one of them is released, however it ends. */
export interface AdmittedCall {
  /** When it was let in: its charges count in the windows of this instant. */
  readonly admittedAt: Date;
  /** The longest answer that is paid for; at most what was asked for. */
  readonly outputTokens: number;
  /** Whether any hard budget is held against it. */
  readonly isCapped: boolean;
  /** To be asked before a further attempt, when one was charged already. False: no further attempt. */
  topUp(): boolean;
  /** Counts an attempt, before its event is made durable. */
  post(posting: Posting): void;
  /** It goes on after its call: one more release is to come, by this time of the monotonic clock. */
  retain(leaseUntilMs: number): void;
  release(): void;
  /** What the tightest hard budget has left; null when it is under none. */
  remainingPico(): Pico | null;
  rateRoom(): RateRoom;
}

/** How a call was let in by an earlier process. */
export interface EarlierAdmission {
  readonly admittedAt: Date;
  /** What was set aside for it; under no hard budget, what it is taken to cost. */
  readonly amountPico: Pico;
  /** By the monotonic clock. */
  readonly leaseUntilMs: number;
}

/** The caller of a call that may have to wait. */
export interface WaitingCaller {
  /** By the monotonic clock: when waiting is of no more use. */
  readonly deadlineMs: number;
  isGone(): boolean;
  /** Calls back once when it goes away. Returns how to stop listening. */
  onGone(listener: () => void): () => void;
}

export interface AdmissionOptions {
  readonly ledger: Ledger;
  /** Puts counts in memory; rejects when what was spent cannot be read. */
  readonly load: (keys: readonly string[]) => Promise<void>;
  readonly clock: Clock;
  /** How long a call waits for money set aside for others, at most. */
  readonly patienceMs: number;
}

const NO_LIMITS: RateRoom = { requests: null, tokens: null };

/** So many loads in a row, each undone by a change of the rules, are more than bad luck. */
const MOST_LOADS = 50;

/** Lets calls in: at once when its counts are in memory and pay for it, else when they do. */
export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  admit(
    call: CallFacts,
    need: Need,
    caller: WaitingCaller,
  ): Result<AdmittedCall, AdmissionRefusal> | Promise<Result<AdmittedCall, AdmissionRefusal>> {
    const { ledger } = this.#options;
    const block = ledger.book.blockOf(call);
    if (block !== null) return err({ code: 'blocked', block });
    if (ledger.missing(call).length > 0) return this.#admitLater(call, need, caller);
    const at = this.#moment();
    const placement = ledger.place(call, need, { at, patient: this.#options.patienceMs > 0 });
    if (placement.kind === 'wait' || placement.kind === 'tighten') {
      return this.#admitLater(call, need, caller);
    }
    return this.#resultOf(placement, at);
  }

  /** It was let in once, so nothing is asked of it again; whoever comes after it finds that much less. */
  resume(
    call: CallFacts,
    { admittedAt, amountPico, leaseUntilMs }: EarlierAdmission,
  ): AdmittedCall {
    const { ledger } = this.#options;
    const placedMs = admittedAt.getTime();
    const hold = ledger.resume(call, { placedMs, amountPico, leaseUntilMs });
    const at = { ...this.#moment(), nowMs: placedMs };
    return new HeldCall({ ...this.#options, hold, outputTokens: 0, at });
  }

  async #admitLater(
    call: CallFacts,
    asked: Need,
    caller: WaitingCaller,
  ): Promise<Result<AdmittedCall, AdmissionRefusal>> {
    const { ledger, patienceMs } = this.#options;
    let need = asked;
    const deadlineMs = Math.min(this.#moment().monotonicMs + patienceMs, caller.deadlineMs);
    for (;;) {
      if (!(await this.#loaded(call))) return err({ code: 'budgets_unavailable' });
      const at = this.#moment();
      const patient = at.monotonicMs < deadlineMs && !caller.isGone();
      const placement = ledger.place(call, need, { at, patient });
      if (placement.kind === 'tighten') {
        need = await placement.tighten();
        continue;
      }
      if (placement.kind !== 'wait') return this.#resultOf(placement, at);
      if (!patient) return err(placement.refusal);
      const outcome = await this.#line(placement.segment, { call, need, caller, deadlineMs });
      if (outcome !== null) return outcome;
    }
  }

  async #loaded(call: CallFacts): Promise<boolean> {
    for (let loads = 0; loads < MOST_LOADS; loads += 1) {
      const missing = this.#options.ledger.missing(call);
      if (missing.length === 0) return true;
      try {
        await this.#options.load(missing);
      } catch {
        return false;
      }
    }
    return false;
  }

  /** Resolves with the outcome, or with null when the call has to be looked at anew. */
  #line(
    segment: Segment,
    waiting: { call: CallFacts; need: Need; caller: WaitingCaller; deadlineMs: number },
  ): Promise<Result<AdmittedCall, AdmissionRefusal> | null> {
    const { call, need, caller, deadlineMs } = waiting;
    const { ledger } = this.#options;
    return new Promise((resolve) => {
      let leave = () => undefined as unknown;
      const finish = (outcome: Result<AdmittedCall, AdmissionRefusal> | null): true => {
        leave();
        clearTimeout(timer);
        stopListening();
        resolve(outcome);
        return true;
      };
      const waiter = {
        attempt: (): boolean => {
          if (ledger.missing(call).length > 0) return finish(null);
          const at = this.#moment();
          const placement = ledger.place(call, need, { at, patient: true });
          if (placement.kind === 'tighten') return finish(null);
          if (placement.kind !== 'wait') return finish(this.#resultOf(placement, at));
          leave();
          leave = ledger.line(placement.segment, waiter);
          return false;
        },
      };
      const stopListening = caller.onGone(() => finish(null));
      const waitMs = Math.max(0, deadlineMs - this.#moment().monotonicMs);
      const timer = setTimeout(() => finish(null), waitMs);
      leave = ledger.line(segment, waiter);
    });
  }

  #resultOf(
    placement: Exclude<Placement, { kind: 'wait' | 'tighten' }>,
    at: Moment,
  ): Result<AdmittedCall, AdmissionRefusal> {
    if (placement.kind === 'refused') return err(placement.refusal);
    const { hold, outputTokens } = placement;
    return ok(new HeldCall({ ...this.#options, hold, outputTokens, at }));
  }

  #moment(): Moment {
    return momentOf(this.#options.clock);
  }
}

export function momentOf(clock: Clock): Moment {
  return { nowMs: clock.now().getTime(), monotonicMs: clock.monotonicMs() };
}

class HeldCall implements AdmittedCall {
  readonly admittedAt: Date;
  readonly outputTokens: number;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #hold: Hold;
  /** That are to come. */
  #releases = 1;

  constructor(parts: {
    ledger: Ledger;
    clock: Clock;
    hold: Hold;
    outputTokens: number;
    at: Moment;
  }) {
    this.#ledger = parts.ledger;
    this.#clock = parts.clock;
    this.#hold = parts.hold;
    this.outputTokens = parts.outputTokens;
    this.admittedAt = new Date(parts.at.nowMs);
  }

  get isCapped(): boolean {
    return this.#hold.entries.some(({ segment }) => segment.account.terms.kind === 'hard');
  }

  topUp(): boolean {
    return this.#ledger.topUp(this.#hold, momentOf(this.#clock));
  }

  post(posting: Posting): void {
    this.#ledger.post(this.#hold, posting);
  }

  retain(leaseUntilMs: number): void {
    this.#releases += 1;
    this.#hold.leaseUntilMs = leaseUntilMs;
  }

  release(): void {
    this.#releases -= 1;
    if (this.#releases > 0) return;
    this.#ledger.release(this.#hold, momentOf(this.#clock));
  }

  remainingPico(): Pico | null {
    if (this.#hold.entries.length === 0) return null;
    const remaining = this.#ledger.remainingPico(this.#hold, momentOf(this.#clock));
    return remaining === null ? null : toPico(remaining);
  }

  rateRoom(): RateRoom {
    if (this.#hold.rates.length === 0) return NO_LIMITS;
    return this.#ledger.rateRoom(this.#hold, momentOf(this.#clock));
  }
}
