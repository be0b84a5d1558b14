import { type Clock, compareParts, type ReconciliationCheck, toPico } from '../kernel/index.ts';
import { Admission, type AdmissionOptions, momentOf } from './admission.ts';
import { Exclusive } from './exclusive.ts';
import { countSpan } from './ledger/account.ts';
import { Ledger, type LedgerStats } from './ledger/ledger.ts';
import type { Recount, SpendSource } from './ledger/spend-source.ts';
import { type AccountTerms, countsAlike, shareKey, WALLET } from './rule-book.ts';
import type { BudgetRules, RuleStore, Wallet } from './rules.ts';
import { dimensionsOf } from './scope.ts';
import type { BudgetState } from './state.ts';

export interface BudgetEngineOptions {
  readonly rules: RuleStore;
  readonly spend: SpendSource;
  readonly clock: Clock;
  readonly patienceMs?: number;
  /** The rules or the record could not be read; what is in memory stands. */
  readonly onFault?: (fault: unknown) => void;
  /** A call was charged more than was set aside for it. */
  readonly onOverrun?: (facts: { callId: string; chargePico: bigint; heldPico: bigint }) => void;
}

/** A batch of this process's own events on its way into the record. */
export interface OwnRecording {
  /** `callId:attempt` of each. */
  readonly keys: readonly string[];
  /** Resolves when they are in the record for good. */
  readonly record: () => Promise<void>;
}

const DEFAULT_PATIENCE_MS = 30_000;
const LONGEST_LOAD_MS = 10_000;
/** How many counts that nobody needed yet are made for a comparison. */
const MOST_COMPARED = 1_000;
const COMPARED_AT_ONCE = 100;

/**
 * Counts in memory, kept equal to the record: what PostgreSQL holds up to a sequence, and what this
 * process charged since. A count is read when it is first needed, and again after what it counts
 * changed. Reading counts, recording own events and reading what others recorded happen one at a
 * time, so that at each of them it is certain which charges the record already has.
 */
export class BudgetEngine {
  readonly ledger: Ledger;
  readonly admission: Admission;
  readonly #options: BudgetEngineOptions;
  readonly #record = new Exclusive();
  readonly #wanted = new Set<string>();
  #nextLoad: Promise<void> | null = null;
  #rulesLoad: Promise<void> = Promise.resolve();
  /** Everything others recorded up to here is counted. */
  #position = 0;
  /** The last batch that was heard of. */
  #heard = 0;
  /** Batches of our own after that position. */
  readonly #own = new Set<number>();
  /** Sequences registered by the recording that is running. */
  #recording: number[] | null = null;
  #feed: Promise<void> | null = null;
  /** The last recording failed: some of its events may be in the record and some not. */
  #unsure = false;

  constructor(options: BudgetEngineOptions) {
    const { clock, onOverrun } = options;
    this.#options = options;
    this.ledger = new Ledger({
      onOverrun: (hold, chargePico) =>
        onOverrun?.({ callId: hold.call.id, chargePico, heldPico: hold.amountPico }),
    });
    const admission: AdmissionOptions = {
      ledger: this.ledger,
      load: (keys) => this.#load(keys),
      clock,
      patienceMs: options.patienceMs ?? DEFAULT_PATIENCE_MS,
    };
    this.admission = new Admission(admission);
  }

  /** Reads the rules. What earlier processes left in the journal must be in the record by now. */
  async start(): Promise<void> {
    await this.reloadRules();
    const { sequence } = await this.#options.spend.spent([]);
    this.#position = sequence;
  }

  /** Reads the rules anew; they hold when this resolves. A reading under way may be too old, so another follows it. */
  reloadRules(): Promise<void> {
    this.#rulesLoad = this.#rulesLoad
      .catch(() => undefined)
      .then(() => this.#options.rules.load())
      .then((rules) => this.setRules(rules));
    return this.#rulesLoad;
  }

  /** These hold from now on. */
  setRules(rules: BudgetRules): void {
    this.ledger.setRules(rules);
  }

  /** The credit of prepaid customers, by customer; it holds from now on. */
  setWallets(wallets: ReadonlyMap<string, Wallet>): void {
    this.ledger.setWallets(wallets);
  }

  /** Records own events; see `OwnRecording`. */
  recordOwn({ keys, record }: OwnRecording): Promise<void> {
    return this.#record.run(async () => {
      const wasUnsure = this.#unsure;
      this.#recording = [];
      this.#unsure = true;
      try {
        await record();
        // Some of it may have been recorded before, under a number that looks like another's: while
        // these charges are still known as unrecorded, reading them again counts nothing twice.
        if (wasUnsure) await this.#readOn();
      } catch (fault) {
        // Whatever number was taken may be another's in the end.
        for (const sequence of this.#recording) this.#own.delete(sequence);
        throw fault;
      } finally {
        this.#recording = null;
      }
      for (const key of keys) this.ledger.unrecorded.delete(key);
      this.#unsure = false;
    });
  }

