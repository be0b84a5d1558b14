import type { Usage } from '../../pricing/index.ts';
import { asObject, parseJson } from '../json.ts';
import { eventData } from '../response/sse-events.ts';
import { type AnthropicCounts, normalise, readAnthropicUsage } from './anthropic-usage.ts';
import type { EventReader, EventReading } from './event-meter.ts';

const MESSAGE_START = Buffer.from('message_start');
const MESSAGE_DELTA = Buffer.from('message_delta');
const MESSAGE_STOP = Buffer.from('message_stop');

/**
 * Events of `/v1/messages`. Counts come with `message_start` and, as running totals, with
 * `message_delta`; `message_stop` ends the answer.
 * https://docs.claude.com/en/docs/build-with-claude/streaming
 */
export class AnthropicEvents implements EventReader {
  #counts: AnthropicCounts | null = null;

  get usage(): Usage | null {
    return this.#counts === null ? null : normalise(this.#counts);
  }

  read(event: Buffer): EventReading {
    if (event.includes(MESSAGE_START)) this.#readStart(event);
    else if (event.includes(MESSAGE_DELTA)) this.#readDelta(event);
    else if (event.includes(MESSAGE_STOP) && typeOf(event) === 'message_stop') {
      return { pass: event, ends: true };
    }
    return { pass: event, generates: true };
  }

  textOf(chunk: unknown): string {
    const delta = asObject(asObject(chunk)?.['delta']);
    const texts = [delta?.['text'], delta?.['thinking'], delta?.['partial_json']];
    return texts.filter((text) => typeof text === 'string').join('');
  }

  #readStart(event: Buffer): void {
    const data = asObject(parseJson(eventData(event)));
    if (data?.['type'] !== 'message_start') return;
    this.#counts = readAnthropicUsage(asObject(data['message'])?.['usage'], this.#counts);
  }

  #readDelta(event: Buffer): void {
    const data = asObject(parseJson(eventData(event)));
    if (data?.['type'] !== 'message_delta') return;
    this.#counts = readAnthropicUsage(data['usage'], this.#counts);
  }
}

function typeOf(event: Buffer): unknown {
  return asObject(parseJson(eventData(event)))?.['type'];
}
