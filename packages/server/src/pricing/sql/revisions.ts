import type { Queryable } from '../../platform/postgres/index.ts';
import type { Layer, PriceEntry, Timeline } from '../book/timeline.ts';
import type { PriceVersion } from '../prices.ts';
import { storedPrices } from './stored-prices.ts';

/** One state of a timeline: what was known from `recordedAt` until the next revision. */
export interface Revision {
  readonly id: number;
  readonly timeline: Timeline;
  readonly recordedAt: Date;
  readonly recordedBy: string;
  readonly reason: string;
}

interface Row {
  readonly id: number;
  readonly layer: Layer;
  readonly subject: string;
  readonly revision: number;
  readonly recorded_at: Date;
  readonly recorded_by: string;
  readonly reason: string;
  readonly request_sha256: Buffer | null;
  readonly entries: readonly EntryRow[];
}

interface EntryRow {
  readonly from: string;
  readonly until: string;
  readonly fromMinute: number;
  readonly untilMinute: number;
  readonly version: string;
  readonly prices: unknown;
}

const REVISIONS = `
  select t.id, t.layer, t.subject, t.revision, t.recorded_at, t.recorded_by, t.reason,
    t.request_sha256, coalesce(e.entries, '[]') as entries
  from price_timeline t left join lateral (
    select jsonb_agg(jsonb_build_object(
        'from', e.effective_from, 'until', e.effective_until, 'fromMinute', e.from_minute,
        'untilMinute', e.until_minute, 'version', v.name, 'prices', v.prices)
      order by e.effective_from, e.from_minute) as entries
    from price_entry e join price_version v on v.id = e.version_id where e.timeline_id = t.id
  ) as e on true`;

export async function findRevisionByKey(
  db: Queryable,
  idempotencyKey: string,
): Promise<(Revision & { sha256: Buffer }) | null> {
  const { rows } = await db.query<Row>(`${REVISIONS} where t.idempotency_key = $1`, [
    idempotencyKey,
  ]);
  const [row] = rows;
  if (row?.request_sha256 == null) return null;
  return { ...toRevision(row), sha256: row.request_sha256 };
}

/** Every revision of these subjects, on whatever layer, latest first, after an id. */
export async function listRevisions(
  db: Queryable,
  subjects: readonly string[],
  page: { readonly after: number | null; readonly limit: number },
): Promise<Revision[]> {
  const { rows } = await db.query<Row>(
    `${REVISIONS} where t.subject = any($1::text[]) and ($2::bigint is null or t.id < $2)
     order by t.id desc limit $3`,
    [subjects, page.after, page.limit],
  );
  return rows.map(toRevision);
}

/** The prices that a name has always stood for. */
export async function findVersion(db: Queryable, name: string): Promise<PriceVersion | null> {
  const { rows } = await db.query<{ prices: unknown }>(
    'select prices from price_version where name = $1',
    [name],
  );
  return rows[0] === undefined ? null : { version: name, prices: storedPrices(rows[0].prices) };
}

function toRevision(row: Row): Revision {
  const { layer, subject, revision } = row;
  const entries = row.entries.map(
    (entry): PriceEntry => ({
      effectiveFrom: new Date(entry.from),
      effectiveUntil: new Date(entry.until),
      fromMinute: entry.fromMinute,
      untilMinute: entry.untilMinute,
      price: { version: entry.version, prices: storedPrices(entry.prices) },
    }),
  );
  return {
    id: row.id,
    timeline: { layer, subject, revision, entries },
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_by,
    reason: row.reason,
  };
}
