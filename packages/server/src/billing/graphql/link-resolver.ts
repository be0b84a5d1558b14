import { Arg, Ctx, Field, ID, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import {
  callerName,
  DateTime,
  type GraphqlContext,
  Permit,
  reach,
  UserError,
} from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { InvoiceLinks } from '../index.ts';
import { INVOICE_ID } from './invoice-types.ts';

const WEEK_MINUTES = 7 * 24 * 60;

@ObjectType()
@Permit('READ_INVOICES')
class InvoiceLinkPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Below the address of this server. Opens this invoice as PDF for whoever has it.',
  })
  linkPath!: string | null;

  @Field(() => DateTime, { nullable: true })
  expiresAt!: Date | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_INVOICES')
class ReplaceInvoiceLinkKeyPayload {
  @Field(() => Boolean)
  replaced!: boolean;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@Resolver()
export class InvoiceLinkResolver {
  readonly #links: InvoiceLinks;

  constructor(links: InvoiceLinks) {
    this.#links = links;
  }

  @Mutation(() => InvoiceLinkPayload, {
    description:
      'A link to a final invoice as PDF. It ends at expiresAt, when the invoice is voided, and with replaceInvoiceLinkKey. A repeated idempotencyKey returns the same link.',
  })
  @Permit('READ_INVOICES', { own: true })
  async createInvoiceLink(
    @Arg('id', () => ID) id: string,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Arg('validMinutes', () => Int, { defaultValue: WEEK_MINUTES }) validMinutes: number,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoiceLinkPayload> {
    const uuid = decodeUuid(INVOICE_ID, id);
    if (uuid === null) return { linkPath: null, expiresAt: null, userErrors: [NO_SUCH_INVOICE] };
    const asked = { validMinutes, idempotencyKey };
    const made = await this.#links.create(uuid, asked, reach(context, 'READ_INVOICES'));
    if (!made.ok) return { linkPath: null, expiresAt: null, userErrors: made.error };
    const { path, expiresAt } = made.value;
    return { linkPath: path.reveal(), expiresAt, userErrors: [] };
  }

  @Mutation(() => ReplaceInvoiceLinkKeyPayload, {
    description: 'Ends every link to an invoice that was ever made.',
  })
  @Permit('MANAGE_INVOICES')
  async replaceInvoiceLinkKey(
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ReplaceInvoiceLinkKeyPayload> {
    const done = await this.#links.replaceKey(callerName(context), idempotencyKey);
    return done.ok
      ? { replaced: true, userErrors: [] }
      : { replaced: false, userErrors: done.error };
  }
}

const NO_SUCH_INVOICE = {
  code: 'NOT_FOUND',
  message: 'There is no such invoice',
  path: ['id'],
} as const;
