import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import {
  callerName,
  DateTime,
  Decimal,
  type GraphqlContext,
  Permit,
} from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { DraftService } from '../index.ts';
import { changeOf, NO_ID, payload } from './change-of.ts';
import { InvoicePayload, InvoiceSum, LINE_ID, toInvoiceSum } from './invoice-types.ts';
import { GenerateInvoicesPayload, toMade } from './run-types.ts';

@Resolver()
export class DraftResolver {
  readonly #drafts: DraftService;

  constructor(drafts: DraftService) {
    this.#drafts = drafts;
  }

  @Mutation(() => GenerateInvoicesPayload, {
    description:
      'Drafts an invoice for each period that has ended, has something to bill and has none yet: of these customers, or of all but those on a test clock. Asking again makes nothing twice.',
  })
  @Permit('MANAGE_INVOICES')
  async generateInvoices(
    @Ctx() context: GraphqlContext,
    @Arg('customers', () => [String], { defaultValue: [] }) customers: string[],
    @Arg('until', () => DateTime, { nullable: true }) until?: Date | null,
  ): Promise<GenerateInvoicesPayload> {
    const asked = readCustomers(customers);
    const run = this.#drafts.newRun(callerName(context));
    const made = asked === null ? [] : await this.#drafts.generate(asked, until ?? null, { run });
    return { ...toMade(run, made), userErrors: [] };
  }

  @Query(() => [InvoiceSum], {
    description: 'What generateInvoices would draft at this moment, currency by currency.',
  })
  @Permit('MANAGE_INVOICES')
  async generationPreview(
    @Arg('customers', () => [String], { defaultValue: [] }) customers: string[],
    @Arg('until', () => DateTime, { nullable: true }) until?: Date | null,
  ): Promise<InvoiceSum[]> {
    const asked = readCustomers(customers);
    if (asked === null) return [];
    return (await this.#drafts.preview(asked, until ?? null)).map(toInvoiceSum);
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
    return payload(await this.#drafts.refresh(changeOf(context, id, revision)));
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
    return payload(await this.#drafts.addLine(change, { description, amount }));
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
    return payload(await this.#drafts.removeLine(change, line));
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
    return payload(await this.#drafts.setInReview(change, inReview));
  }
}

/** Those that can be anybody's id; none of those who were asked for is not everybody. */
function readCustomers(asked: readonly string[]): string[] | null {
  const customers = asked.filter((customer) => !customer.includes('\0'));
  return customers.length === 0 && asked.length > 0 ? null : customers;
}
