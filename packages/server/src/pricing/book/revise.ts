import { assert } from '../../kernel/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import { readBookAsKnown } from '../sql/read-book.ts';
import { type Authorship, lockBook, writeTimelines } from '../sql/write-book.ts';
import type { PriceBook } from './price-book.ts';
import type { Layer, PriceEntry, Timeline } from './timeline.ts';
import { pricesText } from './version-name.ts';

/**
 * The book as it stands, read in this transaction; nobody else writes it until that ends. Whoever
 * decides on what the book says decides on this.
 */
export async function openBook(tx: Queryable): Promise<PriceBook> {
  await lockBook(tx);
  return readBookAsKnown(tx, 'infinity');
}

/** The next revision of a timeline; null when it would say what the present one says. */
export function revised(
  book: PriceBook,
  place: { layer: Layer; subject: string },
  entries: readonly PriceEntry[],
): Timeline | null {
  const present = book.timeline(place);
  assert(entries.every(isPeriod), 'a price is in force for some time');
  if (sayTheSame(present?.entries ?? [], entries)) return null;
  return { ...place, revision: (present?.revision ?? 0) + 1, entries };
}

/** Writes the revisions that are some. */
export async function writeRevisions(
  tx: Queryable,
  revisions: readonly (Timeline | null)[],
  authorship: Authorship,
): Promise<Timeline[]> {
  const changes = revisions.filter((revision) => revision !== null);
  await writeTimelines(tx, changes, authorship);
  return changes;
}

/** True when the same prices are in force at every moment, whatever their versions are called. */
export function sayTheSame(a: readonly PriceEntry[], b: readonly PriceEntry[]): boolean {
  return textOf(a) === textOf(b);
}

function textOf(entries: readonly PriceEntry[]): string {
  const joined: PriceEntry[] = [];
  for (const entry of entries) {
    const last = joined.at(-1);
    if (last !== undefined && continues(last, entry)) {
      joined[joined.length - 1] = { ...last, effectiveUntil: entry.effectiveUntil };
    } else joined.push(entry);
  }
  return joined.map(entryText).join('\n');
}

function continues(last: PriceEntry, next: PriceEntry): boolean {
  return (
    last.effectiveUntil.getTime() === next.effectiveFrom.getTime() &&
    last.fromMinute === next.fromMinute &&
    last.untilMinute === next.untilMinute &&
    pricesText(last.price.prices) === pricesText(next.price.prices)
  );
}

function entryText(entry: PriceEntry): string {
  const { effectiveFrom, effectiveUntil, fromMinute, untilMinute, price } = entry;
  return [
    effectiveFrom.toISOString(),
    effectiveUntil.toISOString(),
    fromMinute,
    untilMinute,
    pricesText(price.prices),
  ].join(' ');
}

function isPeriod({ effectiveFrom, effectiveUntil }: PriceEntry): boolean {
  return effectiveFrom < effectiveUntil;
}
