import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import { makeMonthsOf, wantsMonth } from './make-months.ts';
import { NEXT_SEQUENCE, RECORD_EVENTS } from './sql/ingest.ts';

/** When a customer was seen in the events just recorded. */
export interface Sighting {
  readonly externalId: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

export interface RecordedBatch {
  readonly sequence: number;
  /** Events that were not there before. */
  readonly newEvents: number;
  /** In order of external id. */
  readonly sightings: readonly Sighting[];
}

/** Spend events as they are encoded, or the JSON array of them. */
export type EncodedEvents = readonly string[] | Buffer;

/** Work that must stand or fall with the events: it runs in their transaction, for new events only. */
export type RecordingStep = (tx: Queryable, batch: RecordedBatch) => Promise<void>;

/** Channel on which every replica hears the new sequence, once the batch is committed. */
export const SPEND_CHANNEL = 'tollgate_spend';

/**
 * Records encoded spend events, all or none, each exactly once however often it is sent. Rollups and
 * customer totals change in the same transaction, so no reader ever sees them disagree. Events of a
 * month that is no longer kept are refused, and with them the batch.
 */
export async function recordBatch(
  pool: Pool,
  encodedEvents: EncodedEvents,
  steps: readonly RecordingStep[],
): Promise<RecordedBatch> {
  const json = Buffer.isBuffer(encodedEvents) ? encodedEvents : `[${encodedEvents.join(',')}]`;
  const record = () => withTransaction(pool, (tx) => recordIn(tx, json, steps));
  try {
    return await record();
  } catch (fault) {
    if (!wantsMonth(fault)) throw fault;
    await makeMonthsOf(pool, json);
    return record();
  }
}

async function recordIn(
  tx: Queryable,
  json: string | Buffer,
  steps: readonly RecordingStep[],
): Promise<RecordedBatch> {
  const next = await tx.query<{ sequence: number }>(NEXT_SEQUENCE);
  const sequence = next.rows[0]?.sequence ?? 0;
  const seen = await tx.query<Sighting & { externalId: string | null; calls: number }>(
    RECORD_EVENTS,
    [json, sequence],
  );
  const batch: RecordedBatch = {
    sequence,
    newEvents: seen.rows.reduce((sum, row) => sum + row.calls, 0),
    sightings: seen.rows.filter((row) => row.externalId !== null),
  };
  if (batch.newEvents > 0) {
    for (const step of steps) await step(tx, batch);
    await tx.query('select pg_notify($1, $2)', [SPEND_CHANNEL, String(batch.sequence)]);
  }
  return batch;
}
