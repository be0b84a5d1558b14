import type { Clock } from '../../kernel/index.ts';
import type { Reach } from '../../platform/access/index.ts';
import { Params, type Queryable, type TimePage } from '../../platform/postgres/index.ts';
import type { InvoiceStatus } from '../invoice.ts';
import type { BillingProfile } from '../profile.ts';
import type { Seller } from '../seller.ts';
import type { CardInForce } from './terms.ts';

/** What is made on a test clock has numbers of its own: those of real invoices have no gap. */
const SERIES = {
  invoice: { real: 'INV', test: 'TEST-INV' },
  creditNote: { real: 'CN', test: 'TEST-CN' },
} as const;

export interface InvoiceRow {
  readonly id: string;
  readonly customer: string;
  readonly status: InvoiceStatus;
  readonly revision: number;
  readonly number: string | null;
  readonly replaces: string | null;
  /** What stands in for it, once it is void. */
  readonly replacedBy: string | null;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly timeZone: string;
  readonly coversFrom: string;
  readonly afterSequence: number;
  readonly untilSequence: number;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly exchangeRate: string;
  readonly taxPercent: string;
  readonly party: BillingProfile;
  /** Null on invoices from before there was one. */
  readonly seller: Seller | null;
  readonly rateCard: CardInForce | null;
  /** Decimal text in the invoice's currency. */
  readonly subtotal: string;
  readonly tax: string;
  readonly total: string;
  /** Prepaid credit that paid for it; below zero, credit that it became. */
  readonly credits: string;
  readonly credited: string;
  readonly calls: number;
  readonly unpricedCalls: number;
  readonly createdAt: Date;
  readonly refreshedAt: Date;
  readonly finalisedAt: Date | null;
  readonly dueOn: string | null;
  readonly contentSha256: string | null;
  readonly paidAt: Date | null;
  readonly paymentReference: string | null;
  readonly voidedAt: Date | null;
  readonly voidReason: string | null;
  /** What time it is for a customer on a test clock; null for all others. */
  readonly testTime: Date | null;
  /** Made on a test clock, be it gone or not. */
  readonly isTest: boolean;
  /** When it becomes final by itself; null: a person makes it so. */
  readonly finalisesAt: Date | null;
}

/** What time it is for its customer. */
export function timeFor({ testTime }: InvoiceRow, clock: Clock): Date {
  return testTime ?? clock.now();
}

/**
 * When an invoice `i` becomes final by itself: a draft that the schedule made since it finalises, that nobody has
 * changed and all of whose calls have a price. Null for all others.
 */
export const FINALISES_AT = `(select i.created_at + make_interval(hours => s.finalise_after_hours)
   from billing_schedule s join invoice_run r on r.id = i.run_id and r.is_scheduled
   where s.is_on and i.status = 'DRAFT' and i.revision = 1 and i.unpriced_calls = 0 and not i.is_test
     and i.created_at >= s.finalise_from)`;

export const INVOICE_COLUMNS = `i.id, i.customer_external_id as customer, i.status, i.revision, i.number,
  i.replaces, (select r.id from invoice r where r.replaces = i.id) as "replacedBy", i.period_start as "periodStart", i.period_end as "periodEnd", i.time_zone as "timeZone",
  i.covers_from::text as "coversFrom", i.after_sequence as "afterSequence",
  i.until_sequence as "untilSequence", i.currency, i.currency_digits as "currencyDigits",
  trim_scale(i.exchange_rate)::text as "exchangeRate", trim_scale(i.tax_percent)::text as "taxPercent",
  i.party, i.seller, i.rate_card as "rateCard", trim_scale(i.subtotal)::text as subtotal,
  trim_scale(i.tax)::text as tax, trim_scale(i.total)::text as total, trim_scale(i.credits)::text as credits,
  (select trim_scale(coalesce(sum(amount), 0))::text from credit_note c where c.invoice_id = i.id)
    as credited,
  i.calls, i.unpriced_calls as "unpricedCalls", i.created_at as "createdAt",
  i.refreshed_at as "refreshedAt", i.finalised_at as "finalisedAt", i.due_on::text as "dueOn",
  encode(i.content_sha256, 'hex') as "contentSha256", i.paid_at as "paidAt",
  i.payment_reference as "paymentReference", i.voided_at as "voidedAt", i.void_reason as "voidReason",
  (select k.now from test_clock_customer c join test_clock k on k.id = c.test_clock_id
   where c.customer_external_id = i.customer_external_id) as "testTime", i.is_test as "isTest",
  ${FINALISES_AT} as "finalisesAt"`;

