import { recordFirstSight } from '../../customers/index.ts';
import { type Pico, parsePico, toPico, ZERO_PICO } from '../../kernel/index.ts';
import {
  encodeSpendEvent,
  NO_ORIGIN,
  readFloor,
  recordBatch,
  type SpendEvent,
} from '../../metering/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import type { ImportedSpend, Measures } from './spend.ts';

export interface WrittenSpend {
  /** Rows that were not there before, or had grown. */
  readonly recorded: number;
  /** Rows that were there as they are. */
  readonly known: number;
  /** Rows of days that are no longer kept; what was imported of them is in the totals. */
  readonly expired: number;
  /** Rows of which more was imported once than there is now; they are left as they are. */
  readonly shrunk: number;
}

/** A key as it is here. */
export interface SpendingKey {
  readonly id: string;
  readonly teamId: string | null;
  readonly userId: string | null;
}

interface Present extends Measures {
  readonly attempts: number;
}

export const ROUTE = 'import/litellm';
const BATCH = 500;

/**
 * Records the rows, each once however often it is imported. Of a row that has grown since, such as
 * that of a day that was not over, the difference is recorded.
 */
export async function writeSpend(
  pool: Pool,
  rows: readonly ImportedSpend[],
  { keys, now }: { keys: ReadonlyMap<string, SpendingKey>; now: Date },
): Promise<WrittenSpend> {
  const counts = { recorded: 0, known: 0, shrunk: 0, expired: 0 };
  const keptFrom = await readFloor(pool);
  for (let from = 0; from < rows.length; from += BATCH) {
    const every = rows.slice(from, from + BATCH);
    const batch = every.filter(({ date }) => momentOf(date, now) >= keptFrom);
    counts.expired += every.length - batch.length;
    const present = await readPresent(pool, batch);
    const events = batch.flatMap((row) => {
      const change = changeOf(row, present.get(row.callId));
      counts[change.kind] += 1;
      if (change.kind !== 'recorded') return [];
      return [encode({ ...row, ...change.measures }, change.attempt, { keys, now })];
    });
    if (events.length === 0) continue;
    await recordBatch(pool, events, [(tx, { sightings }) => recordFirstSight(tx, sightings)]);
  }
  return counts;
}

type Change =
  | { readonly kind: 'known' | 'shrunk' }
  | { readonly kind: 'recorded'; readonly attempt: number; readonly measures: Measures };

function changeOf(row: ImportedSpend, present: Present | undefined): Change {
  if (present === undefined) return { kind: 'recorded', attempt: 1, measures: row };
  const measures: Measures = {
    calls: row.calls - present.calls,
    inputTokens: row.inputTokens - present.inputTokens,
    cachedInputTokens: row.cachedInputTokens - present.cachedInputTokens,
    cacheWriteTokens: row.cacheWriteTokens - present.cacheWriteTokens,
    outputTokens: row.outputTokens - present.outputTokens,
    spend: toPico(row.spend - present.spend),
  };
  const { spend, ...counts } = measures;
  const differences = Object.values(counts);
  if (spend === 0n && differences.every((each) => each === 0)) return { kind: 'known' };
  if (spend < 0n || differences.some((each) => each < 0)) return { kind: 'shrunk' };
  return { kind: 'recorded', attempt: present.attempts + 1, measures };
}

/** By call id, what was imported of each row before. */
async function readPresent(
  pool: Pool,
  rows: readonly ImportedSpend[],
): Promise<ReadonlyMap<string, Present>> {
  const found = await pool.query<
    { call_id: string; spend: string } & Record<keyof Present, number>
  >(
    `select call_id, max(attempt)::integer as attempts, sum(calls)::bigint as calls,
       sum(input_tokens)::bigint as "inputTokens", sum(cached_input_tokens)::bigint as "cachedInputTokens",
       sum(cache_write_tokens)::bigint as "cacheWriteTokens", sum(output_tokens)::bigint as "outputTokens",
       sum(charge)::text as spend
     from spend_event where call_id = any($1::uuid[]) and adjustment = 0 group by 1`,
    [rows.map(({ callId }) => callId)],
  );
  return new Map(
    found.rows.map(({ call_id: callId, spend, ...counts }) => [
      callId,
      { ...counts, spend: parsePico(spend) ?? ZERO_PICO },
    ]),
  );
}

/** An event that stands for several calls says so in `calls`, which events of the gateway do not have. */
function encode(
  row: ImportedSpend,
  attempt: number,
  { keys, now }: { keys: ReadonlyMap<string, SpendingKey>; now: Date },
): string {
  const key = row.apiKeyId === null ? undefined : keys.get(row.apiKeyId);
  const event: SpendEvent = {
    callId: row.callId,
    attempt,
    occurredAt: momentOf(row.date, now),
    route: ROUTE,
    streamed: false,
    customerExternalId: row.customer,
    apiKeyId: key?.id ?? null,
    teamId: key?.teamId ?? null,
    userId: key?.userId ?? null,
    model: row.model,
    provider: row.provider,
    upstreamModel: row.upstreamModel,
    tags: [],
    userAgent: null,
    origin: NO_ORIGIN,
    durationMs: 0,
    firstByteMs: null,
    status: row.status,
    httpStatus: row.status === 'failed' ? 0 : 200,
    errorCode: null,
    usageSource: 'reported',
    inputTokens: row.inputTokens,
    cachedInputTokens: row.cachedInputTokens,
    cacheWriteTokens: row.cacheWriteTokens,
    outputTokens: row.outputTokens,
    reasoningTokens: 0,
    units: null,
    serviceTier: null,
    region: null,
    cost: row.spend,
    charge: row.spend,
    priceVersion: ROUTE,
    lines: lineOf(row.spend),
  };
  return `${encodeSpendEvent(event).slice(0, -1)},"calls":${row.calls}}`;
}

function lineOf(spend: Pico): SpendEvent['lines'] {
  if (spend === 0n) return [];
  return [{ kind: 'imported', quantity: 1, unitPrice: spend, per: 1n, amount: spend }];
}

/** Noon of the day in UTC, which is that day nearly everywhere; its first moment when noon is to come. */
function momentOf(date: string, now: Date): Date {
  const noon = new Date(`${date}T12:00:00Z`);
  return noon > now ? new Date(`${date}T00:00:00Z`) : noon;
}
