import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { callerName, Decimal, type GraphqlContext, Permit } from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { InvoiceService } from '../index.ts';
import { changeOf, NO_ID, payload } from './change-of.ts';
import {
  ExpectedTotalInput,
  INVOICE_ID,
  InvoicePayload,
  InvoicesPayload,
  toInvoice,
  VoidInvoicePayload,
} from './invoice-types.ts';

@Resolver()
export class InvoiceChangeResolver {
  readonly #invoices: InvoiceService;

  constructor(invoices: InvoiceService) {
    this.#invoices = invoices;
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

  @Mutation(() => InvoicePayload, {
    description: 'A draft in place of a void invoice that has none: of the very same calls.',
  })
  @Permit('MANAGE_INVOICES')
  async replaceInvoice(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('idempotencyKey', () => String) key: string,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoicePayload> {
    return payload(await this.#invoices.replace(changeOf(context, id, revision), key));
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
