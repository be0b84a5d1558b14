import { randomUUIDv7 } from 'node:crypto';
import { type Clock, parsePico } from '../kernel/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import { type Change, Changes } from './changes.ts';
import { DraftSums } from './draft-sums.ts';
import { draftMissing, previewMissing } from './generate.ts';
import { requireStatus, requireText } from './guards.ts';
import { type Answer, Refusal } from './problem.ts';
import { exactOf } from './rating/exact.ts';
import { amountLine } from './rating/line.ts';
import { refreshDraft } from './refresh.ts';
import { type InvoiceRow, timeFor } from './sql/invoice-rows.ts';
import type { InvoiceRun } from './sql/invoice-runs.ts';
import type { InvoiceSums } from './sql/invoice-sums.ts';
import { appendLine, removeManualLine } from './sql/lines.ts';
import { customersInRealTime } from './sql/usage.ts';

/** Customers that are drafted for in one transaction. */
const BATCH = 5_000;

/** Of a line that is put in by hand. */
const MOST_PICO = 10n ** 24n;

/** Invoices while they can change. Every method is one transaction, or one for each invoice. */
export class DraftService {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #changes: Changes;

  constructor(deps: { pool: Pool; clock: Clock }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
    this.#changes = new Changes(deps);
  }

  /**
   * For these customers, or for all but those on a test clock when none is named, what has ended by then and
   * by now, and that long ago; doing it again makes nothing twice. Gives the ids of what `run` made.
   */
  async generate(
    customers: readonly string[],
    until: Date | null,
    { run = this.newRun(), graceMs = 0 }: { run?: InvoiceRun; graceMs?: number } = {},
  ): Promise<string[]> {
    const closing = { until, graceMs, now: this.#clock.now() };
    const made: string[] = [];
    for await (const batch of this.#batches(customers)) {
      made.push(...(await draftMissing(this.#pool, batch, closing, run)));
    }
    return made;
  }

  /** A run that begins now. It is there once it has made something. */
  newRun(startedBy = 'tollgate', { isScheduled = false } = {}): InvoiceRun {
    return { id: randomUUIDv7(), startedAt: this.#clock.now(), startedBy, isScheduled };
  }

  /** What `generate` would draft at this moment, currency by currency. */
  async preview(customers: readonly string[], until: Date | null): Promise<InvoiceSums[]> {
    const closing = { until, graceMs: 0, now: this.#clock.now() };
    const sums = new DraftSums();
    for await (const batch of this.#batches(customers)) {
      sums.add(await previewMissing(this.#pool, batch, closing));
    }
    return sums.byCurrency();
  }

  refresh(change: Change): Answer<InvoiceRow> {
    return this.#changes.change(change, async (tx, invoice) => {
      requireStatus(invoice, ['DRAFT']);
      await refreshDraft(tx, invoice, timeFor(invoice, this.#clock));
    });
  }

  addLine(change: Change, line: { description: string; amount: string }): Answer<InvoiceRow> {
    return this.#changes.change(change, async (tx, invoice) => {
      requireStatus(invoice, ['DRAFT']);
      const amount = parsePico(line.amount);
      if (amount === null || amount === 0n || amount > MOST_PICO || amount < -MOST_PICO) {
        const message = 'Give an amount other than 0, at most 10^12, with at most 12 decimals';
        throw new Refusal('INVALID', message, ['amount']);
      }
      requireText(line.description, 'description');
      const id = randomUUIDv7();
      const period = { startsAt: invoice.periodStart, endsAt: invoice.periodEnd };
      const rated = amountLine('MANUAL', line.description, exactOf(amount));
      await appendLine(tx, invoice.id, { ...rated, key: id, id, period, late: false });
      await refreshDraft(tx, invoice, timeFor(invoice, this.#clock));
    });
  }

  removeLine(change: Change, lineId: string): Answer<InvoiceRow> {
    return this.#changes.change(change, async (tx, invoice) => {
      requireStatus(invoice, ['DRAFT']);
      const removed = await removeManualLine(tx, invoice.id, lineId);
      if (!removed) throw new Refusal('NOT_FOUND', 'There is no such manual line', ['lineId']);
      await refreshDraft(tx, invoice, timeFor(invoice, this.#clock));
    });
  }

  /** In review a draft no longer follows the record. */
  setInReview(change: Change, inReview: boolean): Answer<InvoiceRow> {
    return this.#changes.change(change, async (tx, invoice) => {
      requireStatus(invoice, [inReview ? 'DRAFT' : 'IN_REVIEW']);
      await tx.query('update invoice set status = $2, revision = revision + 1 where id = $1', [
        invoice.id,
        inReview ? 'IN_REVIEW' : 'DRAFT',
      ]);
    });
  }

  async *#batches(customers: readonly string[]): AsyncGenerator<string[]> {
    const named = [...new Set(customers)];
    for (let from = 0; from < named.length; from += BATCH) yield named.slice(from, from + BATCH);
    if (named.length > 0) return;
    let after: string | null = null;
    for (;;) {
      const page: string[] = await customersInRealTime(this.#pool, { after, limit: BATCH });
      if (page.length > 0) yield page;
      if (page.length < BATCH) return;
      after = page.at(-1) ?? null;
    }
  }
}
