import { Temporal } from 'temporal-polyfill';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  connectionType,
  DateTime,
  Decimal,
  enumOf,
  LocalDate,
  Money,
  Node,
  Permit,
  SafeInt,
  UserError,
} from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import {
  DEFAULT_SELLER,
  dueOf,
  INVOICE_STATUSES,
  type InvoiceRow,
  type InvoiceStatus as InvoiceStatusName,
  type InvoiceSums,
  type LineKind as LineKindName,
  type LineRow,
  paidOf,
} from '../index.ts';
import { InvoiceSeller } from './seller-types.ts';

export const INVOICE_ID = 'Invoice';
export const LINE_ID = 'InvoiceLine';

export const InvoiceStatus = enumOf(INVOICE_STATUSES);
registerEnumType(InvoiceStatus, {
  name: 'InvoiceStatus',
  description:
    'A DRAFT follows the record; IN_REVIEW it stands still; from FINALISED on it never changes.',
});

const KINDS = ['USAGE', 'ALLOWANCE', 'DISCOUNT', 'TRUE_UP', 'FEE', 'MANUAL'] as const;
export const InvoiceLineKind = enumOf<LineKindName>(KINDS);
registerEnumType(InvoiceLineKind, { name: 'InvoiceLineKind' });

@ObjectType({ description: 'Half-open: from startsAt up to but not including endsAt.' })
@Permit('READ_INVOICES')
export class BillingPeriod {
  @Field(() => DateTime)
  startsAt!: Date;

  @Field(() => DateTime)
  endsAt!: Date;

  @Field(() => String)
  timeZone!: string;

  @Field(() => LocalDate, { description: 'Its days in that zone, both inside it.' })
  firstDay!: string;

  @Field(() => LocalDate)
  lastDay!: string;
}

@ObjectType()
@Permit('READ_INVOICES')
export class InvoiceParty {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  email!: string;

  @Field(() => String)
  address!: string;

  @Field(() => String)
  taxId!: string;

  @Field(() => String)
  purchaseOrder!: string;
}

@ObjectType()
@Permit('READ_INVOICES')
export class InvoiceLine {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  position!: number;

  @Field(() => InvoiceLineKind)
  kind!: LineKindName;

  @Field(() => String)
  description!: string;

  @Field(() => String, { nullable: true })
  model!: string | null;

  @Field(() => String, { nullable: true, description: 'What the quantity counts.' })
  unit!: string | null;

  @Field(() => Decimal, { nullable: true })
  quantity!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'US dollars for one unit.' })
  unitPrice!: string | null;

  @Field(() => Money, { description: 'In US dollars, before rounding.' })
  exact!: Money;

  @Field(() => Money, { description: 'Its share of the rounded subtotal.' })
  billed!: Money;

  @Field(() => BillingPeriod)
  period!: BillingPeriod;

  @Field(() => Boolean, { description: 'Came in after the invoice of its period.' })
  late!: boolean;
}

@ObjectType()
@Permit('READ_INVOICES')
export class InvoiceTotals {
  @Field(() => Money)
  subtotal!: Money;

  @Field(() => Money)
  tax!: Money;

  @Field(() => Money)
  total!: Money;

  @Field(() => Money, {
    description: 'Prepaid credit that paid for it; below zero, credit that it became.',
  })
  credits!: Money;

  @Field(() => Money, { description: 'By credit notes.' })
  credited!: Money;

  @Field(() => Money)
  paid!: Money;

  @Field(() => Money)
  due!: Money;
}

@ObjectType({ description: 'What invoices of one currency come to together.' })
@Permit('READ_INVOICES')
export class InvoiceSum {
  @Field(() => String)
  currency!: string;

  @Field(() => SafeInt)
  invoices!: number;

  @Field(() => InvoiceTotals)
  totals!: InvoiceTotals;
}

@ObjectType({ implements: Node })
@Permit('READ_INVOICES')
export class Invoice implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true, description: 'Given when it is finalised.' })
  number!: string | null;

  @Field(() => InvoiceStatus)
  status!: InvoiceStatusName;

  @Field(() => Int)
  revision!: number;

  @Field(() => String)
  customerExternalId!: string;

  @Field(() => BillingPeriod)
  period!: BillingPeriod;

  @Field(() => InvoiceParty)
  party!: InvoiceParty;

  @Field(() => InvoiceSeller, { description: 'As it was when the invoice was drawn up.' })
  seller!: InvoiceSeller;

  @Field(() => String, { nullable: true, description: 'Null: billed at cost.' })
  rateCard!: string | null;

  @Field(() => Decimal, { description: 'What a US dollar comes to in the currency.' })
  exchangeRate!: string;

  @Field(() => Decimal)
  taxPercent!: string;

  @Field(() => InvoiceTotals)
  totals!: InvoiceTotals;

  @Field(() => SafeInt, { description: 'Calls it is the one to bill.' })
  calls!: number;

  @Field(() => SafeInt, { description: 'Calls without a price: billed late, once they have one.' })
  unpricedCalls!: number;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime)
  refreshedAt!: Date;

  @Field(() => DateTime, { nullable: true })
  finalisedAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When it becomes final by itself, if nobody changes it. Null: a person makes it so.',
  })
  finalisesAt!: Date | null;

  @Field(() => LocalDate, { nullable: true })
  dueOn!: string | null;

  @Field(() => DateTime, { nullable: true })
  paidAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  voidedAt!: Date | null;

  @Field(() => String, { nullable: true })
  voidReason!: string | null;

  @Field(() => Boolean, {
    description: 'Made on a test clock: nobody owes it, and its number is of a series of its own.',
  })
  isTest!: boolean;

  @Field(() => ID, { nullable: true, description: 'The void invoice it stands in for.' })
  replacesId!: string | null;

  @Field(() => ID, { nullable: true, description: 'What stands in for it, now that it is void.' })
  replacedById!: string | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 of all it says, in hexadecimal.' })
  contentSha256!: string | null;
}

