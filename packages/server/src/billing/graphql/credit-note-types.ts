import { Field, ID, ObjectType } from 'type-graphql';
import { connectionType, DateTime, Money, Node, Permit } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { CreditNoteRow } from '../index.ts';
import { INVOICE_ID } from './invoice-types.ts';

export const CREDIT_NOTE_ID = 'CreditNote';

@ObjectType({ implements: Node, description: 'What was taken back of a final invoice.' })
@Permit('READ_INVOICES')
export class CreditNote implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  number!: string;

  @Field(() => ID)
  invoiceId!: string;

  @Field(() => String)
  invoiceNumber!: string;

  @Field(() => String)
  customerExternalId!: string;

  @Field(() => Money, { description: 'In the invoice’s currency, tax included.' })
  amount!: Money;

  @Field(() => String)
  reason!: string;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => String)
  @Permit('READ_INTERNALS')
  createdBy!: string;
}

export const CreditNoteConnection = connectionType(CreditNote, {
  name: 'CreditNote',
  permission: 'READ_INVOICES',
});
export type CreditNoteConnection = InstanceType<typeof CreditNoteConnection>;

export function toCreditNote(row: CreditNoteRow): CreditNote {
  return {
    ...row,
    id: encodeId(CREDIT_NOTE_ID, row.id),
    invoiceId: encodeId(INVOICE_ID, row.invoiceId),
    invoiceNumber: row.invoiceNumber ?? '',
    customerExternalId: row.customer,
    amount: { amount: row.amount, currency: row.currency },
  };
}
