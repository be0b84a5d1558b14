import { assert, type Pico, toPico } from '../../kernel/index.ts';
import { covers } from '../allowed-models.ts';
import { type CallFacts, isWithin } from '../call-facts.ts';
import type { Limits } from '../limits.ts';
import type { AdmissionRefusal, BudgetRefusal } from '../refusal.ts';
import { type AccountTerms, countsAlike, RuleBook, WALLET } from '../rule-book.ts';
import type { BudgetRules, Wallet } from '../rules.ts';
import type { Scope } from '../scope.ts';
import { Account, countSpan, type Segment, type Waiter } from './account.ts';
import type { Hold, HoldEntry, RateEntry } from './hold.ts';
import { costOf, grantTokens, isTight, type Need } from './need.ts';
import { RateAccount, type RateRoom, tightest } from './rate-account.ts';
import type { RecordedCharge } from './spend-source.ts';
import { Unrecorded } from './unrecorded.ts';

/** An instant and the same moment by the monotonic clock. */
export interface Moment {
  readonly nowMs: number;
  readonly monotonicMs: number;
}

export type Placement =
  | { readonly kind: 'placed'; readonly hold: Hold; readonly outputTokens: number }
  | { readonly kind: 'refused'; readonly refusal: AdmissionRefusal }
  /** It does not fit as it is bounded, and can be bounded more closely. */
  | { readonly kind: 'tighten'; readonly tighten: () => Promise<Need> }
  /** Money is there, but set aside for calls under way in this count. */
  | { readonly kind: 'wait'; readonly segment: Segment; readonly refusal: BudgetRefusal };

/** How an attempt of a call ended. */
export interface Posting {
  /** `callId:attempt`, as the event is recorded. */
  readonly key: string;
  readonly provider: string;
  /** Null when unpriced: nothing is counted. */
  readonly chargePico: Pico | null;
  readonly tokens: number;
}

export interface LedgerStats {
  readonly accounts: number;
  readonly openHolds: number;
  /** Calls in line for money set aside for others. */
  readonly waiting: number;
  readonly unrecorded: number;
  /** Calls charged more than was set aside for them. */
  readonly overruns: number;
  readonly expiredHolds: number;
}

export interface RecordedCount {
  readonly terms: AccountTerms;
  readonly loadedSequence: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly recordedPico: bigint;
}

const MOST_ACCOUNTS = 100_000;
const IDLE_MS = 60_000;
const SWEEP_MS = 5_000;
/** How many in a row may try in vain before the others are left to wait. */
const MOST_MISSES = 16;
const NO_RATES: readonly RateEntry[] = [];

/**
 * Every count in memory, and the one place where money is set aside. All its methods run to their end
 * without waiting for anything, so that whatever is checked still holds when it is acted upon: a call
 * is let into all of its counts or into none.
 *
 * `posted + pending` of a hard budget never exceeds its limit by letting a call in. What was charged
 * beyond what was set aside is posted all the same, whole.
 */
export class Ledger {
  readonly unrecorded = new Unrecorded();
  readonly #book = new RuleBook();
  readonly #accounts = new Map<string, Account>();
  readonly #rates = new Map<string, RateAccount>();
  readonly #open = new Set<Hold>();
  /** Those let in under earlier rules: counts made since may have to take them in. */
  readonly #older = new Set<Hold>();
  readonly #waitedFor = new Set<Segment>();
  readonly #listeners = new Set<(account: AccountTerms) => void>();
  readonly #onOverrun: (hold: Hold, chargePico: bigint) => void;
  #sweepAtMs = 0;
  #overruns = 0;
  #expired = 0;

  constructor(options: { onOverrun?: (hold: Hold, chargePico: bigint) => void } = {}) {
    this.#onOverrun = options.onOverrun ?? (() => undefined);
  }

  get book(): RuleBook {
    return this.#book;
  }

