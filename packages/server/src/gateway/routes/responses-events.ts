import type { Usage } from '../../pricing/index.ts';
import { asObject, parseJson } from '../json.ts';
import { eventData } from '../response/sse-events.ts';
import type { EventReader, EventReading } from './event-meter.ts';
import { readResponse, type SeenResponse } from './response-object.ts';
import { readResponsesUsage } from './usage/responses-usage.ts';

const ENDINGS = ['response.completed', 'response.incomplete', 'response.failed'];
const CREATED = 'response.created';
const TELLING_BYTES = [...ENDINGS, CREATED, 'error'].map((type) => Buffer.from(`"${type}"`));

/**
 * Events of `/v1/responses`. The event that ends the answer carries the whole response, usage included;
 * one that failed may carry usage too.
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */
export class ResponsesEvents implements EventReader {
  usage: Usage | null = null;
  /** As it was last told. */
  response: SeenResponse | null = null;

  get responseId(): string | null {
    return this.response?.id ?? null;
  }

  read(event: Buffer): EventReading {
    if (!TELLING_BYTES.some((bytes) => event.includes(bytes)))
      return { pass: event, generates: true };
    const data = asObject(parseJson(eventData(event)));
    const type = String(data?.['type']);
    if (type === 'error') return { pass: event, fails: true };
    if (type === CREATED) this.response = readResponse(data?.['response']);
    if (!ENDINGS.includes(type)) return { pass: event, generates: true };
    this.response = readResponse(data?.['response']) ?? this.response;
    this.usage = readResponsesUsage(asObject(data?.['response']) ?? {});
    return type === 'response.failed'
      ? { pass: event, ends: true, fails: true }
      : { pass: event, ends: true };
  }

  textOf(chunk: unknown): string {
    const delta = asObject(chunk)?.['delta'];
    return typeof delta === 'string' ? delta : '';
  }
}
