import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { type GraphqlContext, Permit, pageByTime } from '../../platform/graphql/index.ts';
import type { InvoiceService } from '../index.ts';
import { readInvoiceFilter } from './invoice-filter.ts';
import { InvoiceConnection, InvoiceSum, toInvoice, toInvoiceSum } from './invoice-types.ts';
import { InvoiceRun } from './run-types.ts';

@Resolver(() => InvoiceRun)
export class InvoiceRunResolver {
  readonly #invoices: InvoiceService;

  constructor(invoices: InvoiceService) {
    this.#invoices = invoices;
  }

  @FieldResolver(() => [InvoiceSum], { description: 'What they come to, one for each currency.' })
  @Permit('READ_INVOICES')
  async sums(@Root() { id }: InvoiceRun, @Ctx() context: GraphqlContext): Promise<InvoiceSum[]> {
    const filter = readInvoiceFilter(context, { statuses: [], run: id });
    return (await this.#invoices.sums(filter)).map(toInvoiceSum);
  }

  @FieldResolver(() => InvoiceConnection, { description: 'Latest first.' })
  @Permit('READ_INVOICES')
  invoices(
    @Root() { id }: InvoiceRun,
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<InvoiceConnection> {
    const filter = readInvoiceFilter(context, { statuses: [], run: id });
    return pageByTime({ first, after }, (page) => this.#invoices.list(filter, page), toInvoice);
  }
}