export async function findInvoice(db: Queryable, id: string): Promise<InvoiceRow | null> {
  const { rows } = await db.query<InvoiceRow>(
    `select ${INVOICE_COLUMNS} from invoice i where i.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** Nobody else changes it until the transaction ends. */
export async function lockInvoice(tx: Queryable, id: string): Promise<InvoiceRow | null> {
  await tx.query('select from invoice where id = $1 for update', [id]);
  return findInvoice(tx, id);
}

/** The current invoice of the last period before an instant, void or not. */
export async function invoiceBefore(
  tx: Queryable,
  customer: string,
  before: Date,
): Promise<InvoiceRow | null> {
  const { rows } = await tx.query<InvoiceRow>(
    `select ${INVOICE_COLUMNS} from invoice i
     where i.customer_external_id = $1 and i.period_start < $2
     order by i.period_start desc, i.created_at desc, i.id desc limit 1`,
    [customer, before],
  );
  return rows[0] ?? null;
}

/** The current invoice of the last period of each customer, void or not; who has none is not in it. */
export async function latestInvoices(
  tx: Queryable,
  customers: readonly string[],
): Promise<ReadonlyMap<string, InvoiceRow>> {
  const { rows } = await tx.query<InvoiceRow>(
    `select i.* from unnest($1::text[]) as asked (customer)
       cross join lateral (select ${INVOICE_COLUMNS} from invoice i
         where i.customer_external_id = asked.customer
         order by i.period_start desc, i.created_at desc, i.id desc limit 1) as i`,
    [customers],
  );
  return new Map(rows.map((invoice) => [invoice.customer, invoice]));
}

/** The invoice, the latest of its period, whose period an instant lies in. */
export async function invoiceAt(
  tx: Queryable,
  customer: string,
  instant: Date,
): Promise<InvoiceRow | null> {
  const { rows } = await tx.query<InvoiceRow>(
    `select ${INVOICE_COLUMNS} from invoice i
     where i.customer_external_id = $1 and i.period_start <= $2 and i.period_end > $2
     order by i.created_at desc, i.id desc limit 1`,
    [customer, instant],
  );
  return rows[0] ?? null;
}

export interface InvoiceFilter {
  readonly reach: Reach;
  readonly customer: string | null;
  readonly statuses: readonly InvoiceStatus[];
  /** A number, or the beginning of one. */
  readonly number: string | null;
  /** Part of the customer's id or of the name it is billed under, or the beginning of a number. */
  readonly search: string | null;
  /** Days, in each invoice's own time zone, between which its period begins; both inside. */
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  /** Null: whatever their id. */
  readonly ids: readonly string[] | null;
  /** What made them; null: whatever did. */
  readonly run: string | null;
}

/** Which invoices a caller asks for. Their own are shown once they are final. */
export function whereInvoices(filter: InvoiceFilter, params: Params): string {
  const { reach } = filter;
  const terms = ['true'];
  if (reach !== 'ALL') {
    terms.push(
      `i.customer_external_id = ${params.add(reach.customer)}`,
      'i.finalised_at is not null',
    );
  }
  if (filter.customer !== null)
    terms.push(`i.customer_external_id = ${params.add(filter.customer)}`);
  if (filter.statuses.length > 0) terms.push(`i.status = any(${params.add(filter.statuses)})`);
  if (filter.number !== null) terms.push(`starts_with(i.number, ${params.add(filter.number)})`);
  if (filter.ids !== null) terms.push(`i.id = any(${params.add(filter.ids)}::uuid[])`);
  if (filter.run !== null) terms.push(`i.run_id = ${params.add(filter.run)}::uuid`);
  if (filter.search !== null) {
    const text = params.add(filter.search.toLowerCase());
    terms.push(`(strpos(lower(i.customer_external_id), ${text}) > 0
      or strpos(lower(i.party->>'name'), ${text}) > 0 or starts_with(lower(i.number), ${text}))`);
  }
  const beganOn = '(i.period_start at time zone i.time_zone)::date';
  if (filter.periodFrom !== null)
    terms.push(`${beganOn} >= ${params.add(filter.periodFrom)}::date`);
  if (filter.periodTo !== null) terms.push(`${beganOn} <= ${params.add(filter.periodTo)}::date`);
  return terms.join(' and ');
}

/**
 * Of those the ones that are somebody's money: tests are left out, unless it is asked for one customer or for
 * invoices by name or by what made them.
 */
export function whereCounted(filter: InvoiceFilter, params: Params): string {
  const { reach, customer, ids, run } = filter;
  const isNamed = reach !== 'ALL' || customer !== null || ids !== null || run !== null;
  const where = whereInvoices(filter, params);
  return isNamed ? where : `${where} and not i.is_test`;
}

/** Latest first. */
export async function listInvoices(
  db: Queryable,
  filter: InvoiceFilter,
  page: TimePage,
): Promise<InvoiceRow[]> {
  const params = new Params();
  const where = whereInvoices(filter, params);
  const from =
    page.after === null
      ? ''
      : `and (i.created_at, i.id) < (${params.add(page.after.createdAt)}, ${params.add(page.after.id)}::uuid)`;
  const { rows } = await db.query<InvoiceRow>(
    `select ${INVOICE_COLUMNS} from invoice i where ${where} ${from}
     order by i.created_at desc, i.id desc limit ${params.add(page.limit)}`,
    params.values,
  );
  return rows;
}

/** The next one of its kind. It is taken when the transaction commits, and by nobody when it does not. */
export async function nextNumber(
  tx: Queryable,
  kind: keyof typeof SERIES,
  { isTest }: InvoiceRow,
): Promise<string> {
  const series = SERIES[kind][isTest ? 'test' : 'real'];
  const { rows } = await tx.query<{ last: number }>(
    `insert into invoice_sequence as known (series, last_number) values ($1, 1)
     on conflict (series) do update set last_number = known.last_number + 1
     returning last_number as last`,
    [series],
  );
  return `${series}-${String(rows[0]?.last).padStart(6, '0')}`;
}
