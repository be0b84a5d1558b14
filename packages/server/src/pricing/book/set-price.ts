import { createHash } from 'node:crypto';
import {
  err,
  idempotencyKeyProblem,
  isPlainText,
  NamePattern,
  ok,
  type Result,
  USED_IDEMPOTENCY_KEY,
} from '../../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../../platform/postgres/index.ts';
import { type PriceComponent, pricesFrom } from '../components.ts';
import type { Prices } from '../prices.ts';
import { invalid, type Problem } from '../problem.ts';
import { findRevisionByKey } from '../sql/revisions.ts';
import { openBook, revised, writeRevisions } from './revise.ts';
import { ALL_DAY, EARLIEST, LATEST, type PriceEntry, splice, type Timeline } from './timeline.ts';
import { nameVersion } from './version-name.ts';

/** A price somebody sets. It holds until the next one that is set for later, unless it says until when. */
export interface SetPriceRequest {
  /** `provider/model`. */
  readonly subject: string;
  /** Null ends the price: from then on other layers of the book decide. */
  readonly components: readonly PriceComponent[] | null;
  /** Null is now. */
  readonly effectiveFrom: Date | null;
  readonly effectiveUntil: Date | null;
  readonly reason: string;
  /** The revision the caller has seen (0: none). Null does not care. */
  readonly expectedRevision: number | null;
}

export interface PriceSet {
  readonly timeline: Timeline;
  /** When it is past, calls since then were charged otherwise: they can be rated again. */
  readonly effectiveFrom: Date;
  readonly effectiveUntil: Date;
}

interface Change {
  readonly request: SetPriceRequest;
  readonly prices: Prices | null;
  readonly idempotencyKey: string;
  readonly sha256: Buffer;
  readonly by: string;
  readonly now: Date;
}

const LONGEST_SUBJECT = 256;
const LONGEST_REASON = 500;

/** Sets or ends a price, once for each idempotency key. Nothing before `effectiveFrom` changes. */
export async function setPrice(
  pool: Pool,
  request: SetPriceRequest,
  { idempotencyKey, by, now }: { idempotencyKey: string; by: string; now: Date },
): Promise<Result<PriceSet, Problem[]>> {
  const prices = request.components === null ? ok(null) : pricesFrom(request.components);
  const problems = [...check(request, idempotencyKey, now), ...(prices.ok ? [] : prices.error)];
  if (problems.length > 0 || !prices.ok) return err(problems);
  const change: Change = {
    request,
    prices: prices.value,
    idempotencyKey,
    sha256: digestOf(request),
    by,
    now,
  };
  return withTransaction(pool, (tx) => write(tx, change));
}

async function write(tx: Queryable, change: Change): Promise<Result<PriceSet, Problem[]>> {
  const { request, prices, idempotencyKey, sha256, by, now } = change;
  const book = await openBook(tx);
  const place = { layer: 'custom', subject: request.subject } as const;
  const repeated = await findRevisionByKey(tx, idempotencyKey);
  if (repeated !== null) {
    if (!repeated.sha256.equals(sha256)) return err([USED_IDEMPOTENCY_KEY]);
    return ok({
      ...span(request, repeated.timeline.entries, repeated.recordedAt),
      timeline: repeated.timeline,
    });
  }
  const present = book.timeline(place);
  const { expectedRevision } = request;
  if (expectedRevision !== null && expectedRevision !== (present?.revision ?? 0)) {
    return conflict('expectedRevision', 'Somebody has changed this price in the meantime');
  }
  const { effectiveFrom, effectiveUntil } = span(request, present?.entries ?? [], now);
  const price = prices && nameVersion('custom', request.subject, prices);
  const entry = price && { effectiveFrom, effectiveUntil, ...ALL_DAY, price };
  const within = { from: effectiveFrom, until: effectiveUntil };
  const entries = splice(present?.entries ?? [], within, entry === null ? [] : [entry]);
  const next = revised(book, place, entries);
  if (next === null) return unchanged(present, { effectiveFrom, effectiveUntil });
  await writeRevisions(tx, [next], {
    recordedBy: by,
    reason: request.reason,
    updateId: null,
    request: { idempotencyKey, sha256 },
  });
  return ok({ timeline: next, effectiveFrom, effectiveUntil });
}

/** The book says so already: there is nothing to write. */
function unchanged(
  present: Timeline | null,
  period: Omit<PriceSet, 'timeline'>,
): Result<PriceSet, Problem[]> {
  if (present !== null) return ok({ timeline: present, ...period });
  return err([{ code: 'NOT_FOUND', message: 'No price is set for this model', path: ['subject'] }]);
}

function span(
  { effectiveFrom, effectiveUntil }: SetPriceRequest,
  entries: readonly PriceEntry[],
  now: Date,
): Omit<PriceSet, 'timeline'> {
  const from = effectiveFrom ?? now;
  const later = entries.find((entry) => entry.effectiveFrom > from)?.effectiveFrom;
  return { effectiveFrom: from, effectiveUntil: effectiveUntil ?? later ?? LATEST };
}

function check(request: SetPriceRequest, idempotencyKey: string, now: Date): Problem[] {
  const { subject, effectiveFrom, effectiveUntil, reason } = request;
  const from = effectiveFrom ?? now;
  const checks: (Problem | false)[] = [
    !(isPlainText(subject, LONGEST_SUBJECT) && /^[^/\s]+\/\S/.test(subject)) &&
      invalid(['subject'], 'Name the model as provider/model, such as openai/gpt-4o'),
    NamePattern.is(subject) &&
      invalid(
        ['subject'],
        'A price is set for one model: a pattern has its own where it is configured',
      ),
    (from < EARLIEST || from >= LATEST) &&
      invalid(['effectiveFrom'], 'A price holds from 1970 to 9999'),
    effectiveUntil !== null &&
      (effectiveUntil <= from || effectiveUntil > LATEST) &&
      invalid(['effectiveUntil'], 'A price ends after it begins'),
    reason !== '' &&
      !isPlainText(reason, LONGEST_REASON) &&
      invalid(['reason'], `A reason has at most ${LONGEST_REASON} characters`),
    idempotencyKeyProblem(idempotencyKey) ?? false,
  ];
  return checks.filter((each) => each !== false);
}

function conflict(argument: string, message: string): Result<never, Problem[]> {
  return err([{ code: 'CONFLICT', message, path: [argument] }]);
}

function digestOf({ expectedRevision: _, ...request }: SetPriceRequest): Buffer {
  return createHash('sha256').update(JSON.stringify(request)).digest();
}
