import { toPico } from '../../kernel/index.ts';
import type { Reach } from '../../platform/access/index.ts';
import { Params, type Queryable, type TimePage } from '../../platform/postgres/index.ts';
import type { Wallet } from './wallet.ts';

export const CREDIT_STATES = ['LIVE', 'SPENT', 'EXPIRED', 'VOIDED'] as const;
export const ENTRY_KINDS = ['APPLIED', 'RETURNED', 'EXPIRED', 'VOIDED'] as const;

export interface GrantRow {
  readonly id: string;
  readonly customer: string;
  readonly name: string;
  readonly currency: string;
  readonly priority: number;
  /** Decimal text; together the last four are the first. */
  readonly amount: string;
  readonly remaining: string;
  readonly applied: string;
  readonly expired: string;
  readonly voided: string;
  readonly state: (typeof CREDIT_STATES)[number];
  readonly expiresAt: Date | null;
  readonly invoiceId: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface EntryRow {
  readonly id: string;
  readonly grantId: string;
  readonly grantName: string;
  readonly customer: string;
  readonly kind: (typeof ENTRY_KINDS)[number];
  readonly amount: string;
  readonly currency: string;
  readonly invoiceId: string | null;
  readonly invoiceNumber: string | null;
  readonly reason: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface WalletRow {
  readonly customer: string;
  readonly isPrepaid: boolean;
  readonly currency: string;
  /** Decimal text: live credit, what calls not invoiced yet come to with tax, and what that leaves. */
  readonly balance: string;
  readonly unbilled: string;
  readonly available: string;
  /** When the next of its credit expires; null: never. */
  readonly nextExpiryAt: Date | null;
  readonly revision: number;
}

export interface CreditFilter {
  readonly reach: Reach;
  readonly customer: string | null;
}

/** What time it is for a customer, when it is `now` for those who are on no test clock. */
const timeOf = (customer: string, now: string) => `coalesce((select k.now
  from test_clock_customer c join test_clock k on k.id = c.test_clock_id
  where c.customer_external_id = ${customer}), ${now}::timestamptz)`;

/** What is past its end has expired, whether or not that was written down yet. */
const GRANT = `select g.id, g.customer_external_id as customer, g.name, g.currency, g.priority,
    trim_scale(g.amount)::text as amount,
    trim_scale(case when g.lapsed then 0 else g.remaining end)::text as remaining,
    trim_scale(e.applied)::text as applied,
    trim_scale(e.expired + case when g.lapsed then g.remaining else 0 end)::text as expired,
    trim_scale(e.voided)::text as voided,
    case when g.remaining > 0 and not g.lapsed then 'LIVE'
      when e.voided > 0 then 'VOIDED'
      when e.expired > 0 or g.remaining > 0 then 'EXPIRED' else 'SPENT' end as state,
    g.expires_at as "expiresAt", g.invoice_id as "invoiceId", g.created_at as "createdAt",
    g.created_by as "createdBy"
  from (select *, coalesce(expires_at <= ${timeOf('credit_grant.customer_external_id', '$1')}, false)
      as lapsed from credit_grant) g
  cross join lateral (
    select coalesce(-sum(amount) filter (where kind in ('APPLIED', 'RETURNED')), 0) as applied,
      coalesce(-sum(amount) filter (where kind = 'EXPIRED'), 0) as expired,
      coalesce(-sum(amount) filter (where kind = 'VOIDED'), 0) as voided
    from credit_entry where grant_id = g.id) e`;

/** Latest first. */
export async function listGrants(
  db: Queryable,
  filter: CreditFilter,
  { now, limit, after }: TimePage & { readonly now: Date },
): Promise<GrantRow[]> {
  const params = new Params();
  params.add(now);
  const where = whereOf('g', filter, { params, after });
  const { rows } = await db.query<GrantRow>(
    `${GRANT} where ${where} order by g.created_at desc, g.id desc limit ${params.add(limit)}`,
    params.values,
  );
  return rows;
}

export async function findGrant(db: Queryable, id: string, now: Date): Promise<GrantRow | null> {
  const { rows } = await db.query<GrantRow>(`${GRANT} where g.id = $2`, [now, id]);
  return rows[0] ?? null;
}

export interface EntryFilter extends CreditFilter {
  readonly grantId: string | null;
  readonly invoiceId: string | null;
}

/** What became of credit, latest first. */
export async function listEntries(
  db: Queryable,
  filter: EntryFilter,
  { limit, after }: TimePage,
): Promise<EntryRow[]> {
  const params = new Params();
  const where = [whereOf('e', filter, { params, after })];
  if (filter.grantId !== null) where.push(`e.grant_id = ${params.add(filter.grantId)}`);
  if (filter.invoiceId !== null) where.push(`e.invoice_id = ${params.add(filter.invoiceId)}`);
  const { rows } = await db.query<EntryRow>(
    `select e.id, e.grant_id as "grantId", g.name as "grantName", g.customer_external_id as customer,
       e.kind, trim_scale(e.amount)::text as amount, g.currency, e.invoice_id as "invoiceId",
       i.number as "invoiceNumber", e.reason, e.created_at as "createdAt", e.created_by as "createdBy"
     from credit_entry e join credit_grant g on g.id = e.grant_id left join invoice i on i.id = e.invoice_id
     where ${where.join(' and ')} order by e.created_at desc, e.id desc limit ${params.add(limit)}`,
    params.values,
  );
  return rows;
}

function whereOf(
  alias: 'g' | 'e',
  { reach, customer }: CreditFilter,
  { params, after }: { params: Params; after: TimePage['after'] },
): string {
  const terms = ['true'];
  if (reach !== 'ALL') terms.push(`g.customer_external_id = ${params.add(reach.customer)}`);
  if (customer !== null) terms.push(`g.customer_external_id = ${params.add(customer)}`);
  if (after !== null) {
    const position = `${params.add(after.createdAt)}, ${params.add(after.id)}::uuid`;
    terms.push(`(${alias}.created_at, ${alias}.id) < (${position})`);
  }
  return terms.join(' and ');
}

/** What the billing profile says, or what holds without one. */
const TERMS = `coalesce(p.currency, 'USD') as currency, coalesce(p.exchange_rate, 1) as rate,
  1 + coalesce(p.tax_percent, 0) / 100 as taxed`;

/** As the record is now: calls under way are not in it. */
export async function readWallet(db: Queryable, customer: string, now: Date): Promise<WalletRow> {
  const { rows } = await db.query<WalletRow>(
    `with terms as (
       select ${TERMS}, ${timeOf('$1', '$2')} as now,
         coalesce(w.is_prepaid, false) as is_prepaid, coalesce(w.revision, 0) as revision
       from (select $1::text as customer) c
         left join billing_profile p on p.customer_external_id = c.customer
         left join prepaid_wallet w on w.customer_external_id = c.customer
     ), sums as (
       select coalesce((select sum(remaining) from credit_grant g
           where g.customer_external_id = $1 and g.currency = terms.currency
             and coalesce(g.expires_at > terms.now, true)), 0) as balance,
         round(unbilled_charge($1) * rate * taxed, 12) as unbilled
       from terms
     )
     select $1::text as customer, is_prepaid as "isPrepaid", currency, revision,
       trim_scale(balance)::text as balance, trim_scale(unbilled)::text as unbilled,
       trim_scale(greatest(0, balance - unbilled))::text as available,
       (select min(expires_at) from credit_grant g where g.customer_external_id = $1
          and g.currency = terms.currency and g.remaining > 0 and g.expires_at > terms.now) as "nextExpiryAt"
     from terms cross join sums`,
    [customer, now],
  );
  return rows[0] as WalletRow;
}

/** The wallets of prepaid customers: of these or, with null, of all. */
export async function readWalletTerms(
  db: Queryable,
  customers: readonly string[] | null,
): Promise<Wallet[]> {
  const { rows } = await db.query<{
    customer: string;
    settled: string;
    credit: readonly { pico: string; endsAt: string | null }[];
  }>(
    `select w.customer_external_id as customer, trunc(w.settled * 1e12)::text as settled,
       coalesce((select jsonb_agg(jsonb_build_object('endsAt', g.expires_at,
           'pico', div(g.remaining * 1e12, t.rate * t.taxed)::text) order by g.expires_at)
         from credit_grant g where g.customer_external_id = w.customer_external_id
           and g.currency = t.currency and g.remaining > 0), '[]') as credit
     from prepaid_wallet w left join billing_profile p using (customer_external_id)
       cross join lateral (select ${TERMS}) t
     where w.is_prepaid and ($1::text[] is null or w.customer_external_id = any($1))`,
    [customers],
  );
  return rows.map(({ customer, settled, credit }) => ({
    customer,
    limitPico: toPico(
      credit.reduce(
        (sum, { pico, endsAt }) => sum + (endsAt === null ? BigInt(pico) : 0n),
        BigInt(settled),
      ),
    ),
    raises: credit.flatMap(({ pico, endsAt }) =>
      endsAt === null ? [] : [{ amountPico: toPico(BigInt(pico)), endsAt: new Date(endsAt) }],
    ),
  }));
}
