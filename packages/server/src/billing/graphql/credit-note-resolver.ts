import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import {
  badUserInput,
  type GraphqlContext,
  Permit,
  pageByTime,
  reach,
} from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { InvoiceService } from '../index.ts';
import { CreditNoteConnection, toCreditNote } from './credit-note-types.ts';
import { INVOICE_ID } from './invoice-types.ts';

@Resolver()
export class CreditNoteResolver {
  readonly #invoices: InvoiceService;

  constructor(invoices: InvoiceService) {
    this.#invoices = invoices;
  }

  @Query(() => CreditNoteConnection, {
    description: 'Latest first; of one customer, of one invoice, or all.',
  })
  @Permit('READ_INVOICES', { own: true })
  creditNotes(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('customer', () => String, { nullable: true }) customer?: string | null,
    @Arg('invoiceId', () => ID, { nullable: true }) invoiceId?: string | null,
  ): Promise<CreditNoteConnection> {
    const asked = { customer: customer?.replaceAll('\0', '') ?? null, invoiceId: keyOf(invoiceId) };
    const filter = { ...asked, reach: reach(context, 'READ_INVOICES') };
    return pageByTime(
      { first, after },
      (page) => this.#invoices.creditNotes(filter, page),
      toCreditNote,
    );
  }
}

function keyOf(id: string | null | undefined): string | null {
  if (id == null) return null;
  const key = decodeUuid(INVOICE_ID, id);
  if (key === null) throw badUserInput('invoiceId is not the id of an invoice');
  return key;
}
