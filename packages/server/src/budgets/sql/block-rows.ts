import type { Queryable } from '../../platform/postgres/index.ts';
import type { BlockKind } from '../rules.ts';

/** A standing row of `block`. */
export interface BlockRow {
  readonly id: string;
  readonly subject_kind: BlockKind;
  readonly subject_id: string;
  readonly reason: string;
  readonly blocked_at: Date;
  readonly blocked_by: string;
}

const COLUMNS = 'id, subject_kind, subject_id, reason, blocked_at, blocked_by';

/** Blocks; a block that stands already stays as it is. Returns the one that stands. */
export async function insertBlock(tx: Queryable, row: BlockRow): Promise<BlockRow> {
  await tx.query(
    `insert into block (${COLUMNS}) values ($1, $2, $3, $4, $5, $6)
     on conflict (subject_kind, subject_id) where lifted_at is null do nothing`,
    [row.id, row.subject_kind, row.subject_id, row.reason, row.blocked_at, row.blocked_by],
  );
  const { rows } = await tx.query<BlockRow>(
    `select ${COLUMNS} from block
      where subject_kind = $1 and subject_id = $2 and lifted_at is null`,
    [row.subject_kind, row.subject_id],
  );
  return rows[0] ?? row;
}

export async function liftBlock(
  tx: Queryable,
  lift: { readonly kind: BlockKind; readonly id: string; readonly at: Date; readonly by: string },
): Promise<void> {
  await tx.query(
    `update block set lifted_at = $3, lifted_by = $4
      where subject_kind = $1 and subject_id = $2 and lifted_at is null`,
    [lift.kind, lift.id, lift.at, lift.by],
  );
}

export interface BlockPosition {
  readonly blockedAt: Date;
  readonly id: string;
}

export async function listBlocks(
  db: Queryable,
  query: {
    readonly limit: number;
    readonly after: BlockPosition | null;
    readonly kind: BlockKind | null;
  },
): Promise<BlockRow[]> {
  const { rows } = await db.query<BlockRow>(
    `select ${COLUMNS} from block
      where lifted_at is null and ($1::text is null or subject_kind = $1)
        and ($2::timestamptz is null or (blocked_at, id) < ($2, $3::uuid))
      order by blocked_at desc, id desc limit $4`,
    [query.kind, query.after?.blockedAt ?? null, query.after?.id ?? null, query.limit],
  );
  return rows;
}

/** Standing blocks; of the named subjects (`<kind> <id>`) only, unless null. */
export async function loadBlocks(
  db: Queryable,
  subjects: readonly string[] | null,
): Promise<BlockRow[]> {
  const { rows } = await db.query<BlockRow>(
    `select ${COLUMNS} from block
      where lifted_at is null
        and ($1::text[] is null or subject_kind || ' ' || subject_id = any($1))`,
    [subjects],
  );
  return rows;
}
