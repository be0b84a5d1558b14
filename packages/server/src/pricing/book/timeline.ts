import type { PriceVersion } from '../prices.ts';

/**
 * Where a price was found, the more particular first: a deployment's own (`config`), set through
 * the API (`custom`), imported, published (`catalogue`), or whatever nothing else covers (`fallback`).
 */
export type Layer = 'config' | 'custom' | 'import' | 'catalogue' | 'fallback';

/** A version in force from `effectiveFrom` until `effectiveUntil`, in some minutes of each UTC day. */
export interface PriceEntry {
  readonly effectiveFrom: Date;
  /** Exclusive. */
  readonly effectiveUntil: Date;
  /** 0 to 1440; a price that holds all day is from 0 until 1440. */
  readonly fromMinute: number;
  readonly untilMinute: number;
  readonly price: PriceVersion;
}

/** All that is known of a subject's prices on one layer: entries in order, none overlapping another. */
export interface Timeline {
  readonly layer: Layer;
  readonly subject: string;
  /** Rises by one with each change. */
  readonly revision: number;
  readonly entries: readonly PriceEntry[];
}

/** Before every call, and after it: what has no beginning or no end. */
export const EARLIEST = new Date('1970-01-01T00:00:00Z');
export const LATEST = new Date('9999-12-31T00:00:00Z');
export const ALL_DAY = { fromMinute: 0, untilMinute: 1440 };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The price in force, and from when until when (in milliseconds) that answer holds. */
export interface Finding {
  readonly price: PriceVersion | null;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What `entries` say of a moment. Half-open at its end, to the millisecond. */
export function findEntry(entries: readonly PriceEntry[], atMs: number): Finding {
  let fromMs = Number.NEGATIVE_INFINITY;
  let untilMs = Number.POSITIVE_INFINITY;
  let price: PriceVersion | null = null;
  const dayMs = Math.floor(atMs / DAY_MS) * DAY_MS;
  const narrow = (edgeMs: number) => {
    if (edgeMs <= atMs) fromMs = Math.max(fromMs, edgeMs);
    else untilMs = Math.min(untilMs, edgeMs);
  };
  for (const entry of entries) {
    const starts = entry.effectiveFrom.getTime();
    const ends = entry.effectiveUntil.getTime();
    narrow(starts);
    narrow(ends);
    if (atMs < starts || atMs >= ends) continue;
    const opens = dayMs + entry.fromMinute * MINUTE_MS;
    const closes = dayMs + entry.untilMinute * MINUTE_MS;
    if (entry.fromMinute > 0 || entry.untilMinute < 1440) {
      for (const edge of [dayMs, opens, closes, dayMs + DAY_MS]) narrow(edge);
    }
    if (atMs >= opens && atMs < closes) price = entry.price;
  }
  return { price, fromMs, untilMs };
}

/**
 * The entries with `replacement` in force from `from` until `until` instead of whatever was: what
 * lies before and after stays as it is.
 */
export function splice(
  entries: readonly PriceEntry[],
  { from, until }: { from: Date; until: Date },
  replacement: readonly PriceEntry[],
): PriceEntry[] {
  const before = entries
    .filter((entry) => entry.effectiveFrom < from)
    .map((entry) => ({ ...entry, effectiveUntil: earlier(entry.effectiveUntil, from) }));
  const after = entries
    .filter((entry) => entry.effectiveUntil > until)
    .map((entry) => ({ ...entry, effectiveFrom: later(entry.effectiveFrom, until) }));
  const within = replacement
    .filter((entry) => entry.effectiveUntil > from && entry.effectiveFrom < until)
    .map((entry) => ({
      ...entry,
      effectiveFrom: later(entry.effectiveFrom, from),
      effectiveUntil: earlier(entry.effectiveUntil, until),
    }));
  return [...before, ...within, ...after].sort(inOrder);
}

function inOrder(a: PriceEntry, b: PriceEntry): number {
  return a.effectiveFrom.getTime() - b.effectiveFrom.getTime() || a.fromMinute - b.fromMinute;
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
