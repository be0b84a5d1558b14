import type { Queryable } from '../../../platform/postgres/index.ts';
import type { Sealed } from '../../../platform/sealing/index.ts';
import type { RemoteCustomers } from '../stripe.ts';
import type { TargetKind } from '../target.ts';

/** A billing system that takes invoices over, as it is shown. */
export interface TargetRow {
  readonly kind: TargetKind;
  readonly baseUrl: string;
  readonly lastFour: string;
  readonly automatic: boolean;
  readonly revision: number;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

interface Row extends TargetRow {
  readonly keyId: string;
  readonly bytes: Buffer;
}

/** With its key, still sealed. */
export interface StoredTarget extends TargetRow {
  readonly apiKey: Sealed;
}

export async function listTargets(db: Queryable): Promise<StoredTarget[]> {
  const { rows } = await db.query<Row>(
    `select kind, base_url as "baseUrl", last_four as "lastFour", automatic, revision,
       updated_at as "updatedAt", updated_by as "updatedBy", api_key_id as "keyId",
       api_key_sealed as bytes
     from billing_target order by kind`,
  );
  return rows.map(({ keyId, bytes, ...row }) => ({ ...row, apiKey: { keyId, bytes } }));
}

export async function writeTarget(
  tx: Queryable,
  target: Omit<TargetRow, 'revision'> & { readonly apiKey: Sealed },
): Promise<void> {
  const { kind, baseUrl, lastFour, automatic, updatedAt, updatedBy, apiKey } = target;
  await tx.query(
    `insert into billing_target (kind, base_url, api_key_id, api_key_sealed, last_four, automatic,
       updated_at, updated_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (kind) do update set base_url = $2, api_key_id = $3, api_key_sealed = $4,
       last_four = $5, automatic = $6, updated_at = $7, updated_by = $8,
       revision = billing_target.revision + 1`,
    [kind, baseUrl, apiKey.keyId, apiKey.bytes, lastFour, automatic, updatedAt, updatedBy],
  );
}

/** Seals with another key what says the same. */
export async function resealTarget(db: Queryable, kind: TargetKind, key: Sealed): Promise<void> {
  await db.query('update billing_target set api_key_id = $2, api_key_sealed = $3 where kind = $1', [
    kind,
    key.keyId,
    key.bytes,
  ]);
}

/** What was handed off stays known. */
export async function deleteTarget(tx: Queryable, kind: TargetKind): Promise<boolean> {
  const { rowCount } = await tx.query('delete from billing_target where kind = $1', [kind]);
  return rowCount === 1;
}

export function remoteCustomers(db: Queryable, kind: TargetKind): RemoteCustomers {
  return {
    async find(customer) {
      const { rows } = await db.query<{ remote_id: string }>(
        'select remote_id from billing_target_customer where kind = $1 and customer_external_id = $2',
        [kind, customer],
      );
      return rows[0]?.remote_id ?? null;
    },
    async remember(customer, remoteId) {
      await db.query(
        `insert into billing_target_customer (kind, customer_external_id, remote_id)
         values ($1, $2, $3)
         on conflict (kind, customer_external_id) do update set remote_id = $3`,
        [kind, customer, remoteId],
      );
    },
  };
}
