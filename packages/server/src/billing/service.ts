import { randomUUIDv7 } from 'node:crypto';
import { assert, type Clock, err, ok } from '../kernel/index.ts';
import { isWithin, type Reach } from '../platform/access/index.ts';
import type { Pool, TimePage } from '../platform/postgres/index.ts';
import { type Change, Changes } from './changes.ts';
import { finaliseInvoice } from './finalise.ts';
import { lockCustomers } from './generate.ts';
import { lock, requireCreditable, requireStatus, requireText, requireTotals } from './guards.ts';
import { callsOf } from './line-calls.ts';
import { returnCredit } from './prepaid/ledger.ts';
import { type Answer, Refusal } from './problem.ts';
import { replaceInvoice, replacementOf } from './replace.ts';
import type { BilledCallRow, CallPosition } from './sql/billed-calls.ts';
import {
  type CreditNoteFilter,
  type CreditNoteRow,
  insertCreditNote,
  listCreditNotes,
} from './sql/credit-notes.ts';
import {
  findInvoice,
  type InvoiceFilter,
  type InvoiceRow,
  listInvoices,
  nextNumber,
  timeFor,
} from './sql/invoice-rows.ts';
import { type InvoiceSums, sumInvoices } from './sql/invoice-sums.ts';
import { findLine, type LineDetail, type LineRow, listLines } from './sql/lines.ts';

const MOST_AT_ONCE = 100;

export interface LineOfInvoice {
  readonly line: LineDetail;
  readonly invoice: InvoiceRow;
}

/** Invoices as they are read, and how they end. Every method is one transaction. */
export class InvoiceService {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #changes: Changes;

  constructor(deps: { pool: Pool; clock: Clock }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
    this.#changes = new Changes(deps);
  }

