import type { Queryable } from '../../platform/postgres/index.ts';
import { DEFAULT_SELLER, type SellerSettings } from '../seller.ts';

export async function readSeller(db: Queryable): Promise<SellerSettings> {
  const { rows } = await db.query<SellerSettings>(
    `select name, address, email, tax_id as "taxId", payment_instructions as "paymentInstructions",
       footer, revision from seller`,
  );
  return rows[0] ?? { ...DEFAULT_SELLER, revision: 0 };
}

/** False when it is no longer at the revision that `seller` was made from. */
export async function writeSeller(
  db: Queryable,
  seller: SellerSettings,
  { at, by }: { at: Date; by: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into seller as known (name, address, email, tax_id, payment_instructions, footer,
       updated_at, updated_by)
     select $1, $2, $3, $4, $5, $6, $7, $8 where $9 = 0 or exists (select from seller)
     on conflict (only_row) do update set
       name = excluded.name, address = excluded.address, email = excluded.email,
       tax_id = excluded.tax_id, payment_instructions = excluded.payment_instructions,
       footer = excluded.footer, updated_at = excluded.updated_at,
       updated_by = excluded.updated_by, revision = known.revision + 1
     where known.revision = $9`,
    [
      seller.name,
      seller.address,
      seller.email,
      seller.taxId,
      seller.paymentInstructions,
      seller.footer,
      at,
      by,
      seller.revision,
    ],
  );
  return rowCount === 1;
}
