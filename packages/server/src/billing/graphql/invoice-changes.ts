import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import type { Result } from '../../kernel/index.ts';
import {
  callerName,
  DateTime,
  Decimal,
  type GraphqlContext,
  Permit,
} from '../../platform/graphql/index.ts';
import { decodeUuid, encodeId } from '../../platform/opaque/index.ts';
import type { Change, InvoiceRow, InvoiceService, Problem } from '../index.ts';
import {
  ExpectedTotalInput,
  INVOICE_ID,
  InvoicePayload,
  InvoicesPayload,
  LINE_ID,
  toInvoice,
  VoidInvoicePayload,
} from './invoice-types.ts';

/** No invoice has it: an id that is none finds nothing. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

@Resolver()
export class InvoiceChangeResolver {
  readonly #invoices: InvoiceService;

  constructor(invoices: InvoiceService) {
    this.#invoices = invoices;
  }

  @Mutation(() => InvoicesPayload, {
    description:
      'Drafts an invoice for each period that has ended, has something to bill and has none yet: of these customers, or of all. Asking again makes nothing twice.',
  })
  @Permit('MANAGE_INVOICES')
  async generateInvoices(
    @Arg('customers', () => [String], { defaultValue: [] }) customers: string[],
    @Arg('until', () => DateTime, { nullable: true }) until?: Date | null,
  ): Promise<InvoicesPayload> {
    const asked = customers.filter((customer) => !customer.includes('\0'));
    if (asked.length === 0 && customers.length > 0) return { invoiceIds: [], userErrors: [] };
    const made = await this.#invoices.generate(asked, until ?? null);
    return { invoiceIds: made.map((id) => encodeId(INVOICE_ID, id)), userErrors: [] };
  }

  @Mutation(() => InvoicePayload, {
    description: 'Draws a draft up anew from the record; lines put in by hand stay.',
  })
  @Permit('MANAGE_INVOICES')
  async refreshInvoice(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) revision: number,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoicePayload> {
    return payload(await this.#invoices.refresh(changeOf(context, id, revision)));
  }

  @Mutation(() => InvoicePayload, { description: 'The amount is in US dollars, exact.' })
  @Permit('MANAGE_INVOICES')
  async addInvoiceLine(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('description', () => String) description: string,
    @Arg('amount', () => Decimal) amount: string,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoicePayload> {
    const change = changeOf(context, id, revision);
    return payload(await this.#invoices.addLine(change, { description, amount }));
  }

  @Mutation(() => InvoicePayload)
  @Permit('MANAGE_INVOICES')
  async removeInvoiceLine(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('lineId', () => ID) lineId: string,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoicePayload> {
    const change = changeOf(context, id, revision);
    const line = decodeUuid(LINE_ID, lineId) ?? NO_ID;
    return payload(await this.#invoices.removeLine(change, line));
  }

  @Mutation(() => InvoicePayload)
  @Permit('MANAGE_INVOICES')
  async setInvoiceInReview(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('inReview', () => Boolean) inReview: boolean,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoicePayload> {
    const change = changeOf(context, id, revision);
    return payload(await this.#invoices.setInReview(change, inReview));
  }

  @Mutation(() => InvoicePayload, { description: 'Gives it its number and freezes it for good.' })
  @Permit('MANAGE_INVOICES')
  async finaliseInvoice(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('idempotencyKey', () => String) key: string,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoicePayload> {
    return payload(await this.#invoices.finalise(changeOf(context, id, revision), key));
  }

  @Mutation(() => InvoicesPayload, {
    description: 'All of 1 to 100 or none, and only if they come to these totals.',
  })
  @Permit('MANAGE_INVOICES')
  async finaliseInvoices(
    @Arg('ids', () => [ID]) ids: string[],
    @Arg('expectedTotals', () => [ExpectedTotalInput]) expected: ExpectedTotalInput[],
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoicesPayload> {
    const keys = ids.map((id) => decodeUuid(INVOICE_ID, id) ?? NO_ID);
    const request = { by: callerName(context), idempotencyKey };
    const done = await this.#invoices.finaliseAll(keys, expected, request);
    return done.ok
      ? { invoiceIds: ids, userErrors: [] }
      : { invoiceIds: [], userErrors: done.error };
  }

  @Mutation(() => VoidInvoicePayload, {
    description: 'Its number stays used. With replace a draft bills the very same calls again.',
  })
  @Permit('MANAGE_INVOICES')
  async voidInvoice(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('reason', () => String) reason: string,
    @Arg('replace', () => Boolean) replace: boolean,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<VoidInvoicePayload> {
    const change = changeOf(context, id, revision);
    const done = await this.#invoices.void(change, { reason, replace, idempotencyKey });
    if (!done.ok) return { invoice: null, replacement: null, userErrors: done.error };
    const { invoice, replacement } = done.value;
    return {
      invoice: toInvoice(invoice),
      replacement: replacement && toInvoice(replacement),
      userErrors: [],
    };
  }

  @Mutation(() => InvoicePayload, { description: 'In full, but for what was credited.' })
  @Permit('MANAGE_INVOICES')
  async markInvoicePaid(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('reference', () => String) reference: string,
    @Arg('idempotencyKey', () => String) key: string,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoicePayload> {
    const change = changeOf(context, id, revision);
    return payload(await this.#invoices.markPaid(change, reference, key));
  }

  @Mutation(() => InvoicePayload, { description: 'In the invoice’s currency, tax included.' })
  @Permit('MANAGE_INVOICES')
  async createCreditNote(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('amount', () => Decimal) amount: string,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoicePayload> {
    const change = changeOf(context, id, revision);
    return payload(await this.#invoices.credit(change, { amount, reason, idempotencyKey }));
  }
}

function changeOf(context: GraphqlContext, id: string, expectedRevision: number): Change {
  return { id: decodeUuid(INVOICE_ID, id) ?? NO_ID, expectedRevision, by: callerName(context) };
}

function payload(done: Result<InvoiceRow, Problem[]>): InvoicePayload {
  if (!done.ok) return { invoice: null, userErrors: done.error };
  return { invoice: toInvoice(done.value), userErrors: [] };
}
