import type { Usage } from '../../pricing/index.ts';
import { parseJson } from '../json.ts';
import { eventData, SseEvents } from '../response/sse-events.ts';
import type { StreamMeter } from './inference-route.ts';

/** What a dialect makes of one event. */
export interface EventReading {
  /** The bytes to pass on: the event itself, another one, or none. */
  readonly pass: Buffer | null;
  /** The event ends the answer: it is held back. */
  readonly ends?: true;
  /** Text was generated: kept for an estimate. */
  readonly generates?: true;
}

/** Reads the events of one dialect, and remembers the usage they report. */
export interface EventReader {
  read(event: Buffer): EventReading;
  readonly usage: Usage | null;
  /** The text that a chunk adds. */
  textOf(chunk: unknown): string;
}

/** Past this, what was generated is no longer kept for an estimate. */
const MOST_KEPT_BYTES = 1024 * 1024;

/** Cuts a stream into events and lets a dialect's reader say what becomes of each. */
export class EventMeter implements StreamMeter {
  readonly #reader: EventReader;
  readonly #events = new SseEvents();
  #kept: Buffer[] = [];
  #keptBytes = 0;
  ending: Buffer | null = null;

  constructor(reader: EventReader) {
    this.#reader = reader;
  }

  get usage(): Usage | null {
    return this.#reader.usage;
  }

  push(chunk: Buffer): Buffer[] {
    return this.#events.push(chunk).flatMap((event) => this.#see(event));
  }

  flush(): Buffer[] {
    const rest = this.#events.flush();
    return rest.length === 0 ? [] : this.#see(rest);
  }

  generatedText(): string {
    return this.#kept.map((event) => this.#reader.textOf(parseJson(eventData(event)))).join('');
  }

  /** Nothing follows the end of an answer. */
  #see(event: Buffer): Buffer[] {
    if (this.ending !== null) return [];
    const { pass, ends, generates } = this.#reader.read(event);
    if (generates === true) this.#keep(event);
    if (ends === true) this.ending = pass;
    return pass === null || ends === true ? [] : [pass];
  }

  #keep(event: Buffer): void {
    if (this.#keptBytes > MOST_KEPT_BYTES) return;
    this.#kept.push(event);
    this.#keptBytes += event.length;
  }
}
