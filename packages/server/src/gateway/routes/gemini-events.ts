import type { Usage } from '../../pricing/index.ts';
import { asList, asObject, type JsonObject, parseJson } from '../json.ts';
import { eventData } from '../response/sse-events.ts';
import type { EventReader, EventReading } from './event-meter.ts';
import { stringsIn } from './texts.ts';
import { readGeminiUsage } from './usage/gemini-usage.ts';

const USAGE_KEY = Buffer.from('"usageMetadata"');
const ERROR_KEY = Buffer.from('"error"');

/**
 * Chunks of `streamGenerateContent`. Each carries running totals, of which the last is the bill, and
 * one says why the answer ended; nothing marks the end itself.
 * ("Generating content", Gemini API reference)
 */
export class GeminiEvents implements EventReader {
  usage: Usage | null = null;

  read(event: Buffer): EventReading {
    if (!event.includes(USAGE_KEY) && !event.includes(ERROR_KEY)) {
      return { pass: event, generates: true };
    }
    const chunk = asObject(parseJson(eventData(event)));
    if (asObject(chunk?.['error']) !== null) return { pass: event, fails: true };
    this.#keep(readGeminiUsage(chunk ?? {}));
    const completes = asList(chunk?.['candidates']).some(isFinished) || isBlocked(chunk);
    return { pass: event, generates: true, completes };
  }

  textOf(chunk: unknown): string {
    return geminiText(chunk);
  }

  /** The search may be told of before the last chunk. */
  #keep(usage: Usage | null): void {
    if (usage === null) return;
    const searches = this.usage?.units?.web_search;
    this.usage =
      searches === undefined
        ? usage
        : { ...usage, units: { ...usage.units, web_search: searches } };
  }
}

function isFinished(candidate: unknown): boolean {
  return typeof asObject(candidate)?.['finishReason'] === 'string';
}

/** A prompt that was refused has an answer without candidates. */
function isBlocked(chunk: JsonObject | null): boolean {
  return typeof asObject(chunk?.['promptFeedback'])?.['blockReason'] === 'string';
}

/** The text of an answer, thoughts and the arguments of calls included: all of them are output. */
export function geminiText(answer: unknown): string {
  return asList(asObject(answer)?.['candidates'])
    .map((candidate) => partsText(asObject(candidate)?.['content']))
    .join('');
}

/** The text that a request brings: instructions, turns and tools. */
export function geminiInput(body: JsonObject): string {
  const turns = asList(body['contents']).map(partsText);
  const instructions = body['systemInstruction'] ?? body['system_instruction'];
  return [partsText(instructions), ...turns, stringsIn(body['tools'])].join('\n');
}

function partsText(content: unknown): string {
  return asList(asObject(content)?.['parts'])
    .map((part) => {
      const { text, functionCall, functionResponse } = asObject(part) ?? {};
      const called = functionCall ?? functionResponse;
      return typeof text === 'string' ? text : stringsIn(called);
    })
    .join('');
}
