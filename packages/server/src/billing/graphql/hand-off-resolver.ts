import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Secret } from '../../kernel/index.ts';
import {
  callerName,
  type GraphqlContext,
  type Page,
  Permit,
  pageByTime,
} from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { HandOffs, TargetKind } from '../index.ts';
import {
  BillingTarget,
  BillingTargetInput,
  BillingTargetKind,
  BillingTargetPayload,
  CheckBillingTargetPayload,
  InvoiceHandOff,
  InvoiceHandOffConnection,
  InvoiceHandOffFilterInput,
  InvoiceHandOffPayload,
  RemoveBillingTargetPayload,
  toHandOff,
  toTarget,
} from './hand-off-types.ts';
import { INVOICE_ID, Invoice } from './invoice-types.ts';

/** No invoice has it: an id that is none finds nothing. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

@Resolver(() => Invoice)
export class HandOffResolver {
  readonly #handOffs: HandOffs;
  readonly #read = (ids: readonly string[]) => this.#handOffs.ofInvoices(ids);

  constructor(handOffs: HandOffs) {
    this.#handOffs = handOffs;
  }

  @Query(() => [BillingTarget], { description: 'At most one of each kind.' })
  @Permit('READ_INVOICES')
  async billingTargets(): Promise<BillingTarget[]> {
    return (await this.#handOffs.targets()).map(toTarget);
  }

  @Query(() => InvoiceHandOffConnection, { description: 'Latest first.' })
  @Permit('READ_INVOICES')
  invoiceHandOffs(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('filter', () => InvoiceHandOffFilterInput, { nullable: true })
    filter?: InvoiceHandOffFilterInput | null,
  ): Promise<Page<InvoiceHandOff>> {
    const asked = { kinds: filter?.targets ?? [], statuses: filter?.statuses ?? [] };
    return pageByTime({ first, after }, (page) => this.#handOffs.list(asked, page), toHandOff);
  }

  @FieldResolver(() => [InvoiceHandOff], {
    description: 'At most one for each billing system that takes invoices over.',
  })
  @Permit('READ_INVOICES')
  async handOffs(
    @Root() invoice: Invoice,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoiceHandOff[]> {
    const id = decodeUuid(INVOICE_ID, invoice.id) ?? NO_ID;
    return (await context.loaders.load(this.#read, id)).map(toHandOff);
  }

  @Mutation(() => BillingTargetPayload, {
    description: 'The API key is kept sealed and not shown again.',
  })
  @Permit('MANAGE_INVOICES')
  async setBillingTarget(
    @Arg('input', () => BillingTargetInput) input: BillingTargetInput,
    @Ctx() context: GraphqlContext,
  ): Promise<BillingTargetPayload> {
    const { kind, apiKey, baseUrl = null, automatic } = input;
    const terms = { kind, baseUrl, automatic, apiKey: apiKey == null ? null : new Secret(apiKey) };
    const done = await this.#handOffs.setTarget(terms, callerName(context));
    if (!done.ok) return { billingTarget: null, userErrors: done.error };
    return { billingTarget: toTarget(done.value), userErrors: [] };
  }

  @Mutation(() => RemoveBillingTargetPayload, {
    description: 'What it has taken over stays there; what is on its way stops.',
  })
  @Permit('MANAGE_INVOICES')
  async removeBillingTarget(
    @Arg('kind', () => BillingTargetKind) kind: TargetKind,
  ): Promise<RemoveBillingTargetPayload> {
    const done = await this.#handOffs.removeTarget(kind);
    return { removed: done.ok, userErrors: done.ok ? [] : done.error };
  }

  @Mutation(() => CheckBillingTargetPayload, {
    description: 'Reads something there with its API key; nothing is changed.',
  })
  @Permit('MANAGE_INVOICES')
  async checkBillingTarget(
    @Arg('kind', () => BillingTargetKind) kind: TargetKind,
  ): Promise<CheckBillingTargetPayload> {
    const done = await this.#handOffs.check(kind);
    return done.ok
      ? { fault: done.value, userErrors: [] }
      : { fault: null, userErrors: done.error };
  }

  @Mutation(() => InvoiceHandOffPayload, {
    description:
      'Of a final invoice, or again where it FAILED. Once it is there as it is here this changes nothing.',
  })
  @Permit('MANAGE_INVOICES')
  async handOffInvoice(
    @Arg('id', () => ID) id: string,
    @Arg('target', () => BillingTargetKind) target: TargetKind,
  ): Promise<InvoiceHandOffPayload> {
    const done = await this.#handOffs.request(decodeUuid(INVOICE_ID, id) ?? NO_ID, target);
    if (!done.ok) return { handOff: null, userErrors: done.error };
    return { handOff: toHandOff(done.value), userErrors: [] };
  }
}