export const InvoiceConnection = connectionType(Invoice, {
  name: 'Invoice',
  permission: 'READ_INVOICES',
});
export type InvoiceConnection = InstanceType<typeof InvoiceConnection>;

export const InvoiceLineConnection = connectionType(InvoiceLine, {
  name: 'InvoiceLine',
  permission: 'READ_INVOICES',
});
export type InvoiceLineConnection = InstanceType<typeof InvoiceLineConnection>;

@InputType()
export class InvoiceFilterInput {
  @Field(() => String, { nullable: true })
  customer?: string | null;

  @Field(() => [InvoiceStatus], { defaultValue: [] })
  statuses!: InvoiceStatusName[];

  @Field(() => String, { nullable: true, description: 'Or the beginning of one.' })
  number?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Part of the customer or of its name on the invoice, or the beginning of a number.',
  })
  search?: string | null;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Their periods begin on this day or later.',
  })
  periodFrom?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Or on this day at the latest.' })
  periodTo?: string | null;

  @Field(() => [ID], { nullable: true })
  ids?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'What one run made.' })
  run?: string | null;
}

@InputType()
export class ExpectedTotalInput {
  @Field(() => String)
  currency!: string;

  @Field(() => Decimal)
  total!: string;
}

@ObjectType()
@Permit('MANAGE_INVOICES')
export class InvoicePayload {
  @Field(() => Invoice, { nullable: true })
  invoice!: Invoice | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_INVOICES')
export class InvoicesPayload {
  @Field(() => [ID])
  invoiceIds!: readonly string[];

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_INVOICES')
export class VoidInvoicePayload {
  @Field(() => Invoice, { nullable: true })
  invoice!: Invoice | null;

  @Field(() => Invoice, { nullable: true, description: 'A draft of the same calls.' })
  replacement!: Invoice | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function toInvoice(facts: InvoiceRow): Invoice {
  const { currency } = facts;
  return {
    ...facts,
    id: encodeId(INVOICE_ID, facts.id),
    customerExternalId: facts.customer,
    period: toPeriod(facts, facts.timeZone),
    seller: facts.seller ?? DEFAULT_SELLER,
    rateCard: facts.rateCard?.name ?? null,
    totals: toTotals({ ...facts, paid: paidOf(facts), due: dueOf(facts) }, currency),
    replacesId: facts.replaces === null ? null : encodeId(INVOICE_ID, facts.replaces),
    replacedById: facts.replacedBy === null ? null : encodeId(INVOICE_ID, facts.replacedBy),
  };
}

export function toLine(line: LineRow, { totals, period }: Invoice): InvoiceLine {
  const { currency } = totals.total;
  const { timeZone } = period;
  return {
    ...line,
    id: encodeId(LINE_ID, line.id),
    exact: { amount: line.exact, currency: 'USD' },
    billed: { amount: line.billed, currency },
    period: toPeriod(line, timeZone),
  };
}

export function toInvoiceSum({ currency, invoices, ...sums }: InvoiceSums): InvoiceSum {
  return { currency, invoices, totals: toTotals(sums, currency) };
}

type TotalTexts = { readonly [Name in keyof InvoiceTotals]: string };

function toTotals(texts: TotalTexts, currency: string): InvoiceTotals {
  const money = (amount: string): Money => ({ amount, currency });
  return {
    subtotal: money(texts.subtotal),
    tax: money(texts.tax),
    total: money(texts.total),
    credits: money(texts.credits),
    credited: money(texts.credited),
    paid: money(texts.paid),
    due: money(texts.due),
  };
}

export function toPeriod(
  { periodStart, periodEnd }: { periodStart: Date; periodEnd: Date },
  timeZone: string,
): BillingPeriod {
  const dayOf = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate();
  return {
    startsAt: periodStart,
    endsAt: periodEnd,
    timeZone,
    firstDay: dayOf(periodStart.getTime()).toString(),
    lastDay: dayOf(periodEnd.getTime() - 1).toString(),
  };
}
