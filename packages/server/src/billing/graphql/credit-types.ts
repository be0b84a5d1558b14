import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  connectionType,
  DateTime,
  Decimal,
  enumOf,
  Money,
  Node,
  Permit,
  UserError,
} from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import {
  CREDIT_STATES,
  ENTRY_KINDS,
  type EntryRow,
  type GrantRow,
  type WalletRow,
} from '../index.ts';
import { INVOICE_ID } from './invoice-types.ts';

export const CREDIT_GRANT_ID = 'CreditGrant';
const CREDIT_ENTRY_ID = 'CreditEntry';

const CreditState = enumOf(CREDIT_STATES);
registerEnumType(CreditState, {
  name: 'CreditState',
  description: 'Only LIVE credit pays for anything; of the others nothing is left.',
});

const CreditEntryKind = enumOf(ENTRY_KINDS);
registerEnumType(CreditEntryKind, { name: 'CreditEntryKind' });

@ObjectType({
  implements: Node,
  description: 'Credit of a customer: applied, expired, voided and remaining are its amount.',
})
@Permit('READ_INVOICES')
export class CreditGrant implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  customerExternalId!: string;

  @Field(() => String)
  name!: string;

  @Field(() => CreditState)
  state!: GrantRow['state'];

  @Field(() => Money)
  amount!: Money;

  @Field(() => Money)
  remaining!: Money;

  @Field(() => Money, { description: 'What invoices took, less what void ones gave back.' })
  applied!: Money;

  @Field(() => Money)
  expired!: Money;

  @Field(() => Money)
  voided!: Money;

  @Field(() => Int, { description: 'What has a lower one is used first.' })
  priority!: number;

  @Field(() => DateTime, { nullable: true, description: 'Null: never.' })
  expiresAt!: Date | null;

  @Field(() => ID, { nullable: true, description: 'The invoice below zero that it was made of.' })
  invoiceId!: string | null;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => String)
  @Permit('READ_INTERNALS')
  createdBy!: string;
}

@ObjectType({ implements: Node, description: 'What became of credit.' })
@Permit('READ_INVOICES')
export class CreditEntry implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  creditGrantId!: string;

  @Field(() => String)
  creditGrantName!: string;

  @Field(() => String)
  customerExternalId!: string;

  @Field(() => CreditEntryKind)
  kind!: EntryRow['kind'];

  @Field(() => Money, { description: 'Below zero where it took credit away.' })
  amount!: Money;

  @Field(() => ID, { nullable: true })
  invoiceId!: string | null;

  @Field(() => String, { nullable: true })
  invoiceNumber!: string | null;

  @Field(() => String)
  @Permit('READ_INTERNALS')
  reason!: string;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => String)
  @Permit('READ_INTERNALS')
  createdBy!: string;
}

export const CreditGrantConnection = connectionType(CreditGrant, {
  name: 'CreditGrant',
  permission: 'READ_INVOICES',
});
export type CreditGrantConnection = InstanceType<typeof CreditGrantConnection>;

export const CreditEntryConnection = connectionType(CreditEntry, {
  name: 'CreditEntry',
  permission: 'READ_INVOICES',
});
export type CreditEntryConnection = InstanceType<typeof CreditEntryConnection>;

@ObjectType({ description: 'The credit of a customer, in the currency it is billed in.' })
@Permit('READ_INVOICES')
export class PrepaidWallet {
  @Field(() => String)
  customerExternalId!: string;

  @Field(() => Boolean, {
    description: 'Whether calls are refused once the credit does not pay for them.',
  })
  isPrepaid!: boolean;

  @Field(() => Money, { description: 'Live credit.' })
  balance!: Money;

  @Field(() => Money, {
    description: 'What is charged for calls that no final invoice bills, with tax.',
  })
  unbilled!: Money;

  @Field(() => Money, { description: 'The balance less what is unbilled; at least 0.' })
  available!: Money;

  @Field(() => DateTime, { nullable: true, description: 'Of some of it; null: never.' })
  nextExpiryAt!: Date | null;

  @Field(() => Int, { description: '0 where nothing was said yet.' })
  revision!: number;
}

@InputType()
export class CreditGrantInput {
  @Field(() => String)
  customer!: string;

  @Field(() => String, { description: 'As its owner reads it.' })
  name!: string;

  @Field(() => Decimal)
  amount!: string;

  @Field(() => String, { description: 'The one that the customer is billed in.' })
  currency!: string;

  @Field(() => Int, {
    defaultValue: 100,
    description: 'From 0 to 1000; what has a lower one is used first, then what expires first.',
  })
  priority!: number;

  @Field(() => DateTime, { nullable: true, description: 'Left out: never.' })
  expiresAt?: Date | null;
}

@ObjectType()
@Permit('MANAGE_INVOICES')
export class CreditGrantPayload {
  @Field(() => CreditGrant, { nullable: true })
  creditGrant!: CreditGrant | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_INVOICES')
export class SetPrepaidPayload {
  @Field(() => PrepaidWallet, { nullable: true })
  prepaidWallet!: PrepaidWallet | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function toCreditGrant(row: GrantRow): CreditGrant {
  const money = (amount: string): Money => ({ amount, currency: row.currency });
  return {
    ...row,
    id: encodeId(CREDIT_GRANT_ID, row.id),
    customerExternalId: row.customer,
    amount: money(row.amount),
    remaining: money(row.remaining),
    applied: money(row.applied),
    expired: money(row.expired),
    voided: money(row.voided),
    invoiceId: row.invoiceId && encodeId(INVOICE_ID, row.invoiceId),
  };
}

export function toCreditEntry(row: EntryRow): CreditEntry {
  return {
    ...row,
    id: encodeId(CREDIT_ENTRY_ID, row.id),
    creditGrantId: encodeId(CREDIT_GRANT_ID, row.grantId),
    creditGrantName: row.grantName,
    customerExternalId: row.customer,
    amount: { amount: row.amount, currency: row.currency },
    invoiceId: row.invoiceId && encodeId(INVOICE_ID, row.invoiceId),
  };
}

export function toPrepaidWallet(row: WalletRow): PrepaidWallet {
  const money = (amount: string): Money => ({ amount, currency: row.currency });
  return {
    ...row,
    customerExternalId: row.customer,
    balance: money(row.balance),
    unbilled: money(row.unbilled),
    available: money(row.available),
  };
}
