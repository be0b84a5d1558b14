import type { PriceVersion } from '../prices.ts';
import { findEntry, type Layer, type Timeline } from './timeline.ts';

/** Where to look for a price: one subject on one layer. */
export interface Place {
  readonly layer: Layer;
  readonly subject: string;
}

/** What was found, where, and from when until when (in milliseconds) the answer holds. */
export interface Resolution {
  readonly price: PriceVersion | null;
  /** Where the price was found; null when it was found nowhere. */
  readonly place: Place | null;
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * The price book in memory: what every process asks before each call. It answers without waiting;
 * whoever holds it puts in what the database says.
 */
export class PriceBook {
  readonly #timelines = new Map<string, Timeline>();
  #generation = 0;

  constructor(timelines: Iterable<Timeline> = []) {
    this.put(timelines);
  }

  /** Changes whenever an answer may have changed. */
  get generation(): number {
    return this.#generation;
  }

  /** Takes in newer revisions; an older one than is there changes nothing. */
  put(timelines: Iterable<Timeline>): void {
    for (const timeline of timelines) {
      const key = keyOf(timeline);
      if ((this.#timelines.get(key)?.revision ?? 0) > timeline.revision) continue;
      this.#timelines.set(key, timeline);
    }
    this.#generation += 1;
  }

  timeline(place: Place): Timeline | null {
    return this.#timelines.get(keyOf(place)) ?? null;
  }

  timelines(): IterableIterator<Timeline> {
    return this.#timelines.values();
  }

  /** The price in force at the first of these places that has one at that moment. */
  find(places: readonly Place[], atMs: number): Resolution {
    let fromMs = Number.NEGATIVE_INFINITY;
    let untilMs = Number.POSITIVE_INFINITY;
    for (const place of places) {
      const timeline = this.#timelines.get(keyOf(place));
      if (timeline === undefined) continue;
      const found = findEntry(timeline.entries, atMs);
      fromMs = Math.max(fromMs, found.fromMs);
      untilMs = Math.min(untilMs, found.untilMs);
      if (found.price !== null) return { price: found.price, place, fromMs, untilMs };
    }
    return { price: null, place: null, fromMs, untilMs };
  }
}

function keyOf({ layer, subject }: Place): string {
  return `${layer} ${subject}`;
}
