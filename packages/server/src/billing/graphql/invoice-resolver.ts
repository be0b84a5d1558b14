import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import {
  badUserInput,
  connectionOf,
  type GraphqlContext,
  may,
  Permit,
  pageByTime,
  pageSize,
  reach,
} from '../../platform/graphql/index.ts';
import { decodeCursor, decodeUuid, encodeCursor } from '../../platform/opaque/index.ts';
import { type InvoiceService, shownLine } from '../index.ts';
import { CreditNoteConnection, toCreditNote } from './credit-note-types.ts';
import { readInvoiceFilter } from './invoice-filter.ts';
import {
  INVOICE_ID,
  Invoice,
  InvoiceConnection,
  InvoiceFilterInput,
  InvoiceLineConnection,
  InvoiceSum,
  toInvoice,
  toInvoiceSum,
  toLine,
} from './invoice-types.ts';

@Resolver(() => Invoice)
export class InvoiceResolver {
  readonly #invoices: InvoiceService;

  constructor(invoices: InvoiceService) {
    this.#invoices = invoices;
  }

  @Query(() => Invoice, { nullable: true })
  @Permit('READ_INVOICES', { own: true })
  async invoice(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Invoice | null> {
    const key = decodeUuid(INVOICE_ID, id);
    const found = key && (await this.#invoices.find(key, reach(context, 'READ_INVOICES')));
    return found ? toInvoice(found) : null;
  }

  @Query(() => InvoiceConnection, { description: 'Latest first.' })
  @Permit('READ_INVOICES', { own: true })
  invoices(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('filter', () => InvoiceFilterInput, { nullable: true }) filter?: InvoiceFilterInput | null,
  ): Promise<InvoiceConnection> {
    const asked = readInvoiceFilter(context, filter);
    return pageByTime({ first, after }, (page) => this.#invoices.list(asked, page), toInvoice);
  }

  @Query(() => [InvoiceSum], {
    description: 'What the invoices of a filter come to, one for each currency.',
  })
  @Permit('READ_INVOICES', { own: true })
  async invoiceSums(
    @Ctx() context: GraphqlContext,
    @Arg('filter', () => InvoiceFilterInput, { nullable: true }) filter?: InvoiceFilterInput | null,
  ): Promise<InvoiceSum[]> {
    return (await this.#invoices.sums(readInvoiceFilter(context, filter))).map(toInvoiceSum);
  }

  @FieldResolver(() => InvoiceLineConnection, { description: 'In order of position.' })
  @Permit('READ_INVOICES', { own: true })
  async lines(
    @Root() invoice: Invoice,
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 100 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<InvoiceLineConnection> {
    const limit = pageSize(first);
    const position = after == null ? 0 : readPosition(after);
    const id = decodeUuid(INVOICE_ID, invoice.id) ?? '';
    const found = await this.#invoices.lines(id, { after: position, limit: limit + 1 });
    const internals = may(context, 'READ_INTERNALS');
    const items = found.slice(0, limit).map((line) => ({
      node: toLine(shownLine(line, { internals }), invoice),
      cursor: encodeCursor([line.position]),
    }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  @FieldResolver(() => CreditNoteConnection, { description: 'Latest first.' })
  @Permit('READ_INVOICES', { own: true })
  creditNotes(
    @Root() invoice: Invoice,
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<CreditNoteConnection> {
    const invoiceId = decodeUuid(INVOICE_ID, invoice.id);
    const filter = { reach: reach(context, 'READ_INVOICES'), customer: null, invoiceId };
    return pageByTime(
      { first, after },
      (page) => this.#invoices.creditNotes(filter, page),
      toCreditNote,
    );
  }
}

function readPosition(cursor: string): number {
  const [position] = decodeCursor(cursor, 1) ?? [];
  if (typeof position === 'number' && Number.isSafeInteger(position)) return position;
  throw badUserInput('after is not a cursor of this list');
}
