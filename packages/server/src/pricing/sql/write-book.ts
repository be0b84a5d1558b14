import { assert } from '../../kernel/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import type { PriceEntry, Timeline } from '../book/timeline.ts';
import { encodePrices } from '../prices-json.ts';

/** Who changed the book, and why. */
export interface Authorship {
  readonly recordedBy: string;
  readonly reason: string;
  /** The update whose approval this is. */
  readonly updateId: string | null;
  /** What makes a repeated request the same change; of one revision only. */
  readonly request: { readonly idempotencyKey: string; readonly sha256: Buffer } | null;
}

const ORDERED_WRITERS = 'select pg_advisory_xact_lock(7446552002)';

/** Waits until no other transaction writes the book, and keeps others waiting until this one ends. */
export async function lockBook(tx: Queryable): Promise<void> {
  await tx.query(ORDERED_WRITERS);
}

/** Writes new revisions. Versions whose name is known are taken as they are: a name stands for its prices. */
export async function writeTimelines(
  tx: Queryable,
  timelines: readonly Timeline[],
  { recordedBy, reason, updateId, request }: Authorship,
): Promise<void> {
  if (timelines.length === 0) return;
  assert(request === null || timelines.length === 1, 'one request, one revision');
  await writeVersions(tx, timelines);
  await tx.query(
    `with written as (
       insert into price_timeline
         (layer, subject, revision, recorded_by, reason, update_id, idempotency_key, request_sha256)
       select layer, subject, revision, $2, $3, $4, $5, $6
       from jsonb_to_recordset($1::jsonb) as t(layer text, subject text, revision integer)
       returning id
     )
     select count(*) from written`,
    [
      JSON.stringify(
        timelines.map(({ layer, subject, revision }) => ({ layer, subject, revision })),
      ),
      recordedBy,
      reason,
      updateId,
      request?.idempotencyKey ?? null,
      request?.sha256 ?? null,
    ],
  );
  await tx.query(
    `insert into price_entry
       (timeline_id, effective_from, effective_until, from_minute, until_minute, version_id)
     select t.id, e.effective_from, e.effective_until, e.from_minute, e.until_minute, v.id
     from jsonb_to_recordset($1::jsonb) as e(
         layer text, subject text, revision integer, version text, effective_from timestamptz,
         effective_until timestamptz, from_minute smallint, until_minute smallint)
       join price_timeline t using (layer, subject, revision)
       join price_version v on v.name = e.version`,
    [JSON.stringify(timelines.flatMap(entryRows))],
  );
}

async function writeVersions(tx: Queryable, timelines: readonly Timeline[]): Promise<void> {
  const versions = new Map(
    timelines
      .flatMap(({ entries }) => entries)
      .map(({ price }) => [
        price.version,
        {
          name: price.version,
          source: sourceOf(price.version),
          prices: encodePrices(price.prices),
        },
      ]),
  );
  const { rows } = await tx.query<{ name: string }>(
    `with given as (
       select * from jsonb_to_recordset($1::jsonb) as v(name text, source text, prices jsonb)
     ), written as (
       insert into price_version (name, source, prices) select name, source, prices from given
       on conflict (name) do nothing
     )
     select name from given join price_version known using (name)
     where known.prices is distinct from given.prices`,
    [JSON.stringify([...versions.values()])],
  );
  assert(rows.length === 0, `one name for two prices: ${rows[0]?.name}`);
}

/** `custom` of `custom:openai/gpt-4o#1f3a`. */
function sourceOf(version: string): string {
  return version.slice(0, version.indexOf(':'));
}

function entryRows({ layer, subject, revision, entries }: Timeline) {
  return entries.map((entry: PriceEntry) => ({
    layer,
    subject,
    revision,
    version: entry.price.version,
    effective_from: entry.effectiveFrom,
    effective_until: entry.effectiveUntil,
    from_minute: entry.fromMinute,
    until_minute: entry.untilMinute,
  }));
}
