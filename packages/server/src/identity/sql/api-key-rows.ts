import type { Queryable } from '../../platform/postgres/index.ts';

export interface ApiKeyRow {
  readonly id: string;
  readonly alias: string;
  readonly bound_customer: string | null;
  readonly tags: string[];
  readonly secret_sha256: Buffer;
  readonly expires_at: Date | null;
}

const COLUMNS = 'id, alias, bound_customer, tags, secret_sha256, expires_at';

export async function loadUsableKeys(db: Queryable): Promise<ApiKeyRow[]> {
  const { rows } = await db.query<ApiKeyRow>(
    `select ${COLUMNS} from api_key where revoked_at is null`,
  );
  return rows;
}

export async function findUsableKey(db: Queryable, sha256: Buffer): Promise<ApiKeyRow | null> {
  const { rows } = await db.query<ApiKeyRow>(
    `select ${COLUMNS} from api_key where secret_sha256 = $1 and revoked_at is null`,
    [sha256],
  );
  return rows[0] ?? null;
}
