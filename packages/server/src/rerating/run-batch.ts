import { type Pico, toPico, ZERO_PICO } from '../kernel/index.ts';
import {
  type Adjustment,
  lockRecord,
  type RecordingStep,
  recordAdjustments,
} from '../metering/index.ts';
import { type Pool, type Queryable, withTransaction } from '../platform/postgres/index.ts';
import type { Rated, RatePast, Unrated } from './past-prices.ts';
import {
  type PastEvent,
  type PastEventRow,
  readEvents,
  selectEvents,
  toPastEvent,
} from './sql/read-events.ts';
import { type Rerating, saveProgress, takeRerating } from './sql/rerating-rows.ts';

/** What to do next with a run: more, nothing more, or nothing because somebody else is at it. */
export type Step = 'MORE' | 'DONE';

const BATCH = 1_000;

/**
 * Rates the next events of a run and records what differs, with the run's progress, in one
 * transaction: a run that is broken off goes on where it stopped, and no event is adjusted twice.
 */
export function runBatch(
  pool: Pool,
  id: string,
  deps: {
    ratePast: (tx: Queryable, rerating: Rerating) => Promise<RatePast>;
    steps: readonly RecordingStep[];
    batch?: number;
  },
): Promise<Step> {
  const limit = deps.batch ?? BATCH;
  return withTransaction(pool, async (tx) => {
    const rerating = await takeRerating(tx, id);
    if (rerating === null) return 'DONE';
    const ratePast = await deps.ratePast(tx, rerating);
    const { text, values } = selectEvents(rerating.selection, { after: rerating.after, limit });
    const { rows } = await tx.query<PastEventRow>(text, values);
    const events = rows.map(toPastEvent);
    const differing = events.filter((event) => differs(event, ratePast(event)));
    const adjustments = await adjust(tx, { rerating, differing, ratePast, steps: deps.steps });
    const finished = rows.length < limit;
    const unrated = events.filter((event) => typeof ratePast(event) === 'string').length;
    await saveProgress(tx, id, {
      progress: {
        examined: rerating.progress.examined + events.length,
        adjusted: rerating.progress.adjusted + adjustments.length,
        unrated: rerating.progress.unrated + unrated,
        difference: sum([rerating.progress.difference, ...adjustments.map(({ charge }) => charge)]),
      },
      after: positionOf(rows.at(-1)) ?? rerating.after,
      finished,
    });
    return finished ? 'DONE' : 'MORE';
  });
}

/**
 * Most batches of a second run find nothing and lock nothing. What differs is looked at again once the
 * record is locked: another run may have come first.
 */
async function adjust(
  tx: Queryable,
  work: {
    rerating: Rerating;
    differing: readonly PastEvent[];
    ratePast: RatePast;
    steps: readonly RecordingStep[];
  },
): Promise<Adjustment[]> {
  if (work.differing.length === 0) return [];
  const sequence = await lockRecord(tx);
  const present = await readEvents(tx, work.differing);
  const adjustments = present.flatMap((event) => adjustmentOf(event, work.ratePast(event)));
  if (adjustments.length > 0) {
    await recordAdjustments(
      tx,
      { sequence, reratingId: work.rerating.id, adjustments },
      work.steps,
    );
  }
  return adjustments;
}

function adjustmentOf(event: PastEvent, rated: Rated | Unrated): Adjustment[] {
  if (typeof rated === 'string' || !differs(event, rated)) return [];
  return [
    {
      callId: event.callId,
      attempt: event.attempt,
      adjustment: event.adjustments + 1,
      adjustsUnpriced: event.cost === null,
      cost: toPico(rated.cost - (event.cost ?? ZERO_PICO)),
      // Until a customer has a rate card, the charge is the cost.
      charge: toPico(rated.cost - (event.charge ?? ZERO_PICO)),
      priceVersion: rated.priceVersion,
      lines: rated.lines,
    },
  ];
}

/** An event that has no amount at the prices in force stays as it is. */
function differs({ cost, charge }: PastEvent, rated: Rated | Unrated): boolean {
  return typeof rated !== 'string' && (cost !== rated.cost || charge !== rated.cost);
}

function positionOf(row: PastEventRow | undefined) {
  if (row === undefined) return null;
  return { occurredAtText: row.occurred_at_text, callId: row.call_id, attempt: row.attempt };
}

function sum(amounts: readonly Pico[]): Pico {
  return toPico(amounts.reduce<bigint>((total, amount) => total + amount, 0n));
}
