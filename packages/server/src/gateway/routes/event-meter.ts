import type { Usage } from '../../pricing/index.ts';
import { parseJson } from '../json.ts';
import { eventData, SseEvents } from '../response/sse-events.ts';
import type { StreamMeter, StreamState } from './inference-route.ts';

/** What a dialect makes of one event. */
export interface EventReading {
  /** The bytes to pass on: the event itself, another one, or none. */
  readonly pass: Buffer | null;
  /** The event ends the answer: it is held back. */
  readonly ends?: true;
  /** Text was generated: kept for an estimate. */
  readonly generates?: true;
  /** The answer is whole, whether or not an event that ends it follows. */
  readonly completes?: boolean;
  /** The upstream reports an error. */
  readonly fails?: true;
}

/** Reads the events of one dialect, and remembers the usage they report. */
export interface EventReader {
  read(event: Buffer): EventReading;
  readonly usage: Usage | null;
  /** See `StreamMeter`. */
  readonly startUsage?: Usage | null;
  readonly responseId?: string | null;
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
  state: StreamState = 'open';

  constructor(reader: EventReader) {
    this.#reader = reader;
  }

  get usage(): Usage | null {
    return this.#reader.usage;
  }

  get startUsage(): Usage | null {
    return this.#reader.startUsage ?? null;
  }

  get responseId(): string | null {
    return this.#reader.responseId ?? null;
  }

  get heldBytes(): number {
    return this.#events.heldBytes;
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
    const reading = this.#reader.read(event);
    const { pass, ends, generates } = reading;
    if (generates === true) this.#keep(event);
    this.#judge(reading);
    if (ends === true) this.ending = pass;
    return pass === null || ends === true ? [] : [pass];
  }

  /** An error stays one, whatever comes after it. */
  #judge({ ends, completes, fails }: EventReading): void {
    if (fails === true) this.state = 'failed';
    else if (this.state === 'open' && (ends === true || completes === true)) {
      this.state = 'complete';
    }
  }

  #keep(event: Buffer): void {
    if (this.#keptBytes > MOST_KEPT_BYTES) return;
    this.#kept.push(event);
    this.#keptBytes += event.length;
  }
}
