import { randomUUIDv7 } from 'node:crypto';
import type { Queryable } from '../../platform/postgres/index.ts';
import type { InvoiceRow } from '../sql/invoice-rows.ts';
import type { GrantRequest } from './grant.ts';

/** When something becomes of credit, and by whom. */
export interface Stamp {
  readonly now: Date;
  readonly by: string;
}

/*
 * Whoever calls these holds the lock of the customer. Without it nothing would be taken twice either:
 * the table refuses to go below zero.
 */

export async function insertGrant(
  tx: Queryable,
  grant: GrantRequest & { readonly id: string; readonly invoiceId: string | null },
  { now, by }: Stamp,
): Promise<void> {
  await tx.query(
    `insert into credit_grant (id, customer_external_id, name, amount, remaining, currency, priority,
       expires_at, invoice_id, created_at, created_by)
     values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10)`,
    [
      grant.id,
      grant.customer,
      grant.name,
      grant.amount,
      grant.currency,
      grant.priority,
      grant.expiresAt,
      grant.invoiceId,
      now,
      by,
    ],
  );
}

/** Writes down what has expired until now. */
export async function expireCredit(tx: Queryable, customer: string, now: Date): Promise<void> {
  await tx.query(
    `insert into credit_entry (id, grant_id, kind, amount, created_at, created_by)
     select gen_random_uuid(), id, 'EXPIRED', -remaining, $2, 'tollgate' from credit_grant
     where customer_external_id = $1 and remaining > 0 and expires_at <= $2`,
    [customer, now],
  );
}

/** Takes what is left of a grant. */
export async function voidRest(
  tx: Queryable,
  grantId: string,
  { reason, now, by }: Stamp & { readonly reason: string },
): Promise<void> {
  await tx.query(
    `insert into credit_entry (id, grant_id, kind, amount, reason, created_at, created_by)
     select gen_random_uuid(), id, 'VOIDED', -remaining, $2, $3, $4 from credit_grant
     where id = $1 and remaining > 0`,
    [grantId, reason, now, by],
  );
}

/**
 * Pays an invoice from the customer's live credit in its currency: by priority, then what expires
 * first, then the oldest. Gives what was paid. An invoice below zero becomes a grant that never expires.
 */
export async function applyCredit(
  tx: Queryable,
  invoice: InvoiceRow,
  { number, now, by }: Stamp & { readonly number: string },
): Promise<string> {
  const { id, customer, currency, total } = invoice;
  await expireCredit(tx, customer, now);
  if (total.startsWith('-')) {
    const grant = { customer, currency, name: `Invoice ${number}`, amount: total.slice(1) };
    const rest = { id: randomUUIDv7(), priority: 0, expiresAt: null, invoiceId: id };
    await insertGrant(tx, { ...grant, ...rest }, { now, by });
    return total;
  }
  const { rows } = await tx.query<{ credits: string }>(
    `with live as (
       select id, remaining, sum(remaining) over (
         order by priority, expires_at nulls last, created_at, id) - remaining as before
       from credit_grant
       where customer_external_id = $1 and currency = $2 and remaining > 0
     ), applied as (
       insert into credit_entry (id, grant_id, kind, amount, invoice_id, created_at, created_by)
       select gen_random_uuid(), id, 'APPLIED', -least(remaining, $3 - before), $4, $5, $6
       from live where before < $3::numeric
       returning amount
     )
     select trim_scale(coalesce(-sum(amount), 0))::text as credits from applied`,
    [customer, currency, total, id, now, by],
  );
  return rows[0]?.credits ?? '0';
}

/**
 * What a void invoice took goes back to where it came from; what has expired or was voided meanwhile
 * is gone at once. False when the credit that it became is spent already: then nothing was done.
 */
export async function returnCredit(
  tx: Queryable,
  invoice: InvoiceRow,
  { reason, now, by }: Stamp & { readonly reason: string },
): Promise<boolean> {
  const { rows } = await tx.query<{ id: string; untouched: boolean }>(
    'select id, remaining = amount as untouched from credit_grant where invoice_id = $1',
    [invoice.id],
  );
  const [became] = rows;
  if (became !== undefined) {
    if (!became.untouched) return false;
    await voidRest(tx, became.id, { reason, now, by });
    return true;
  }
  const { rows: returned } = await tx.query<{ grant: string; isVoid: boolean }>(
    `insert into credit_entry (id, grant_id, kind, amount, invoice_id, created_at, created_by)
     select gen_random_uuid(), grant_id, 'RETURNED', -amount, invoice_id, $2, $3 from credit_entry
     where invoice_id = $1 and kind = 'APPLIED'
     returning grant_id as grant, exists (
       select from credit_entry v where v.grant_id = credit_entry.grant_id and v.kind = 'VOIDED') as "isVoid"`,
    [invoice.id, now, by],
  );
  for (const { grant, isVoid } of returned) {
    if (isVoid) await voidRest(tx, grant, { reason, now, by });
  }
  await expireCredit(tx, invoice.customer, now);
  return true;
}

/** Final invoices changed: what they do not bill is counted anew. Nothing to do without a wallet. */
export async function settleWallet(tx: Queryable, customer: string): Promise<void> {
  await tx.query(
    `update prepaid_wallet set settled = charge_ever($1) - unbilled_charge($1)
     where customer_external_id = $1`,
    [customer],
  );
}
