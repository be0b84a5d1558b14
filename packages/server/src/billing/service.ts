import { createHash, randomUUIDv7 } from 'node:crypto';
import { once } from '../identity/index.ts';
import { type Clock, err, isPlainText, ok, parsePico } from '../kernel/index.ts';
import { isWithin, type Reach } from '../platform/access/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { draftMissing, lockCustomer, refreshDraft } from './generate.ts';
import {
  answer,
  lock,
  requireCreditable,
  requireRevision,
  requireStatus,
  requireText,
  requireTotals,
} from './guards.ts';
import { type Answer, Refusal } from './problem.ts';
import { exactOf } from './rating/exact.ts';
import { amountLine } from './rating/line.ts';
import {
  findInvoice,
  type InvoiceFilter,
  type InvoiceRow,
  invoiceBefore,
  listInvoices,
  nextNumber,
} from './sql/invoice-rows.ts';
import { type InvoiceSums, sumInvoices } from './sql/invoice-sums.ts';
import { appendLine, type LineRow, listLines, removeManualLine } from './sql/lines.ts';
import { customersWithUsage } from './sql/usage.ts';

const SERIES = { invoice: 'INV', creditNote: 'CN' } as const;
const LONGEST_KEY = 128;
const MOST_AT_ONCE = 100;
const CUSTOMERS = 500;
const DAY_MS = 86_400_000;

/** What every change of an invoice says: whose, which revision was looked at, and under which key. */
export interface Change {
  readonly id: string;
  readonly expectedRevision: number;
  readonly by: string;
}

/** Invoices from draft to paid. Every method is one transaction, or one for each invoice. */
export class InvoiceService {
  readonly #pool: Pool;
  readonly #clock: Clock;

  constructor(deps: { pool: Pool; clock: Clock }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
  }

