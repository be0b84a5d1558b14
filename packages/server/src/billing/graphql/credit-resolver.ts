import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { isWithin } from '../../platform/access/index.ts';
import {
  badUserInput,
  callerName,
  type GraphqlContext,
  Permit,
  pageByTime,
  reach,
} from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { Prepaid } from '../index.ts';
import { NO_ID } from './change-of.ts';
import {
  CREDIT_GRANT_ID,
  CreditEntryConnection,
  CreditGrantConnection,
  CreditGrantInput,
  CreditGrantPayload,
  PrepaidWallet,
  SetPrepaidPayload,
  toCreditEntry,
  toCreditGrant,
  toPrepaidWallet,
} from './credit-types.ts';
import { INVOICE_ID } from './invoice-types.ts';

@Resolver()
export class CreditResolver {
  readonly #prepaid: Prepaid;

  constructor(prepaid: Prepaid) {
    this.#prepaid = prepaid;
  }

  @Query(() => CreditGrantConnection, { description: 'Latest first; of one customer, or all.' })
  @Permit('READ_INVOICES', { own: true })
  creditGrants(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('customer', () => String, { nullable: true }) customer?: string | null,
  ): Promise<CreditGrantConnection> {
    const filter = { customer: plain(customer), reach: reach(context, 'READ_INVOICES') };
    return pageByTime(
      { first, after },
      (page) => this.#prepaid.grants(filter, page),
      toCreditGrant,
    );
  }

  @Query(() => CreditEntryConnection, {
    description:
      'What became of credit, latest first: of one grant, of one invoice, of one customer, or all.',
  })
  @Permit('READ_INVOICES', { own: true })
  creditEntries(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('customer', () => String, { nullable: true }) customer?: string | null,
    @Arg('creditGrantId', () => ID, { nullable: true }) creditGrantId?: string | null,
    @Arg('invoiceId', () => ID, { nullable: true }) invoice?: string | null,
  ): Promise<CreditEntryConnection> {
    const grantId = creditGrantId == null ? null : decodeUuid(CREDIT_GRANT_ID, creditGrantId);
    if (creditGrantId != null && grantId === null) {
      throw badUserInput('creditGrantId is not the id of a credit grant');
    }
    const invoiceId = invoice == null ? null : decodeUuid(INVOICE_ID, invoice);
    if (invoice != null && invoiceId === null) {
      throw badUserInput('invoiceId is not the id of an invoice');
    }
    const of = { customer: plain(customer), grantId, invoiceId };
    const filter = { ...of, reach: reach(context, 'READ_INVOICES') };
    return pageByTime(
      { first, after },
      (page) => this.#prepaid.entries(filter, page),
      toCreditEntry,
    );
  }

  @Query(() => PrepaidWallet, { nullable: true })
  @Permit('READ_INVOICES', { own: true })
  async prepaidWallet(
    @Arg('customer', () => String) customer: string,
    @Ctx() context: GraphqlContext,
  ): Promise<PrepaidWallet | null> {
    if (!isWithin(reach(context, 'READ_INVOICES'), { customer })) return null;
    return toPrepaidWallet(await this.#prepaid.wallet(customer.replaceAll('\0', '')));
  }

  @Mutation(() => CreditGrantPayload, {
    description: 'Invoices take from it, whole or in part, when they are finalised.',
  })
  @Permit('MANAGE_INVOICES')
  async grantCredit(
    @Arg('input', () => CreditGrantInput) input: CreditGrantInput,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<CreditGrantPayload> {
    const { customer, name, amount, currency, priority } = input;
    const request = { customer, name, amount, currency, priority };
    const done = await this.#prepaid.grant(
      { ...request, expiresAt: input.expiresAt ?? null },
      { by: callerName(context), idempotencyKey },
    );
    if (!done.ok) return { creditGrant: null, userErrors: done.error };
    return { creditGrant: toCreditGrant(done.value), userErrors: [] };
  }

  @Mutation(() => CreditGrantPayload, { description: 'Takes what is left of it.' })
  @Permit('MANAGE_INVOICES')
  async voidCreditGrant(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<CreditGrantPayload> {
    const key = decodeUuid(CREDIT_GRANT_ID, id) ?? NO_ID;
    const asked = { reason, by: callerName(context), idempotencyKey };
    const done = await this.#prepaid.voidGrant(key, asked);
    if (!done.ok) return { creditGrant: null, userErrors: done.error };
    return { creditGrant: toCreditGrant(done.value), userErrors: [] };
  }

  @Mutation(() => SetPrepaidPayload, {
    description: 'Whether calls of a customer are refused once its credit does not pay for them.',
  })
  @Permit('MANAGE_INVOICES')
  async setPrepaid(
    @Arg('customer', () => String) customer: string,
    @Arg('isPrepaid', () => Boolean) isPrepaid: boolean,
    @Arg('expectedRevision', () => Int) expectedRevision: number,
    @Ctx() context: GraphqlContext,
  ): Promise<SetPrepaidPayload> {
    const asked = { customer, isPrepaid, expectedRevision };
    const done = await this.#prepaid.setPrepaid(asked, callerName(context));
    if (!done.ok) return { prepaidWallet: null, userErrors: done.error };
    return { prepaidWallet: toPrepaidWallet(done.value), userErrors: [] };
  }
}

function plain(customer: string | null | undefined): string | null {
  return customer?.replaceAll('\0', '') ?? null;
}