  /** The recording under way was given this sequence. A batch recorded otherwise is read like that of others. */
  ownSequence(sequence: number): void {
    this.#recording?.push(sequence);
    if (this.#recording !== null) this.#own.add(sequence);
  }

  /** Somebody recorded a batch. */
  recorded(sequence: number): void {
    this.#heard = Math.max(this.#heard, sequence);
    if (sequence <= this.#position || this.#feed !== null) return;
    if (this.#own.delete(sequence)) this.#position = sequence;
    else this.catchUp().catch((fault) => this.#options.onFault?.(fault));
  }

  /** Counts everything that others recorded until now. */
  catchUp(): Promise<void> {
    this.#feed ??= this.#record
      .run(() => this.#readOn())
      .finally(() => {
        this.#feed = null;
      });
    return this.#feed;
  }

  /** Where a budget stands; for a tier's budget, of one customer. Null when there is no such budget. */
  async state(budgetId: string, customer: string | null = null): Promise<BudgetState | null> {
    const key = shareKey(budgetId, customer);
    for (;;) {
      if (this.ledger.book.termsOf(key) === null) return null;
      const at = momentOf(this.#options.clock);
      const segment = this.ledger.segmentOf(key, at.nowMs);
      if (segment !== null) {
        const { account, postedPico, pendingPico } = segment;
        const limit = account.limitPico(at.nowMs);
        const available = limit - postedPico - pendingPico;
        return {
          budgetId,
          customer,
          startsAt: new Date(segment.startMs),
          resetsAt: segment.endMs === Infinity ? null : new Date(segment.endMs),
          limitPico: toPico(limit),
          postedPico: toPico(postedPico),
          pendingPico: toPico(pendingPico),
          availablePico: toPico(available > 0n ? available : 0n),
        };
      }
      await this.#load([key]);
    }
  }

  /**
   * Compares each count with the events it is of: those in memory, and those of budgets and wallets that
   * nobody has used yet. Recording goes on meanwhile: what it adds has a later sequence than is asked for.
   */
  async check(recount: Recount): Promise<ReconciliationCheck> {
    const keys = this.ledger.book.budgetKeys().slice(0, MOST_COMPARED);
    for (let i = 0; i < keys.length; i += COMPARED_AT_ONCE) {
      await this.#load(keys.slice(i, i + COMPARED_AT_ONCE));
    }
    const { counts, position, own } = await this.#record.run(() => this.#counted());
    const charges = await recount(
      counts.map(({ terms: { scope }, loadedSequence, startMs, endMs }) => ({
        ...{ scope, startMs, endMs },
        upTo: Math.max(loadedSequence, position),
      })),
      own,
    );
    const parts = counts.map(({ terms, startMs, recordedPico }, index) => ({
      where: placeOf(terms, startMs),
      leftPico: charges[index] as bigint,
      rightPico: recordedPico,
    }));
    return compareParts(
      { name: 'events of each budget = budget counters', measure: 'charge' },
      parts,
    );
  }

  stats(): LedgerStats {
    return this.ledger.stats();
  }

  /** Those who ask at one time share one question. */
  #load(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#wanted.add(key);
    this.#nextLoad ??= withinTime(
      this.#record.run(() => this.#loadWanted()),
      LONGEST_LOAD_MS,
    );
    return this.#nextLoad;
  }

  async #loadWanted(): Promise<void> {
    const keys = [...this.#wanted];
    this.#wanted.clear();
    this.#nextLoad = null;
    if (this.#unsure) throw new Error('What was spent is not certain while recording fails');
    const terms = keys.map((key) => (this.ledger.has(key) ? null : this.ledger.book.termsOf(key)));
    await this.#openCounts(terms.filter((each) => each !== null));
  }

  async #openCounts(terms: readonly AccountTerms[]): Promise<void> {
    const { ledger } = this;
    const at = momentOf(this.#options.clock);
    const spans = terms.map((each) => countSpan(each, at.nowMs));
    const { sequence, chargesPico } = await this.#options.spend.spent(
      terms.map(({ scope }, index) => ({ scope, ...(spans[index] as (typeof spans)[number]) })),
    );
    const nowMs = this.#options.clock.now().getTime();
    terms.forEach((asked, index) => {
      const { endMs } = spans[index] as (typeof spans)[number];
      const each = ledger.book.termsOf(asked.key);
      // Its window ended or the rules changed while it was read: whoever needs what is now asks again.
      if (nowMs >= endMs || each === null || !countsAlike(each, asked)) return;
      ledger.open(each, { postedPico: chargesPico[index] as bigint, sequence, at });
    });
  }

  /** All counts, and which part of the record is in them. */
  async #counted() {
    if (this.#unsure) throw new Error('What was spent is not certain while recording fails');
    await this.#readOn();
    const counts = this.ledger.recorded(this.#options.clock.now().getTime());
    return { counts, position: this.#position, own: [...this.#own] };
  }

  async #readOn(): Promise<void> {
    for (;;) {
      const { sequence, charges } = await this.#options.spend.recordedAfter(this.#position, [
        ...this.#own,
      ]);
      this.ledger.postRecorded(charges);
      const isDone = sequence === this.#position;
      this.#position = sequence;
      for (const own of this.#own) if (own <= sequence) this.#own.delete(own);
      if (isDone && this.#heard <= this.#position) return;
    }
  }
}

/** Which count it is: `budget of customer acme, model gpt-4o, since 2026-03-01T00:00:00.000Z`. */
function placeOf({ budgetId, scope }: AccountTerms, startMs: number): string {
  const named = dimensionsOf(scope).map((dimension) => `${dimension} ${scope[dimension]}`);
  const of = named.length === 0 ? 'everything' : named.join(', ');
  const counted = `${budgetId === WALLET ? 'prepaid credit' : 'budget'} of ${of}`;
  return startMs === 0 ? counted : `${counted}, since ${new Date(startMs).toISOString()}`;
}

function withinTime(work: Promise<void>, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('What was spent could not be read in time')),
      milliseconds,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
