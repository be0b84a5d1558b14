import type { Queryable } from '../../platform/postgres/index.ts';

/** A live row of `tier`. */
export interface TierRow {
  readonly id: string;
  readonly name: string;
  readonly requests_per_minute: number | null;
  readonly tokens_per_minute: number | null;
  readonly max_parallel: number | null;
  readonly models: readonly string[] | null;
  readonly is_default: boolean;
  readonly revision: number;
  readonly created_at: Date;
  readonly created_by: string;
  readonly updated_at: Date;
}

export type TierValues = Pick<
  TierRow,
  'name' | 'requests_per_minute' | 'tokens_per_minute' | 'max_parallel' | 'models' | 'is_default'
>;

const COLUMNS = `id, name, requests_per_minute, tokens_per_minute, max_parallel, models, is_default,
  revision, created_at, created_by, updated_at`;

export async function insertTier(
  tx: Queryable,
  id: string,
  values: TierValues & { readonly created_at: Date; readonly created_by: string },
): Promise<TierRow> {
  const { rows } = await tx.query<TierRow>(
    `insert into tier (id, name, requests_per_minute, tokens_per_minute, max_parallel, models,
       is_default, created_at, created_by, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8) returning ${COLUMNS}`,
    [id, ...valuesOf(values), values.created_at, values.created_by],
  );
  return rows[0] as TierRow;
}

export async function updateTier(
  tx: Queryable,
  id: string,
  values: TierValues,
  at: Date,
): Promise<TierRow> {
  const { rows } = await tx.query<TierRow>(
    `update tier set name = $2, requests_per_minute = $3, tokens_per_minute = $4, max_parallel = $5,
       models = $6, is_default = $7, updated_at = $8, revision = revision + 1
     where id = $1 returning ${COLUMNS}`,
    [id, ...valuesOf(values), at],
  );
  return rows[0] as TierRow;
}

function valuesOf(values: TierValues): unknown[] {
  const { name, requests_per_minute, tokens_per_minute, max_parallel, models, is_default } = values;
  return [name, requests_per_minute, tokens_per_minute, max_parallel, models, is_default];
}

/** Puts the changes of tiers in one order, so that names and the default cannot race. */
export async function lockTiers(tx: Queryable): Promise<void> {
  await tx.query('lock table tier in share row exclusive mode');
}

export async function clearDefault(tx: Queryable, exceptId: string, at: Date): Promise<void> {
  await tx.query(
    `update tier set is_default = false, updated_at = $2, revision = revision + 1
     where is_default and id <> $1`,
    [exceptId, at],
  );
}

export async function findTier(
  db: Queryable,
  by: { readonly id: string } | { readonly name: string },
): Promise<TierRow | null> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['name', by.name];
  const { rows } = await db.query<TierRow>(
    `select ${COLUMNS} from tier where ${column} = $1 and removed_at is null`,
    [value],
  );
  return rows[0] ?? null;
}

/** A live tier that nobody removes (`share`) or puts customers on (`update`) before the transaction ends. */
export async function holdTier(
  tx: Queryable,
  id: string,
  mode: 'share' | 'update',
): Promise<TierRow | null> {
  const { rows } = await tx.query<TierRow>(
    `select ${COLUMNS} from tier where id = $1 and removed_at is null for ${mode}`,
    [id],
  );
  return rows[0] ?? null;
}

export async function listTiers(
  db: Queryable,
  query: { readonly limit: number; readonly afterName: string | null; readonly search: string },
): Promise<TierRow[]> {
  const { rows } = await db.query<TierRow>(
    `select ${COLUMNS} from tier
      where removed_at is null and ($2::text is null or name collate "C" > $2)
        and ($3 = '' or position(lower($3) in lower(name)) > 0)
      order by name collate "C" limit $1`,
    [query.limit, query.afterName, query.search],
  );
  return rows;
}

export async function removeTier(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx.query('update tier set removed_at = $2, updated_at = $2 where id = $1', [id, at]);
}

export async function loadTiers(db: Queryable, ids: readonly string[] | null): Promise<TierRow[]> {
  const { rows } = await db.query<TierRow>(
    `select ${COLUMNS} from tier
      where removed_at is null and ($1::uuid[] is null or id = any($1))`,
    [ids],
  );
  return rows;
}
