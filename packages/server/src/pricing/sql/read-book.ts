import type { Queryable } from '../../platform/postgres/index.ts';
import { PriceBook } from '../book/price-book.ts';
import type { Layer, PriceEntry, Timeline } from '../book/timeline.ts';
import { storedPrices } from './stored-prices.ts';

/** A revision with when it was recorded, as text with microseconds: revisions rise in that order. */
export interface RecordedTimeline extends Timeline {
  readonly recordedAt: string;
}

interface TimelineRow {
  readonly layer: Layer;
  readonly subject: string;
  readonly revision: number;
  readonly recorded_at: string;
  readonly effective_from: Date | null;
  readonly effective_until: Date;
  readonly from_minute: number;
  readonly until_minute: number;
  readonly version: string;
  readonly prices: unknown;
}

/** The book as it was known at a moment, which is given as PostgreSQL writes a time. */
export async function readBookAsKnown(db: Queryable, knownAt: string): Promise<PriceBook> {
  return new PriceBook(await readTimelines(db, { after: NOTHING_KNOWN, knownAt }));
}

/** Before anything was recorded. */
export const NOTHING_KNOWN = '-infinity';

/**
 * The latest revision of every timeline that was written after `after`, as known at `knownAt` (both
 * as PostgreSQL writes a time; the latter included).
 */
export async function readTimelines(
  db: Queryable,
  { after, knownAt }: { after: string; knownAt: string },
): Promise<RecordedTimeline[]> {
  const { rows } = await db.query<TimelineRow>(
    `select t.layer, t.subject, t.revision, t.recorded_at::text as recorded_at, e.effective_from,
       e.effective_until, e.from_minute, e.until_minute, v.name as version, v.prices
     from (
       select distinct on (layer, subject) id, layer, subject, revision, recorded_at
       from price_timeline
       where recorded_at > $1::timestamptz and recorded_at <= $2::timestamptz
       order by layer, subject, revision desc
     ) as t
       left join price_entry e on e.timeline_id = t.id
       left join price_version v on v.id = e.version_id
     order by t.recorded_at, t.id, e.effective_from, e.from_minute`,
    [after, knownAt],
  );
  const groups = Map.groupBy(rows, (row) => `${row.layer} ${row.subject}`);
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [toTimeline(first, [first, ...rest])],
  );
}

function toTimeline(
  { layer, subject, revision, recorded_at: recordedAt }: TimelineRow,
  rows: readonly TimelineRow[],
): RecordedTimeline {
  const entries = rows.flatMap((row): PriceEntry[] => {
    if (row.effective_from === null) return [];
    return [
      {
        effectiveFrom: row.effective_from,
        effectiveUntil: row.effective_until,
        fromMinute: row.from_minute,
        untilMinute: row.until_minute,
        price: { version: row.version, prices: storedPrices(row.prices) },
      },
    ];
  });
  return { layer, subject, revision, recordedAt, entries };
}
