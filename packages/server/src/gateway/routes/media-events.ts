import type { Usage } from '../../pricing/index.ts';
import { asObject, type JsonObject, parseJson } from '../json.ts';
import { eventData } from '../response/sse-events.ts';
import type { EventReader, EventReading } from './event-meter.ts';

const USAGE_KEY = Buffer.from('"usage"');

/**
 * Streamed images, speech and transcripts: usage stands in the event that finishes one
 * (`image_generation.completed`, `speech.audio.done`, `transcript.text.done`). None of them is sure to
 * be the last, so the stream ends when the upstream ends it.
 * ("Image streaming", OpenAI API reference)
 */
export class MediaEvents implements EventReader {
  readonly #usageOf: (finished: JsonObject) => Usage | null;
  usage: Usage | null = null;

  constructor(usageOf: (finished: JsonObject) => Usage | null) {
    this.#usageOf = usageOf;
  }

  read(event: Buffer): EventReading {
    if (!event.includes(USAGE_KEY)) return { pass: event, generates: true };
    const data = asObject(parseJson(eventData(event)));
    const usage = data === null || asObject(data['usage']) === null ? null : this.#usageOf(data);
    if (usage === null) return { pass: event, generates: true };
    this.usage = usage;
    return { pass: event, completes: true };
  }

  /** Only a transcript has text; pictures and sound come in members of other names. */
  textOf(chunk: unknown): string {
    const delta = asObject(chunk)?.['delta'];
    return typeof delta === 'string' ? delta : '';
  }
}