  stats(): LedgerStats {
    return {
      accounts: this.#accounts.size,
      openHolds: this.#open.size,
      waiting: [...this.#waitedFor].reduce((sum, { waiting }) => sum + (waiting?.size ?? 0), 0),
      unrecorded: this.unrecorded.size,
      overruns: this.#overruns,
      expiredHolds: this.#expired,
    };
  }

  /** Puts a call in line for money set aside in a count. Returns how to leave the line. */
  line(segment: Segment, waiter: Waiter): () => void {
    segment.waiting ??= new Set();
    segment.waiting.add(waiter);
    this.#waitedFor.add(segment);
    return () => {
      segment.waiting?.delete(waiter);
      if (segment.waiting?.size === 0) this.#waitedFor.delete(segment);
    };
  }

  /** Called whenever a count changes. */
  onChange(listener: (account: AccountTerms) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes effect at once. Counts whose window, scope or zero point changed are made anew when next needed. */
  setRules(rules: BudgetRules): void {
    this.#book.update(rules);
    this.#holdAgainst(this.#accounts.keys());
  }

  /** By customer. Takes effect at once, as rules do; only the counts of those that changed are looked at. */
  setWallets(wallets: ReadonlyMap<string, Wallet>): void {
    this.#holdAgainst(this.#book.updateWallets(wallets));
  }

  /** Counts that may be held against something else now. */
  #holdAgainst(keys: Iterable<string>): void {
    for (const hold of this.#open) this.#older.add(hold);
    for (const key of keys) {
      const account = this.#accounts.get(key);
      const terms = this.#book.termsOf(key);
      if (account === undefined || terms === account.terms) continue;
      if (terms !== null && countsAlike(terms, account.terms)) account.terms = terms;
      else this.#accounts.delete(key);
    }
    for (const segment of [...this.#waitedFor]) this.#wake(segment);
  }

  /** Keys of the counts a call needs that are not in memory; empty when it can be placed. */
  missing(call: CallFacts): readonly string[] {
    let missing: string[] | null = null;
    this.#book.forEachAccount(call, (key) => {
      if (this.#accounts.has(key)) return;
      missing ??= [];
      missing.push(key);
    });
    return missing ?? [];
  }

  has(key: string): boolean {
    return this.#accounts.has(key);
  }

  /**
   * Puts a count in memory: `postedPico` is what the record says up to `sequence`; what this process
   * charged and did not record yet is added here, and so are the calls under way that nobody counted.
   */
  open(
    terms: AccountTerms,
    { postedPico, sequence, at }: { postedPico: bigint; sequence: number; at: Moment },
  ): void {
    assert(!this.#accounts.has(terms.key), `the count ${terms.key} is in memory already`);
    const span = countSpan(terms, at.nowMs);
    const own = this.unrecorded.sumWithin(terms.scope, span);
    const account = new Account(terms, {
      atMs: at.nowMs,
      postedPico: postedPico + own,
      sequence,
    });
    account.usedMs = at.monotonicMs;
    this.#accounts.set(terms.key, account);
    for (const hold of this.#older) this.#takeIn(hold, account);
    if (this.#accounts.size > MOST_ACCOUNTS) this.#evict(at.monotonicMs);
  }

  /** Lets a call in, or says why not. With `patient` false it takes what there is rather than wait. */
  place(call: CallFacts, need: Need, { at, patient }: { at: Moment; patient: boolean }): Placement {
    this.#sweep(at);
    const objection = this.#objection(call, need, at);
    if (objection !== null) return { kind: 'refused', refusal: objection };
    const entries = this.#entriesOf(call, at);
    let free: bigint | null = null;
    let unspent = 0n;
    let tightestFree: Segment | null = null;
    let tightestUnspent: Segment | null = null;
    for (const { segment } of entries) {
      if (segment.account.terms.kind !== 'hard') continue;
      const left = segment.account.limitPico(at.nowMs) - segment.postedPico;
      if (tightestUnspent === null || left < unspent) {
        unspent = left;
        tightestUnspent = segment;
      }
      const unheld = left - segment.pendingPico;
      if (free === null || unheld < free) {
        free = unheld;
        tightestFree = segment;
      }
    }
    if (free === null || tightestFree === null || tightestUnspent === null) {
      return this.#take(call, need, { at, entries, outputTokens: need.outputTokens });
    }
    const granted = grantTokens(need, { free, unspent, patient });
    if (need.tighten !== undefined && isTight(need, granted)) {
      return { kind: 'tighten', tighten: need.tighten };
    }
    if (granted === 'exhausted') {
      return { kind: 'refused', refusal: refusalOf(tightestUnspent, granted, at) };
    }
    if (granted === 'wait') {
      const refusal = refusalOf(tightestFree, 'in_flight_holds', at);
      return { kind: 'wait', segment: tightestFree, refusal };
    }
    return this.#take(call, need, { at, entries, outputTokens: granted });
  }

  /** Takes over what an earlier process set aside, in every count it falls under now, in memory or not yet. */
  resume(
    call: CallFacts,
    { placedMs, amountPico, leaseUntilMs }: Pick<Hold, 'placedMs' | 'amountPico' | 'leaseUntilMs'>,
  ): Hold {
    const hold: Hold = {
      call,
      placedMs,
      entries: [],
      rates: NO_RATES,
      amountPico,
      leftPico: amountPico,
      countedTokens: 0,
      usedTokens: 0,
      leaseUntilMs,
      state: 'open',
    };
    this.#open.add(hold);
    this.#older.add(hold);
    for (const account of this.#accounts.values()) this.#takeIn(hold, account);
    return hold;
  }

  /**
   * Sets the whole amount aside again before another attempt, after an earlier one was charged. False
   * when that is not affordable: then there must be no other attempt.
   */
  topUp(hold: Hold, at: Moment): boolean {
    const missing = hold.amountPico - hold.leftPico;
    if (missing <= 0n || hold.state !== 'open') return true;
    // A budget made since, whose count nobody has read: what it affords is not known.
    if (this.#older.has(hold) && this.missing(hold.call).length > 0) return false;
    for (const { segment } of hold.entries) {
      if (segment.account.terms.kind !== 'hard') continue;
      const limit = segment.account.limitPico(at.nowMs);
      if (segment.postedPico + segment.pendingPico + missing > limit) return false;
    }
    for (const entry of hold.entries) entry.segment.pendingPico += missing;
    hold.leftPico = hold.amountPico;
    return true;
  }

  /** Counts what an attempt was charged, exactly, in the windows the call was let in. */
  post(hold: Hold, { key, provider, chargePico, tokens }: Posting): void {
    hold.usedTokens += tokens;
    const charge: bigint = chargePico ?? 0n;
    if (charge === 0n) return;
    const { call, placedMs } = hold;
    this.unrecorded.add(key, { call, provider, occurredMs: placedMs, chargePico: charge });
    const fromHold = charge < hold.leftPico ? charge : hold.leftPico;
    const isOverrun = charge > hold.leftPico && hold.state === 'open';
    hold.leftPico -= fromHold;
    for (const entry of hold.entries) {
      entry.segment.pendingPico -= fromHold;
      if (entry.provider === null || entry.provider === provider) {
        entry.segment.postedPico += charge;
      }
      this.#changed(entry.segment);
    }
    if (!isOverrun || hold.entries.length === 0) return;
    this.#overruns += 1;
    this.#onOverrun(hold, charge);
  }

  /** The call is over: what is still set aside for it is free again. */
  release(hold: Hold, at: Moment): void {
    this.#end(hold, 'released', at);
  }

  /** Counts what others recorded. What is known already, as our own or by having been loaded, is passed over. */
  postRecorded(charges: readonly RecordedCharge[]): void {
    for (const charge of charges) {
      if (this.unrecorded.delete(charge.key) || charge.chargePico === 0n) continue;
      const call: CallFacts = { ...charge, id: charge.key, providers: [charge.provider] };
      this.#book.forEachAccount(call, (key) => {
        const account = this.#accounts.get(key);
        if (account === undefined || charge.sequence <= account.loadedSequence) return;
        account.postElsewhere(charge.occurredMs, charge.chargePico);
        for (const segment of account.segments()) this.#changed(segment);
      });
    }
  }

  /** The count that runs now; null when it is not in memory. */
  segmentOf(key: string, nowMs: number): Segment | null {
    return this.#accounts.get(key)?.now(nowMs) ?? null;
  }

  /** What each count in memory took from the record, and up to where it was read when it was made. */
  recorded(nowMs: number): RecordedCount[] {
    const unrecorded = this.#unrecordedByCount(nowMs);
    return [...this.#accounts].map(([key, account]) => {
      const { terms, loadedSequence } = account;
      const { startMs, endMs, postedPico } = account.now(nowMs);
      const recordedPico = postedPico - (unrecorded.get(key) ?? 0n);
      return { terms, loadedSequence, startMs, endMs, recordedPico };
    });
  }

  #unrecordedByCount(nowMs: number): Map<string, bigint> {
    const sums = new Map<string, bigint>();
    this.unrecorded.forEach(({ call, provider, occurredMs, chargePico }) => {
      this.#book.forEachAccount({ ...call, providers: [provider] }, (key) => {
        if (!this.segmentOf(key, nowMs)?.holds(occurredMs)) return;
        sums.set(key, (sums.get(key) ?? 0n) + chargePico);
      });
    });
    return sums;
  }

  /** What the tightest hard budget of a call has left; null when it is under none. */
  remainingPico(hold: Hold, at: Moment): bigint | null {
    let least: bigint | null = null;
    for (const { segment } of hold.entries) {
      if (segment.account.terms.kind !== 'hard') continue;
      const { postedPico, pendingPico } = segment;
      const left = segment.account.limitPico(at.nowMs) - postedPico - pendingPico;
      if (least === null || left < least) least = left;
    }
    return least !== null && least < 0n ? 0n : least;
  }

  rateRoom(hold: Hold, at: Moment): RateRoom {
    return tightest(hold.rates.map(({ account }) => account.room(at.monotonicMs)));
  }

  #objection(call: CallFacts, need: Need, at: Moment): AdmissionRefusal | null {
    const block = this.#book.blockOf(call);
    if (block !== null) return { code: 'blocked', block };
    const tier = this.#book.tierOf(call.customer);
    if (tier?.models != null && !tier.models.some((name) => covers(name, call.model))) {
      return { code: 'model_not_allowed', tier: tier.name };
    }
    let objection: AdmissionRefusal | null = null;
    this.#book.forEachLimits(call, (key, limits, scope) => {
      objection ??= this.#rateOf(key, limits, scope).objection(at.monotonicMs, need.inputTokens);
    });
    return objection;
  }

  #entriesOf(call: CallFacts, at: Moment): HoldEntry[] {
    const entries: HoldEntry[] = [];
    this.#book.forEachAccount(call, (key) => {
      const account = this.#accounts.get(key);
      assert(account !== undefined, `the count ${key} is not in memory`);
      account.usedMs = at.monotonicMs;
      entries.push({
        segment: account.now(at.nowMs),
        provider: account.terms.scope.provider ?? null,
      });
    });
    return entries;
  }

  #take(
    call: CallFacts,
    need: Need,
    { at, entries, outputTokens }: { at: Moment; entries: HoldEntry[]; outputTokens: number },
  ): Placement {
    const amountPico = costOf(need, outputTokens);
    for (const { segment } of entries) {
      segment.pendingPico += amountPico;
      segment.account.openHolds += 1;
      this.#changed(segment);
    }
    let rates: RateEntry[] | null = null;
    this.#book.forEachLimits(call, (key, limits, scope) => {
      const account = this.#rateOf(key, limits, scope);
      rates ??= [];
      rates.push({ account, ticket: account.take(at.monotonicMs, need.inputTokens) });
    });
    const hold: Hold = {
      call,
      placedMs: at.nowMs,
      entries,
      rates: rates ?? NO_RATES,
      amountPico,
      leftPico: amountPico,
      countedTokens: need.inputTokens,
      usedTokens: 0,
      leaseUntilMs: need.leaseUntilMs,
      state: 'open',
    };
    this.#open.add(hold);
    return { kind: 'placed', hold, outputTokens };
  }

  #rateOf(key: string, limits: Limits, scope: Scope): RateAccount {
    const known = this.#rates.get(key);
    if (known !== undefined) {
      known.limits = limits;
      return known;
    }
    const made = new RateAccount(scope, limits);
    this.#rates.set(key, made);
    return made;
  }

  /** A call let in under earlier rules counts where the rules of now say, too. */
  #takeIn(hold: Hold, account: Account): void {
    const { scope } = account.terms;
    const segment = account.now(hold.placedMs);
    if (!segment.holds(hold.placedMs) || !isWithin(scope, hold.call)) return;
    hold.entries.push({ segment, provider: scope.provider ?? null });
    segment.pendingPico += hold.leftPico;
    account.openHolds += 1;
  }

  #end(hold: Hold, state: 'released' | 'expired', at: Moment): void {
    if (hold.state !== 'open') return;
    hold.state = state;
    this.#open.delete(hold);
    this.#older.delete(hold);
    const left = hold.leftPico;
    hold.leftPico = 0n;
    for (const { segment } of hold.entries) {
      segment.pendingPico -= left;
      segment.account.openHolds -= 1;
      this.#changed(segment);
    }
    const { countedTokens: counted, usedTokens: used } = hold;
    for (const { account, ticket } of hold.rates) {
      account.parallel -= 1;
      account.settle(at.monotonicMs, { ticket, counted, used });
    }
    // Only now, with all of it free: who waits here may need the other counts too.
    for (const { segment } of hold.entries) this.#wake(segment);
  }

  /** Lets the first in line try, and those behind it as long as somebody gets on. */
  #wake(segment: Segment): void {
    const waiting = segment.waiting;
    if (waiting === null) return;
    let misses = 0;
    for (const waiter of [...waiting]) {
      if (misses >= MOST_MISSES) break;
      if (!waiter.attempt()) misses += 1;
    }
  }

  /** Frees what calls hold that must be over by now: nothing is set aside for ever. */
  #sweep(at: Moment): void {
    if (at.monotonicMs < this.#sweepAtMs) return;
    this.#sweepAtMs = at.monotonicMs + SWEEP_MS;
    for (const hold of this.#open) {
      if (hold.leaseUntilMs > at.monotonicMs) continue;
      this.#expired += 1;
      this.#end(hold, 'expired', at);
    }
    if (this.#rates.size <= MOST_ACCOUNTS) return;
    for (const [key, account] of this.#rates) {
      if (account.isIdle(at.monotonicMs)) this.#rates.delete(key);
    }
  }

  /** Counts nobody used for a while can be made from the record again. */
  #evict(monotonicMs: number): void {
    for (const [key, account] of this.#accounts) {
      if (this.#accounts.size <= MOST_ACCOUNTS / 2) return;
      if (account.openHolds === 0 && account.usedMs < monotonicMs - IDLE_MS) {
        this.#accounts.delete(key);
      }
    }
  }

  #changed(segment: Segment): void {
    if (this.#listeners.size === 0) return;
    for (const listener of this.#listeners) listener(segment.account.terms);
  }
}

function refusalOf(segment: Segment, reason: BudgetRefusal['reason'], at: Moment): BudgetRefusal {
  const { account, postedPico, pendingPico, endMs } = segment;
  return {
    code: 'budget_exceeded',
    reason,
    isPrepaid: account.terms.budgetId === WALLET,
    budgetId: account.terms.budgetId,
    scope: account.terms.scope,
    limitPico: toPico(account.limitPico(at.nowMs)),
    postedPico: toPico(postedPico),
    pendingPico: toPico(pendingPico),
    resetsAt: endMs === Infinity ? null : new Date(endMs),
  };
}