  /** Callers who see their own only see it once it is final. */
  async find(id: string, reach: Reach): Promise<InvoiceRow | null> {
    const invoice = await findInvoice(this.#pool, id);
    if (invoice === null || !isWithin(reach, invoice)) return null;
    return reach === 'ALL' || invoice.finalisedAt !== null ? invoice : null;
  }

  list(filter: InvoiceFilter, page: TimePage): Promise<InvoiceRow[]> {
    return listInvoices(this.#pool, filter, page);
  }

  /** What they come to, currency by currency. */
  sums(filter: InvoiceFilter): Promise<InvoiceSums[]> {
    return sumInvoices(this.#pool, filter);
  }

  lines(invoiceId: string, page: { after: number; limit: number }): Promise<LineRow[]> {
    return listLines(this.#pool, invoiceId, page);
  }

  creditNotes(filter: CreditNoteFilter, page: TimePage): Promise<CreditNoteRow[]> {
    return listCreditNotes(this.#pool, filter, page);
  }

  /** A line with the invoice it is on, if that is within reach. */
  async line(id: string, reach: Reach): Promise<LineOfInvoice | null> {
    const line = await findLine(this.#pool, id);
    const invoice = line && (await this.find(line.invoiceId, reach));
    return line && invoice && { line, invoice };
  }

  /** The calls that make up a line, latest first. */
  calls(
    of: LineOfInvoice,
    page: { limit: number; after: CallPosition | null },
  ): Promise<BilledCallRow[]> {
    return callsOf(this.#pool, of, page);
  }

  /** Gives it its number and freezes it. Invoices of one customer are finalised in order. */
  finalise(change: Change, idempotencyKey: string): Answer<InvoiceRow> {
    const request = { operation: 'finaliseInvoice', key: idempotencyKey, request: change.id };
    return this.#changes.changeOnce(request, change, (tx, invoice) =>
      finaliseInvoice(tx, invoice, { by: change.by, now: timeFor(invoice, this.#clock) }),
    );
  }

  /** All of them or none, and only if they come to what was looked at, currency by currency. */
  async finaliseAll(
    ids: readonly string[],
    expected: readonly { currency: string; total: string }[],
    { by, idempotencyKey }: { by: string; idempotencyKey: string },
  ): Answer<readonly string[]> {
    if (ids.length === 0 || ids.length > MOST_AT_ONCE || new Set(ids).size !== ids.length) {
      const message = `Name 1 to ${MOST_AT_ONCE} different invoices`;
      return err([{ code: 'INVALID', message, path: ['ids'] }]);
    }
    const asked = {
      operation: 'finaliseInvoices',
      key: idempotencyKey,
      request: JSON.stringify([ids, expected]),
    };
    const done = await this.#changes.run(asked, ids[0] ?? '', async (tx) => {
      const invoices: InvoiceRow[] = [];
      for (const id of ids.toSorted()) invoices.push(await lock(tx, id));
      requireTotals(invoices, expected);
      await lockCustomers(
        tx,
        invoices.map(({ customer }) => customer),
      );
      const inOrder = invoices.toSorted(
        (a, b) => a.periodStart.getTime() - b.periodStart.getTime(),
      );
      for (const each of inOrder)
        await finaliseInvoice(tx, each, { by, now: timeFor(each, this.#clock) });
    });
    return done.ok ? ok(ids) : done;
  }

  markPaid(change: Change, reference: string, idempotencyKey: string): Answer<InvoiceRow> {
    const request = {
      operation: 'markInvoicePaid',
      key: idempotencyKey,
      request: `${change.id} ${reference}`,
    };
    return this.#changes.changeOnce(request, change, async (tx, invoice) => {
      requireStatus(invoice, ['FINALISED']);
      requireText(reference, 'reference');
      await tx.query(
        `update invoice set status = 'PAID', paid_at = $2, payment_reference = $3, revision = revision + 1
         where id = $1`,
        [invoice.id, timeFor(invoice, this.#clock), reference],
      );
    });
  }

  /** A replacement is a draft of what the void invoice billed, of the very same calls. */
  void(
    change: Change,
    {
      reason,
      replace,
      idempotencyKey,
    }: { reason: string; replace: boolean; idempotencyKey: string },
  ): Answer<{ invoice: InvoiceRow; replacement: InvoiceRow | null }> {
    const text = JSON.stringify([change.id, reason, replace]);
    const request = { operation: 'voidInvoice', key: idempotencyKey, request: text };
    const voided = this.#changes.changeOnce(request, change, async (tx, invoice) => {
      requireStatus(invoice, ['FINALISED']);
      requireText(reason, 'reason');
      if (invoice.credited !== '0') {
        throw new Refusal('CONFLICT', 'It has credit notes: credit the rest of it instead');
      }
      const now = timeFor(invoice, this.#clock);
      await lockCustomers(tx, [invoice.customer]);
      if (!(await returnCredit(tx, invoice, { reason, now, by: change.by }))) {
        throw new Refusal('CONFLICT', 'The credit that it became was used already');
      }
      await tx.query(
        `update invoice set status = 'VOID', voided_at = $2, void_reason = $3, revision = revision + 1
         where id = $1`,
        [invoice.id, now, reason],
      );
      if (replace) await replaceInvoice(tx, invoice, now);
    });
    return voided.then(async (done) => {
      if (!done.ok) return done;
      return ok({ invoice: done.value, replacement: await replacementOf(this.#pool, change.id) });
    });
  }

  /** Bills what a void invoice billed after all; gives the draft. */
  async replace(change: Change, idempotencyKey: string): Answer<InvoiceRow> {
    const request = { operation: 'replaceInvoice', key: idempotencyKey, request: change.id };
    const done = await this.#changes.changeOnce(request, change, async (tx, invoice) => {
      requireStatus(invoice, ['VOID']);
      if ((await replacementOf(tx, invoice.id)) !== null) {
        throw new Refusal('CONFLICT', 'It was replaced already');
      }
      await lockCustomers(tx, [invoice.customer]);
      await replaceInvoice(tx, invoice, timeFor(invoice, this.#clock));
    });
    if (!done.ok) return done;
    const replacement = await replacementOf(this.#pool, change.id);
    assert(replacement !== null, 'a replacement was made and is not there');
    return ok(replacement);
  }

  /** Takes back part or all of a finalised invoice; together never more than it came to. */
  credit(
    change: Change,
    { amount, reason, idempotencyKey }: { amount: string; reason: string; idempotencyKey: string },
  ): Answer<InvoiceRow> {
    const text = JSON.stringify([change.id, amount, reason]);
    const request = { operation: 'createCreditNote', key: idempotencyKey, request: text };
    return this.#changes.changeOnce(request, change, async (tx, invoice) => {
      requireStatus(invoice, ['FINALISED', 'PAID']);
      requireText(reason, 'reason');
      requireCreditable(invoice, amount);
      await insertCreditNote(tx, {
        id: randomUUIDv7(),
        number: await nextNumber(tx, 'creditNote', invoice),
        invoiceId: invoice.id,
        ...{ amount, reason, createdBy: change.by, createdAt: timeFor(invoice, this.#clock) },
      });
    });
  }
}