  /** Callers who see their own only see it once it is final. */
  async find(id: string, reach: Reach): Promise<InvoiceRow | null> {
    const invoice = await findInvoice(this.#pool, id);
    if (invoice === null || !isWithin(reach, invoice)) return null;
    return reach === 'ALL' || invoice.finalisedAt !== null ? invoice : null;
  }

  list(
    filter: InvoiceFilter,
    page: { limit: number; after: { createdAt: Date; id: string } | null },
  ): Promise<InvoiceRow[]> {
    return listInvoices(this.#pool, filter, page);
  }

  /** What they come to, currency by currency. */
  sums(filter: InvoiceFilter): Promise<InvoiceSums[]> {
    return sumInvoices(this.#pool, filter);
  }

  lines(invoiceId: string, page: { after: number; limit: number }): Promise<LineRow[]> {
    return listLines(this.#pool, invoiceId, page);
  }

  /** For these customers, or for all when none is named; doing it again makes nothing twice. */
  async generate(customers: readonly string[], until: Date | null): Promise<string[]> {
    const now = this.#clock.now();
    const upTo = until !== null && until < now ? until : now;
    const made: string[] = [];
    for await (const customer of this.#each(customers)) {
      made.push(...(await draftMissing(this.#pool, customer, { until: upTo, now })));
    }
    return made;
  }

  refresh(change: Change): Answer<InvoiceRow> {
    return this.#change(change, async (tx, invoice) => {
      requireStatus(invoice, ['DRAFT']);
      await refreshDraft(tx, invoice, this.#clock.now());
    });
  }

  addLine(change: Change, line: { description: string; amount: string }): Answer<InvoiceRow> {
    return this.#change(change, async (tx, invoice) => {
      requireStatus(invoice, ['DRAFT']);
      const amount = parsePico(line.amount);
      if (amount === null || amount === 0n) {
        throw new Refusal('INVALID', 'Give an amount other than 0', ['amount']);
      }
      requireText(line.description, 'description');
      const id = randomUUIDv7();
      const period = { startsAt: invoice.periodStart, endsAt: invoice.periodEnd };
      const rated = amountLine('MANUAL', line.description, exactOf(amount));
      await appendLine(tx, invoice.id, { ...rated, key: id, id, period, late: false });
      await refreshDraft(tx, invoice, this.#clock.now());
    });
  }

  removeLine(change: Change, lineId: string): Answer<InvoiceRow> {
    return this.#change(change, async (tx, invoice) => {
      requireStatus(invoice, ['DRAFT']);
      const removed = await removeManualLine(tx, invoice.id, lineId);
      if (!removed) throw new Refusal('NOT_FOUND', 'There is no such manual line', ['lineId']);
      await refreshDraft(tx, invoice, this.#clock.now());
    });
  }

  /** In review a draft no longer follows the record. */
  setInReview(change: Change, inReview: boolean): Answer<InvoiceRow> {
    return this.#change(change, async (tx, invoice) => {
      requireStatus(invoice, [inReview ? 'DRAFT' : 'IN_REVIEW']);
      await tx.query('update invoice set status = $2, revision = revision + 1 where id = $1', [
        invoice.id,
        inReview ? 'IN_REVIEW' : 'DRAFT',
      ]);
    });
  }

  /** Gives it its number and freezes it. Invoices of one customer are finalised in order. */
  finalise(change: Change, idempotencyKey: string): Answer<InvoiceRow> {
    const request = { operation: 'finaliseInvoice', key: idempotencyKey, request: change.id };
    return this.#once(request, change, (tx, invoice) => this.#finalise(tx, invoice, change.by));
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
    const request = JSON.stringify([ids, expected]);
    return this.#run(
      'finaliseInvoices',
      idempotencyKey,
      { request, result: ids[0] ?? '' },
      async (tx) => {
        const invoices: InvoiceRow[] = [];
        for (const id of ids.toSorted()) invoices.push(await lock(tx, id));
        requireTotals(invoices, expected);
        const inOrder = invoices.toSorted(
          (a, b) => a.periodStart.getTime() - b.periodStart.getTime(),
        );
        for (const each of inOrder) await this.#finalise(tx, each, by);
      },
    ).then((done) => (done.ok ? ok(ids) : done));
  }

  markPaid(change: Change, reference: string, idempotencyKey: string): Answer<InvoiceRow> {
    const request = {
      operation: 'markInvoicePaid',
      key: idempotencyKey,
      request: `${change.id} ${reference}`,
    };
    return this.#once(request, change, async (tx, invoice) => {
      requireStatus(invoice, ['FINALISED']);
      requireText(reference, 'reference');
      await tx.query(
        `update invoice set status = 'PAID', paid_at = $2, payment_reference = $3, revision = revision + 1
         where id = $1`,
        [invoice.id, this.#clock.now(), reference],
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
    const voided = this.#once(request, change, async (tx, invoice) => {
      requireStatus(invoice, ['FINALISED']);
      requireText(reason, 'reason');
      if (invoice.credited !== '0') {
        throw new Refusal('CONFLICT', 'It has credit notes: credit the rest of it instead');
      }
      const now = this.#clock.now();
      await tx.query(
        `update invoice set status = 'VOID', voided_at = $2, void_reason = $3, revision = revision + 1
         where id = $1`,
        [invoice.id, now, reason],
      );
      if (replace) await this.#replace(tx, invoice, now);
    });
    return voided.then(async (done) => {
      if (!done.ok) return done;
      const { rows } = await this.#pool.query<{ id: string }>(
        'select id from invoice where replaces = $1',
        [change.id],
      );
      const replacement = rows[0] ? await findInvoice(this.#pool, rows[0].id) : null;
      return ok({ invoice: done.value, replacement });
    });
  }

  /** Takes back part or all of a finalised invoice; together never more than it came to. */
  credit(
    change: Change,
    { amount, reason, idempotencyKey }: { amount: string; reason: string; idempotencyKey: string },
  ): Answer<InvoiceRow> {
    const text = JSON.stringify([change.id, amount, reason]);
    const request = { operation: 'createCreditNote', key: idempotencyKey, request: text };
    return this.#once(request, change, async (tx, invoice) => {
      requireStatus(invoice, ['FINALISED', 'PAID']);
      requireText(reason, 'reason');
      requireCreditable(invoice, amount);
      await tx.query(
        `insert into credit_note (id, number, invoice_id, amount, reason, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          randomUUIDv7(),
          await nextNumber(tx, SERIES.creditNote),
          invoice.id,
          amount,
          reason,
          this.#clock.now(),
          change.by,
        ],
      );
    });
  }

  async #finalise(tx: Queryable, invoice: InvoiceRow, by: string): Promise<void> {
    requireStatus(invoice, ['DRAFT', 'IN_REVIEW']);
    await lockCustomer(tx, invoice.customer);
    const previous = await invoiceBefore(tx, invoice.customer, invoice.periodStart);
    if (previous !== null && previous.finalisedAt === null) {
      throw new Refusal('CONFLICT', 'Finalise the invoice of the period before it first');
    }
    if (
      previous?.finalisedAt != null &&
      invoice.replaces === null &&
      (invoice.refreshedAt < previous.finalisedAt ||
        invoice.afterSequence !== previous.untilSequence)
    ) {
      throw new Refusal('CONFLICT', 'The invoice before it was finalised since: refresh this one');
    }
    if (invoice.total.startsWith('-')) {
      throw new Refusal(
        'INVALID',
        'It comes to less than nothing: credit an earlier invoice instead',
      );
    }
    const now = this.#clock.now();
    const number = await nextNumber(tx, SERIES.invoice);
    const due = new Date(now.getTime() + invoice.party.paymentDays * DAY_MS);
    await tx.query(
      `update invoice set (status, number, finalised_at, finalised_by, due_on, revision, content_sha256) = (
         select 'FINALISED', $2::text, $3::timestamptz, $4::text, $5::date, i.revision + 1,
           sha256(convert_to(invoice_content(jsonb_populate_record(i, jsonb_build_object(
             'number', $2::text, 'finalised_at', $3::timestamptz, 'finalised_by', $4::text,
             'due_on', $5::date)))::text, 'UTF8'))
         from invoice i where i.id = $1)
       where id = $1`,
      [invoice.id, number, now, by, due.toISOString().slice(0, 10)],
    );
  }

  async #replace(tx: Queryable, of: InvoiceRow, now: Date): Promise<void> {
    const id = randomUUIDv7();
    await tx.query(
      `insert into invoice
       select r.* from invoice i cross join lateral jsonb_populate_record(i, jsonb_build_object(
         'id', $2::uuid, 'replaces', i.id, 'status', 'DRAFT', 'revision', 1, 'number', null,
         'created_at', $3::timestamptz, 'finalised_at', null, 'finalised_by', null, 'due_on', null,
         'content_sha256', null, 'voided_at', null, 'void_reason', null)) r
       where i.id = $1`,
      [of.id, id, now],
    );
    await tx.query(
      `insert into invoice_line
       select r.* from invoice_line l cross join lateral jsonb_populate_record(l, jsonb_build_object(
         'id', gen_random_uuid(), 'invoice_id', $2::uuid)) r
       where l.invoice_id = $1 and l.kind = 'MANUAL'`,
      [of.id, id],
    );
    const draft = await findInvoice(tx, id);
    if (draft !== null) await refreshDraft(tx, draft, now);
  }

  /** One change of one invoice that is at the revision the caller looked at. */
  async #change(
    { id, expectedRevision }: Change,
    work: (tx: Queryable, invoice: InvoiceRow) => Promise<void>,
  ): Answer<InvoiceRow> {
    return answer(() =>
      withTransaction(this.#pool, async (tx) => {
        const invoice = await lock(tx, id);
        requireRevision(invoice, expectedRevision);
        await work(tx, invoice);
        return lock(tx, id);
      }),
    );
  }

  /** As `#change`, once for each idempotency key. */
  async #once(
    { operation, key, request }: { operation: string; key: string; request: string },
    { id, expectedRevision }: Change,
    work: (tx: Queryable, invoice: InvoiceRow) => Promise<void>,
  ): Answer<InvoiceRow> {
    const done = await this.#run(operation, key, { request, result: id }, async (tx) => {
      const invoice = await lock(tx, id);
      requireRevision(invoice, expectedRevision);
      await work(tx, invoice);
    });
    return done.ok ? answer(() => lock(this.#pool, id)) : done;
  }

  #run(
    operation: string,
    key: string,
    { request, result }: { request: string; result: string },
    work: (tx: Queryable) => Promise<void>,
  ): Answer<true> {
    return answer(async (): Promise<true> => {
      if (!isPlainText(key, LONGEST_KEY)) {
        const message = `Give an idempotency key of 1 to ${LONGEST_KEY} characters`;
        throw new Refusal('INVALID', message, ['idempotencyKey']);
      }
      const digest = createHash('sha256').update(request).digest();
      const at = this.#clock.now();
      const done = await once(this.#pool, { operation, key, digest, id: result, at }, work);
      if (done.kind !== 'conflict') return true;
      const message = 'This idempotency key was used for another request';
      throw new Refusal('CONFLICT', message, ['idempotencyKey']);
    });
  }

  async *#each(customers: readonly string[]): AsyncGenerator<string> {
    if (customers.length > 0) return yield* customers;
    let after: string | null = null;
    for (;;) {
      const page: string[] = await customersWithUsage(this.#pool, { after, limit: CUSTOMERS });
      yield* page;
      after = page.at(-1) ?? null;
      if (page.length < CUSTOMERS) return;
    }
  }
}
