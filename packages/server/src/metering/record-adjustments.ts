import { assert, formatPico, type Pico } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { type RecordedBatch, type RecordingStep, SPEND_CHANNEL } from './record-batch.ts';
import { encodeLine, type RecordedLine } from './spend-event.ts';
import { RECORD_ADJUSTMENTS } from './sql/adjust.ts';
import { NEXT_SEQUENCE } from './sql/ingest.ts';

/** The correction of a recorded event: what is added to what it came to so far. */
export interface Adjustment {
  readonly callId: string;
  readonly attempt: number;
  /** 1 for the first of its event, then one more each time. */
  readonly adjustment: number;
  /** The event had no price until now. */
  readonly adjustsUnpriced: boolean;
  /** Differences; of an event that had no price, all of it. */
  readonly cost: Pico;
  readonly charge: Pico;
  readonly priceVersion: string;
  /** Of the event's whole new cost. */
  readonly lines: readonly RecordedLine[];
}

/**
 * Waits its turn to write the record, until the transaction ends: what is read of it from then on
 * stays as it is. Returns the sequence that watchers will see.
 */
export async function lockRecord(tx: Queryable): Promise<number> {
  const { rows } = await tx.query<{ sequence: number }>(NEXT_SEQUENCE);
  return rows[0]?.sequence ?? 0;
}

/** Rises with every change of the record: what was read at a sequence is good until the next. */
export async function readSequence(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ sequence: number }>('select sequence from spend_sequence');
  return rows[0]?.sequence ?? 0;
}

/**
 * Records adjustments in the caller's transaction, which has locked the record. Rollups, totals and
 * whatever the steps keep follow in it. An adjustment that is there already fails all of them.
 */
export async function recordAdjustments(
  tx: Queryable,
  {
    sequence,
    reratingId,
    adjustments,
  }: {
    sequence: number;
    reratingId: string;
    adjustments: readonly Adjustment[];
  },
  steps: readonly RecordingStep[],
): Promise<void> {
  const { rows } = await tx.query<{
    recorded: number;
    missedRollups: number;
    missedTotals: number;
  }>(RECORD_ADJUSTMENTS, [
    `[${adjustments.map(encodeAdjustment).join(',')}]`,
    reratingId,
    sequence,
  ]);
  const [written] = rows;
  assert(written?.recorded === adjustments.length, 'an adjustment has its event');
  assert(written.missedRollups === 0, 'an event that was recorded is in a rollup');
  assert(written.missedTotals === 0, 'a customer who was charged has a total');
  const batch: RecordedBatch = { sequence, newEvents: adjustments.length, sightings: [] };
  for (const step of steps) await step(tx, batch);
  await tx.query('select pg_notify($1, $2)', [SPEND_CHANNEL, String(sequence)]);
}

function encodeAdjustment(adjustment: Adjustment): string {
  const json = JSON.stringify({
    call_id: adjustment.callId,
    attempt: adjustment.attempt,
    adjustment: adjustment.adjustment,
    adjusts_unpriced: adjustment.adjustsUnpriced,
    cost: formatPico(adjustment.cost),
    charge: formatPico(adjustment.charge),
    price_version: adjustment.priceVersion,
  });
  return `${json.slice(0, -1)},"lines":[${adjustment.lines.map(encodeLine).join(',')}]}`;
}
