import { formatPico } from '../../kernel/index.ts';
import type { Usage } from '../../pricing/index.ts';
import { asList, asObject, type JsonObject, parseJson } from '../json.ts';
import { eventData } from '../response/sse-events.ts';
import type { EventReader, EventReading } from './event-meter.ts';
import type { MeterContext } from './inference-route.ts';
import { readOpenAiUsage } from './usage/openai-usage.ts';

const SPACE = 0x20;
const COLON = 0x3a;
/** `null` begins with it. */
const LETTER_N = 0x6e;
const USAGE_KEY = Buffer.from('"usage"');
const ERROR_KEY = Buffer.from('"error"');
const DONE = Buffer.from('[DONE]');

/**
 * Chunks of chat and text completions. The usage chunk goes only to who asked for it, with its cost if
 * that was asked for too. The last usage reported wins: some providers repeat a running total.
 */
export class OpenAiChunks implements EventReader {
  readonly #context: MeterContext;
  readonly textOf: (chunk: unknown) => string;
  usage: Usage | null = null;

  constructor(context: MeterContext, textOf: (chunk: unknown) => string) {
    this.#context = context;
    this.textOf = textOf;
  }

  read(event: Buffer): EventReading {
    if (reportsUsage(event)) return this.#readUsage(event);
    const ends = event.includes(DONE) && eventData(event) === '[DONE]';
    if (ends) return { pass: event, ends };
    return isError(event) ? { pass: event, fails: true } : { pass: event, generates: true };
  }

  #readUsage(event: Buffer): EventReading {
    const chunk = asObject(parseJson(eventData(event)));
    const { request } = this.#context;
    const reported = chunk?.['usage'] ?? usageWithin(chunk);
    const tier = chunk?.['service_tier'];
    const usage = readOpenAiUsage({ usage: reported, service_tier: tier }, this.#context);
    if (usage !== null) this.usage = usage;
    if (isError(event)) return { pass: event, fails: true };
    if (usage === null) return { pass: event, generates: true };
    const choices = chunk?.['choices'];
    const carriesText = !Array.isArray(choices) || choices.length > 0;
    const completes = !carriesText || asList(choices).some(isFinished);
    if (!carriesText && !request.wantsUsage) return { pass: null, completes };
    const pass = request.wantsCost ? this.#withCost({ ...chunk, usage: reported }, usage) : event;
    return carriesText ? { pass, completes, generates: true } : { pass, completes };
  }

  #withCost(chunk: JsonObject, usage: Usage): Buffer {
    const cost = this.#context.costOf(usage);
    const priced = { ...asObject(chunk['usage']), cost: cost === null ? null : formatPico(cost) };
    return Buffer.from(`data: ${JSON.stringify({ ...chunk, usage: priced })}\n\n`);
  }
}

/** Groq has usage in a member of its own, Moonshot in the choice that it finishes. */
function usageWithin(chunk: JsonObject | null): unknown {
  const inChoices = asList(chunk?.['choices']).map((choice) => asObject(choice)?.['usage']);
  return asObject(chunk?.['x_groq'])?.['usage'] ?? inChoices.find((usage) => usage != null);
}

/** Without this, a running total would look like the final one. */
function isFinished(choice: unknown): boolean {
  return typeof asObject(choice)?.['finish_reason'] === 'string';
}

/** Quotes inside a JSON text are escaped, so content cannot look like this. Some servers report a mere text. */
function isError(event: Buffer): boolean {
  if (!event.includes(ERROR_KEY)) return false;
  const error = asObject(parseJson(eventData(event)))?.['error'];
  return asObject(error) !== null || typeof error === 'string';
}

/** `"usage"` followed by anything but null: most chunks have it so, and are not worth parsing. */
function reportsUsage(event: Buffer): boolean {
  for (let at = event.indexOf(USAGE_KEY); at >= 0; at = event.indexOf(USAGE_KEY, at + 1)) {
    let next = at + USAGE_KEY.length;
    while (event[next] === SPACE || event[next] === COLON) next += 1;
    if (event[next] !== LETTER_N) return true;
  }
  return false;
}

/** The text a chat chunk adds: content, reasoning and tool arguments, which are all output tokens. */
export function chatChunkText(chunk: unknown): string {
  return asList(asObject(chunk)?.['choices'])
    .map((choice) => messageText(asObject(choice)?.['delta']))
    .join('');
}

/** The text of a message or of a delta of one. */
export function messageText(value: unknown): string {
  const message = asObject(value);
  if (message === null) return '';
  const texts = [
    message['content'],
    message['reasoning_content'],
    message['reasoning'],
    message['refusal'],
  ];
  // The latter is how a single function was called before there were tools.
  for (const call of [...asList(message['tool_calls']), { function: message['function_call'] }]) {
    const called = asObject(asObject(call)?.['function']);
    texts.push(called?.['name'], called?.['arguments']);
  }
  return texts.filter((text) => typeof text === 'string').join('');
}
