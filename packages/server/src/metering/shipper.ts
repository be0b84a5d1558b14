import type { Journal, JournalBatch, SettledRecords } from '../platform/journal/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import { type RecordingStep, recordBatch } from './record-batch.ts';

export interface ShipperOptions {
  readonly journal: Journal;
  readonly pool: Pool;
  readonly steps: readonly RecordingStep[];
  /** An event PostgreSQL will never take: kept where an operator finds it, and not in the way of the rest. */
  readonly setAside: (encodedEvent: string, fault: Error) => Promise<void>;
  /** Called with the fault when shipping stops working, and with null when it works again. */
  readonly onState: (fault: Error | null) => void;
  /** Runs each recording of a batch, for whoever must know when events get into the record. */
  readonly around?: (recording: BatchRecording) => Promise<void>;
  /** How long to gather further events once one is there. */
  readonly gatherMs?: number;
  readonly longestRetryMs?: number;
}

/** A batch of the journal on its way into the record. */
export interface BatchRecording {
  /** `callId:attempt` of each event. */
  readonly keys: readonly string[];
  /** Resolves when all of them are recorded; may be called once. */
  readonly record: () => Promise<void>;
}

/** Of the records of a batch. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** SQLSTATE classes that say "this data can never be stored": data exception, integrity violation. */
const UNSTORABLE = /^(22|23)/;
const FIRST_RETRY_MS = 100;
/** With less left in the journal, it pays to gather more first. */
const WORTHWHILE_BYTES = 256 * 1024;

/**
 * Moves settled events from the journal to PostgreSQL, in order, until stopped. While the database is
 * away it retries and the journal grows; nothing is given up before it is committed.
 */
export class Shipper {
  readonly #options: ShipperOptions;
  #stopping = false;
  #working = true;
  #loop: Promise<void> | null = null;

  constructor(options: ShipperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Before `start`: resolves when everything in the journal is recorded, however long the database is away. */
  catchUp(): Promise<void> {
    return this.#shipAll({ untilEmpty: true });
  }

  /** Ships what is there, if the database answers, then ends. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      await this.#options.journal.waitForRecords(250);
      if (!this.#stopping) await pause(this.#options.gatherMs ?? 40);
      await this.#shipAll({ untilEmpty: false });
    }
  }

  /** Ends when the journal is all shipped, or so nearly that it pays to gather more first. */
  async #shipAll({ untilEmpty }: { untilEmpty: boolean }): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    for (;;) {
      try {
        const batch = await this.#options.journal.nextBatch();
        if (batch === null) return;
        await this.#around(batch);
        await this.#options.journal.acknowledge(batch);
        this.#report(null);
        retryMs = FIRST_RETRY_MS;
        if (!untilEmpty && this.#isNearlyEmpty()) return;
      } catch (fault) {
        this.#report(fault as Error);
        if (this.#stopping) return;
        await pause(retryMs);
        retryMs = Math.min(retryMs * 2, this.#options.longestRetryMs ?? 2_000);
      }
    }
  }

  #isNearlyEmpty(): boolean {
    return !this.#stopping && this.#options.journal.stats().unshippedBytes < WORTHWHILE_BYTES;
  }

  async #around({ records }: JournalBatch): Promise<void> {
    const record = () => this.#record(records, { from: 0, to: records.length });
    const { around } = this.#options;
    await (around === undefined ? record() : around({ keys: records.ids, record }));
  }

  /** Halves a batch that holds something unstorable until that one event stands alone. */
  async #record(records: SettledRecords, { from, to }: Range): Promise<void> {
    try {
      await recordBatch(this.#options.pool, records.list(from, to), this.#options.steps);
    } catch (fault) {
      if (!isUnstorable(fault)) throw fault;
      if (to - from === 1) {
        await this.#options.setAside(records.jsons[from] as string, fault as Error);
        return;
      }
      const middle = Math.ceil((from + to) / 2);
      await this.#record(records, { from, to: middle });
      await this.#record(records, { from: middle, to });
    }
  }

  #report(fault: Error | null): void {
    const working = fault === null;
    if (working && this.#working) return;
    this.#working = working;
    this.#options.onState(fault);
  }
}

function isUnstorable(fault: unknown): boolean {
  const { code } = fault as { code?: unknown };
  return typeof code === 'string' && UNSTORABLE.test(code);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
