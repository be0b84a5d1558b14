import type { Usage } from '../../pricing/index.ts';
import { asObject, parseJson } from '../json.ts';
import { eventData } from '../response/sse-events.ts';
import type { EventReader, EventReading } from './event-meter.ts';
import { readResponsesUsage } from './openai-usage.ts';

const ENDINGS = ['response.completed', 'response.incomplete', 'response.failed'];
const ENDING_BYTES = ENDINGS.map((type) => Buffer.from(`"${type}"`));

/**
 * Events of `/v1/responses`. The event that ends the answer carries the whole response, usage included.
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */
export class ResponsesEvents implements EventReader {
  usage: Usage | null = null;

  read(event: Buffer): EventReading {
    if (!ENDING_BYTES.some((bytes) => event.includes(bytes)))
      return { pass: event, generates: true };
    const data = asObject(parseJson(eventData(event)));
    if (!ENDINGS.includes(String(data?.['type']))) return { pass: event, generates: true };
    this.usage = readResponsesUsage(asObject(data?.['response'])?.['usage']);
    return { pass: event, ends: true };
  }

  textOf(chunk: unknown): string {
    const delta = asObject(chunk)?.['delta'];
    return typeof delta === 'string' ? delta : '';
  }
}
