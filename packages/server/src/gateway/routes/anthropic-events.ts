import type { Usage } from '../../pricing/index.ts';
import { asCount, asObject, type JsonObject, parseJson } from '../json.ts';
import { eventData } from '../response/sse-events.ts';
import type { EventReader, EventReading } from './event-meter.ts';
import { normalise, readAnthropicUsage } from './usage/anthropic-usage.ts';

/** Events without one of these only carry text. */
const TELLING = ['"message_start"', '"message_delta"', '"message_stop"', '"error"'].map((type) =>
  Buffer.from(type),
);

/**
 * Events of `/v1/messages`. Counts come with `message_start` and, as running totals, with
 * `message_delta`; `message_stop` ends the answer.
 * https://docs.claude.com/en/docs/build-with-claude/streaming
 */
export class AnthropicEvents implements EventReader {
  #counts = readAnthropicUsage(null);
  /** The output of `message_start` is a first token or so, not a bill. */
  #outputReported = false;

  get usage(): Usage | null {
    return this.#outputReported ? normalise(this.#counts) : null;
  }

  get startUsage(): Usage | null {
    return normalise({ ...this.#counts, output: this.#counts.output ?? 0 });
  }

  read(event: Buffer): EventReading {
    if (TELLING.some((type) => event.includes(type))) {
      const data = asObject(parseJson(eventData(event)));
      if (data?.['type'] === 'message_start') this.#readStart(data);
      if (data?.['type'] === 'message_delta') return this.#readDelta(event, data);
      if (data?.['type'] === 'message_stop') return { pass: event, ends: true };
      if (data?.['type'] === 'error') return { pass: event, fails: true };
    }
    return { pass: event, generates: true };
  }

  textOf(chunk: unknown): string {
    const delta = asObject(asObject(chunk)?.['delta']);
    const texts = [delta?.['text'], delta?.['thinking'], delta?.['partial_json']];
    return texts.filter((text) => typeof text === 'string').join('');
  }

  #readStart(data: JsonObject): void {
    this.#counts = readAnthropicUsage(asObject(data['message'])?.['usage'], this.#counts);
  }

  #readDelta(event: Buffer, data: JsonObject): EventReading {
    const usage = asObject(data['usage']);
    this.#counts = readAnthropicUsage(usage, this.#counts);
    this.#outputReported ||= asCount(usage?.['output_tokens']) !== null;
    const completes = typeof asObject(data['delta'])?.['stop_reason'] === 'string';
    return { pass: event, completes };
  }
}
