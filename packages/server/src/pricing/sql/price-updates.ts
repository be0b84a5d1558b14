import { assert } from '../../kernel/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import type { PriceEntry } from '../book/timeline.ts';
import { encodePrices } from '../prices-json.ts';
import { storedPrices } from './stored-prices.ts';

export type UpdateLayer = 'import' | 'catalogue';
export type UpdateState = 'PENDING' | 'APPROVED' | 'REJECTED';

/** Proposed prices from outside and what was decided on them. */
export interface PriceUpdate {
  readonly id: string;
  readonly layer: UpdateLayer;
  readonly source: string;
  readonly state: UpdateState;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly report: object;
  readonly added: number;
  readonly changed: number;
}

/** The whole timeline that an update proposes for a subject. */
export interface ProposedTimeline {
  readonly subject: string;
  readonly kind: 'ADDED' | 'CHANGED';
  readonly entries: readonly PriceEntry[];
}

interface EntryJson {
  readonly from: string;
  readonly until: string;
  readonly fromMinute: number;
  readonly untilMinute: number;
  readonly version: string;
  readonly prices: unknown;
}

const UPDATE = `
  u.id, u.layer, u.source, u.state, u.created_at as "createdAt", u.created_by as "createdBy",
  u.decided_at as "decidedAt", u.decided_by as "decidedBy", u.report,
  (select count(*) from price_update_item i where i.update_id = u.id and i.kind = 'ADDED') as added,
  (select count(*) from price_update_item i where i.update_id = u.id and i.kind = 'CHANGED') as changed`;

export async function findUpdate(
  db: Queryable,
  by: { readonly id: string } | { readonly layer: UpdateLayer; readonly digest: Buffer },
): Promise<PriceUpdate | null> {
  const [condition, values] =
    'id' in by ? ['u.id = $1', [by.id]] : ['u.layer = $1 and u.digest = $2', [by.layer, by.digest]];
  const { rows } = await db.query<PriceUpdate>(
    `select ${UPDATE} from price_update u where ${condition}`,
    values,
  );
  return rows[0] ?? null;
}

export async function insertUpdate(
  tx: Queryable,
  update: {
    readonly id: string;
    readonly layer: UpdateLayer;
    readonly source: string;
    readonly digest: Buffer;
    readonly createdBy: string;
    readonly report: object;
    readonly items: readonly ProposedTimeline[];
  },
): Promise<PriceUpdate> {
  const { id, layer, source, digest, createdBy, report, items } = update;
  await tx.query(
    `insert into price_update (id, layer, source, digest, state, created_by, report)
     values ($1, $2, $3, $4, 'PENDING', $5, $6)`,
    [id, layer, source, digest, createdBy, JSON.stringify(report)],
  );
  await tx.query(
    `insert into price_update_item (update_id, subject, kind, entries)
     select $1, subject, kind, entries
     from jsonb_to_recordset($2::jsonb) as i(subject text, kind text, entries jsonb)`,
    [
      id,
      JSON.stringify(items.map((item) => ({ ...item, entries: item.entries.map(encodeEntry) }))),
    ],
  );
  return required(await findUpdate(tx, { id }));
}

export async function decideUpdate(
  tx: Queryable,
  { id, state, by }: { id: string; state: 'APPROVED' | 'REJECTED'; by: string },
): Promise<PriceUpdate> {
  await tx.query(
    `update price_update set state = $2, decided_at = clock_timestamp(), decided_by = $3 where id = $1`,
    [id, state, by],
  );
  return required(await findUpdate(tx, { id }));
}

/** What an update proposes, in order of subject: all of it, or a page after a subject. */
export async function readProposals(
  db: Queryable,
  updateId: string,
  page: { readonly after: string; readonly limit: number } = { after: '', limit: 1_000_000 },
): Promise<ProposedTimeline[]> {
  const { rows } = await db.query<{
    subject: string;
    kind: ProposedTimeline['kind'];
    entries: EntryJson[];
  }>(
    `select subject, kind, entries from price_update_item
     where update_id = $1 and subject collate "C" > $2
     order by subject collate "C" limit $3`,
    [updateId, page.after, page.limit],
  );
  return rows.map((row) => ({ ...row, entries: row.entries.map(decodeEntry) }));
}

/** Latest first, after an id. */
export async function listUpdates(
  db: Queryable,
  page: { readonly after: string | null; readonly limit: number },
): Promise<PriceUpdate[]> {
  const { rows } = await db.query<PriceUpdate>(
    `select ${UPDATE} from price_update u where $1::uuid is null or u.id < $1::uuid
     order by u.id desc limit $2`,
    [page.after, page.limit],
  );
  return rows;
}

function encodeEntry({ effectiveFrom, effectiveUntil, price, ...window }: PriceEntry): EntryJson {
  return {
    ...window,
    from: effectiveFrom.toISOString(),
    until: effectiveUntil.toISOString(),
    version: price.version,
    prices: encodePrices(price.prices),
  };
}

function decodeEntry({ from, until, version, prices, ...window }: EntryJson): PriceEntry {
  return {
    ...window,
    effectiveFrom: new Date(from),
    effectiveUntil: new Date(until),
    price: { version, prices: storedPrices(prices) },
  };
}

function required(update: PriceUpdate | null): PriceUpdate {
  assert(update !== null, 'an update that was just written is there');
  return update;
}
