import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType, DateTime, Permit, UserError } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import {
  type FinalStatus,
  HAND_OFF_STATUSES,
  type HandOffRow,
  type HandOffStatus,
  TARGET_KINDS,
  type TargetKind,
  type TargetRow,
} from '../index.ts';
import { INVOICE_ID, InvoiceStatus } from './invoice-types.ts';

export const BillingTargetKind = Object.fromEntries(TARGET_KINDS.map((kind) => [kind, kind]));
registerEnumType(BillingTargetKind, { name: 'BillingTargetKind' });

export const InvoiceHandOffStatus = Object.fromEntries(
  HAND_OFF_STATUSES.map((status) => [status, status]),
);
registerEnumType(InvoiceHandOffStatus, {
  name: 'InvoiceHandOffStatus',
  description:
    'DONE: it is over there what it is here. PENDING: on its way, or tried again later. FAILED: until it is asked for again.',
});

@ObjectType({ description: 'A billing system that takes final invoices over.' })
@Permit('READ_INVOICES')
export class BillingTarget {
  @Field(() => BillingTargetKind)
  kind!: TargetKind;

  @Field(() => String)
  baseUrl!: string;

  @Field(() => String, { description: 'Of its API key, which is not shown.' })
  lastFour!: string;

  @Field(() => Boolean, { description: 'Takes over whatever is finalised.' })
  automatic!: boolean;

  @Field(() => Int)
  revision!: number;

  @Field(() => DateTime)
  updatedAt!: Date;

  @Field(() => String)
  updatedBy!: string;
}

@ObjectType({ description: 'An invoice on its way to a billing system.' })
@Permit('READ_INVOICES')
export class InvoiceHandOff {
  @Field(() => ID)
  invoiceId!: string;

  @Field(() => String)
  invoiceNumber!: string;

  @Field(() => BillingTargetKind)
  target!: TargetKind;

  @Field(() => InvoiceHandOffStatus)
  status!: HandOffStatus;

  @Field(() => InvoiceStatus, {
    nullable: true,
    description: 'What it is over there, as far as it was carried; null: not there yet.',
  })
  remoteStatus!: FinalStatus | null;

  @Field(() => Int, { description: 'How many of its credit notes were carried; Lago takes none.' })
  remoteCreditNotes!: number;

  @Field(() => Int)
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why the last attempt came to nothing.' })
  fault!: string | null;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'While it is PENDING.' })
  nextAttemptAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  doneAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Its id over there.' })
  remoteId!: string | null;

  @Field(() => String, { nullable: true, description: 'Its number over there.' })
  remoteNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'Where its customer sees it over there.' })
  remoteUrl!: string | null;
}

export const InvoiceHandOffConnection = connectionType(InvoiceHandOff, {
  name: 'InvoiceHandOff',
  permission: 'READ_INVOICES',
});

@InputType()
export class BillingTargetInput {
  @Field(() => BillingTargetKind)
  kind!: TargetKind;

  @Field(() => String, { nullable: true, description: 'Without: the one there is.' })
  apiKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where it is reached, without a path. Without: at its makers’.',
  })
  baseUrl?: string | null;

  @Field(() => Boolean, { defaultValue: true })
  automatic!: boolean;
}

@InputType()
export class InvoiceHandOffFilterInput {
  @Field(() => [BillingTargetKind], { nullable: true })
  targets?: TargetKind[] | null;

  @Field(() => [InvoiceHandOffStatus], { nullable: true })
  statuses?: HandOffStatus[] | null;
}

@ObjectType()
@Permit('MANAGE_INVOICES')
export class BillingTargetPayload {
  @Field(() => BillingTarget, { nullable: true })
  billingTarget!: BillingTarget | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_INVOICES')
export class CheckBillingTargetPayload {
  @Field(() => String, { nullable: true, description: 'Why it does not answer; null: it does.' })
  fault!: string | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_INVOICES')
export class RemoveBillingTargetPayload {
  @Field(() => Boolean)
  removed!: boolean;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_INVOICES')
export class InvoiceHandOffPayload {
  @Field(() => InvoiceHandOff, { nullable: true })
  handOff!: InvoiceHandOff | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function toTarget(row: TargetRow): BillingTarget {
  const { kind, baseUrl, lastFour, automatic, revision, updatedAt, updatedBy } = row;
  return { kind, baseUrl, lastFour, automatic, revision, updatedAt, updatedBy };
}

export function toHandOff({ kind, dueAt, invoiceId, ...row }: HandOffRow): InvoiceHandOff {
  return {
    ...row,
    target: kind,
    invoiceId: encodeId(INVOICE_ID, invoiceId),
    nextAttemptAt: row.status === 'PENDING' ? dueAt : null,
  };
}
