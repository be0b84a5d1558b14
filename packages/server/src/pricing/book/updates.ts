import { createHash, randomUUIDv7 } from 'node:crypto';
import { err, ok, type Result } from '../../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../../platform/postgres/index.ts';
import {
  decideUpdate,
  findUpdate,
  insertUpdate,
  type PriceUpdate,
  type ProposedTimeline,
  readProposals,
  type UpdateLayer,
} from '../sql/price-updates.ts';
import type { PriceBook } from './price-book.ts';
import { openBook, revised, sayTheSame, writeRevisions } from './revise.ts';
import { LATEST, type PriceEntry, splice, type Timeline } from './timeline.ts';
import { pricesText } from './version-name.ts';

/** What has become of the proposal: approved at once when nothing stands against it. */
export interface Proposal {
  readonly layer: UpdateLayer;
  /** Such as `genai-prices@0.1.8`. */
  readonly source: string;
  readonly timelines: readonly Timeline[];
  readonly report: object;
  readonly proposedBy: string;
  /** Takes effect without being approved by a person. */
  readonly accept: boolean;
}

/** From when an approved update holds where a price was known before. */
export type ApplyFrom = 'NOW' | 'AS_PUBLISHED';

/**
 * Puts what a catalogue or a price map says before whoever approves prices, as the difference from
 * the book. The same content is proposed once, whatever was decided on it. Null when the book says
 * all of it already.
 */
export function proposeUpdate(
  pool: Pool,
  proposal: Proposal,
  now: Date,
): Promise<PriceUpdate | null> {
  return withTransaction(pool, async (tx) => {
    const book = await openBook(tx);
    const digest = digestOf(proposal.timelines);
    const known = await findUpdate(tx, { layer: proposal.layer, digest });
    if (known !== null) return known;
    const items = changesFrom(book, proposal.timelines);
    if (items.length === 0) return null;
    const first = ![...book.timelines()].some(({ layer }) => layer === proposal.layer);
    const update = await insertUpdate(tx, {
      id: randomUUIDv7(),
      layer: proposal.layer,
      source: proposal.source,
      digest,
      createdBy: proposal.proposedBy,
      report: proposal.report,
      items,
    });
    if (!proposal.accept && !(first && proposal.layer === 'catalogue')) return update;
    return apply(tx, { book, update, applyFrom: 'NOW', by: proposal.proposedBy, now });
  });
}

/** Where what a source says differs from the book. */
export function changesFrom(book: PriceBook, timelines: readonly Timeline[]): ProposedTimeline[] {
  return timelines.flatMap((timeline) => {
    const present = book.timeline(timeline)?.entries ?? null;
    if (sayTheSame(present ?? [], timeline.entries)) return [];
    const { subject, entries } = timeline;
    return [{ subject, kind: present === null ? 'ADDED' : 'CHANGED', entries }];
  });
}

/** Puts a pending update in force: models that had no price have it for all time, others from `applyFrom` on. */
export function approveUpdate(
  pool: Pool,
  { id, applyFrom, by, now }: { id: string; applyFrom: ApplyFrom; by: string; now: Date },
): Promise<Result<PriceUpdate, 'NOT_FOUND' | 'CONFLICT'>> {
  return withTransaction(pool, async (tx) => {
    const book = await openBook(tx);
    const update = await findUpdate(tx, { id });
    if (update === null) return err('NOT_FOUND');
    if (update.state === 'APPROVED') return ok(update);
    if (update.state !== 'PENDING') return err('CONFLICT');
    return ok(await apply(tx, { book, update, applyFrom, by, now }));
  });
}

/** Sets a pending update aside for good. */
export function rejectUpdate(
  pool: Pool,
  { id, by }: { id: string; by: string },
): Promise<Result<PriceUpdate, 'NOT_FOUND' | 'CONFLICT'>> {
  return withTransaction(pool, async (tx) => {
    await openBook(tx);
    const update = await findUpdate(tx, { id });
    if (update === null) return err('NOT_FOUND');
    if (update.state === 'REJECTED') return ok(update);
    if (update.state !== 'PENDING') return err('CONFLICT');
    return ok(await decideUpdate(tx, { id, state: 'REJECTED', by }));
  });
}

async function apply(
  tx: Queryable,
  options: { book: PriceBook; update: PriceUpdate; applyFrom: ApplyFrom; by: string; now: Date },
): Promise<PriceUpdate> {
  const { book, update, applyFrom, by, now } = options;
  const proposed = await readProposals(tx, update.id);
  const revisions = proposed.map(({ subject, entries }) => {
    const place = { layer: update.layer, subject };
    const present = book.timeline(place)?.entries ?? [];
    const all = present.length === 0 || applyFrom === 'AS_PUBLISHED';
    return revised(book, place, all ? entries : fromNow(present, entries, now));
  });
  await writeRevisions(tx, revisions, {
    recordedBy: by,
    reason: update.source,
    updateId: update.id,
    request: null,
  });
  return decideUpdate(tx, { id: update.id, state: 'APPROVED', by });
}

/** What was in force until now stays the price of what was called until now. */
function fromNow(
  present: readonly PriceEntry[],
  proposed: readonly PriceEntry[],
  now: Date,
): PriceEntry[] {
  return splice(present, { from: now, until: LATEST }, proposed);
}

function digestOf(timelines: readonly Timeline[]): Buffer {
  const hash = createHash('sha256');
  for (const { subject, entries } of timelines.toSorted((a, b) =>
    a.subject < b.subject ? -1 : 1,
  )) {
    hash.update(JSON.stringify(subject));
    for (const { price, ...period } of entries) {
      hash.update(JSON.stringify(period)).update(pricesText(price.prices));
    }
  }
  return hash.digest();
}
