import { assert, formatPico, type Pico, parsePico } from '../../kernel/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import type { Selection } from '../selection.ts';
import type { EventPosition } from './read-events.ts';

/** One run: a past range rated again at the prices known when it began. */
export interface Rerating {
  readonly id: string;
  readonly selection: Selection;
  readonly reason: string;
  readonly requestedBy: string;
  /** Which state of the price book it rates by, as PostgreSQL writes a time. */
  readonly bookKnownAt: string;
  readonly startedAt: Date;
  /** Null while it runs. */
  readonly finishedAt: Date | null;
  readonly progress: Progress;
  /** How far it has come. */
  readonly after: EventPosition | null;
}

export interface Progress {
  readonly examined: number;
  readonly adjusted: number;
  /** Left as they were: they have no amount at the prices in force. */
  readonly unrated: number;
  /** What the charges of the adjusted events rose by in sum. */
  readonly difference: Pico;
}

interface Row {
  readonly id: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly selection: Pick<Selection, 'models' | 'customers' | 'only'>;
  readonly reason: string;
  readonly requested_by: string;
  readonly book_known_at: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly after_occurred_at: string | null;
  readonly after_call_id: string;
  readonly after_attempt: number;
  readonly examined: number;
  readonly adjusted: number;
  readonly unrated: number;
  readonly difference: string;
}

const COLUMNS = `id, starts_at, ends_at, selection, reason, requested_by,
  book_known_at::text as book_known_at, started_at, finished_at,
  after_occurred_at::text as after_occurred_at, after_call_id, after_attempt, examined, adjusted,
  unrated, difference`;

/** What tells one request from another. */
export interface ReratingRequest {
  readonly id: string;
  readonly selection: Selection;
  readonly reason: string;
  readonly requestedBy: string;
  readonly idempotencyKey: string;
  readonly sha256: Buffer;
}

/**
 * Begins a run, unless the idempotency key has begun one. The caller holds the lock of the price book,
 * so that the book known at the run's beginning is a state it really was in.
 */
export async function insertRerating(tx: Queryable, request: ReratingRequest): Promise<void> {
  const { startsAt, endsAt, ...rest } = request.selection;
  await tx.query(
    `insert into rerating
       (id, idempotency_key, request_sha256, starts_at, ends_at, selection, reason, requested_by, book_known_at)
     select $1, $2, $3, $4, $5, $6, $7, $8,
       greatest(clock_timestamp(), (select max(recorded_at) from price_timeline))
     on conflict (idempotency_key) do nothing`,
    [
      request.id,
      request.idempotencyKey,
      request.sha256,
      startsAt,
      endsAt,
      JSON.stringify(rest),
      request.reason,
      request.requestedBy,
    ],
  );
}

export async function findByIdempotencyKey(
  db: Queryable,
  key: string,
): Promise<{ rerating: Rerating; sha256: Buffer } | null> {
  const { rows } = await db.query<Row & { request_sha256: Buffer }>(
    `select ${COLUMNS}, request_sha256 from rerating where idempotency_key = $1`,
    [key],
  );
  const [row] = rows;
  return row === undefined ? null : { rerating: toRerating(row), sha256: row.request_sha256 };
}

export async function findRerating(db: Queryable, id: string): Promise<Rerating | null> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from rerating where id = $1`, [id]);
  return rows[0] === undefined ? null : toRerating(rows[0]);
}

/** Latest first, after an id. */
export async function listReratings(
  db: Queryable,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Rerating[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from rerating where $1::uuid is null or id < $1::uuid
     order by id desc limit $2`,
    [page.after, page.limit],
  );
  return rows.map(toRerating);
}

/** The run, if it is to go on and nobody else is at it: nobody else will be until the transaction ends. */
export async function takeRerating(tx: Queryable, id: string): Promise<Rerating | null> {
  const { rows } = await tx.query<Row>(
    `select ${COLUMNS} from rerating where id = $1 and finished_at is null for update skip locked`,
    [id],
  );
  return rows[0] === undefined ? null : toRerating(rows[0]);
}

export async function unfinishedReratings(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'select id from rerating where finished_at is null order by id',
  );
  return rows.map(({ id }) => id);
}

export async function saveProgress(
  tx: Queryable,
  id: string,
  {
    progress,
    after,
    finished,
  }: { progress: Progress; after: EventPosition | null; finished: boolean },
): Promise<void> {
  await tx.query(
    `update rerating set examined = $2, adjusted = $3, unrated = $4, difference = $5,
       after_occurred_at = $6::timestamptz, after_call_id = $7, after_attempt = $8,
       finished_at = case when $9 then clock_timestamp() end
     where id = $1`,
    [
      id,
      progress.examined,
      progress.adjusted,
      progress.unrated,
      formatPico(progress.difference),
      after?.occurredAtText ?? null,
      after?.callId ?? null,
      after?.attempt ?? null,
      finished,
    ],
  );
}

function toRerating(row: Row): Rerating {
  const difference = parsePico(row.difference);
  assert(difference !== null, `not an amount: ${row.difference}`);
  const { examined, adjusted, unrated } = row;
  return {
    id: row.id,
    selection: { ...row.selection, startsAt: row.starts_at, endsAt: row.ends_at },
    reason: row.reason,
    requestedBy: row.requested_by,
    bookKnownAt: row.book_known_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    progress: { examined, adjusted, unrated, difference },
    after:
      row.after_occurred_at === null
        ? null
        : {
            occurredAtText: row.after_occurred_at,
            callId: row.after_call_id,
            attempt: row.after_attempt,
          },
  };
}
