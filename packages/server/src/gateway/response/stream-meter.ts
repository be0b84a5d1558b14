import { formatPico, type Pico } from '../../kernel/index.ts';
import type { Usage } from '../../pricing/index.ts';
import { asObject, type ChatRequest } from '../request/chat-request.ts';
import { generatedIn } from './estimate-usage.ts';
import { readOpenAiUsage } from './openai-usage.ts';
import { eventData, SseEvents } from './sse-events.ts';

const SPACE = 0x20;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const USAGE_KEY = Buffer.from('"usage"');
const DONE = Buffer.from('[DONE]');
/** Past this, what was generated is no longer kept for an estimate. */
const MOST_KEPT_BYTES = 1024 * 1024;

/**
 * Watches a stream of chat completion chunks go by. Events pass as the bytes they came in, except the
 * usage chunk that the caller did not ask for, and `[DONE]`, which is held back until the call is
 * recorded. The last usage reported wins: some providers repeat a running total.
 */
export class StreamMeter {
  readonly #request: ChatRequest;
  readonly #costOf: (usage: Usage) => Pico | null;
  readonly #events = new SseEvents();
  #kept: Buffer[] = [];
  #keptBytes = 0;
  usage: Usage | null = null;
  /** The `[DONE]` event, once it came. */
  done: Buffer | null = null;

  constructor(request: ChatRequest, costOf: (usage: Usage) => Pico | null) {
    this.#request = request;
    this.#costOf = costOf;
  }

  /** What of this chunk the caller gets now. */
  push(chunk: Buffer): Buffer[] {
    return this.#events.push(chunk).flatMap((event) => this.#see(event));
  }

  /** The same for what is left when the upstream has ended. */
  flush(): Buffer[] {
    const rest = this.#events.flush();
    return rest.length === 0 ? [] : this.#see(rest);
  }

  /** All text generated so far, for an estimate. */
  generatedText(): string {
    return this.#kept.map((event) => generatedIn(parseJson(eventData(event)))).join('');
  }

  #see(event: Buffer): Buffer[] {
    if (this.done !== null) return [];
    if (hasUsageObject(event)) return this.#seeUsage(event);
    if (event.includes(DONE) && eventData(event) === '[DONE]') {
      this.done = event;
      return [];
    }
    this.#keep(event);
    return [event];
  }

  #seeUsage(event: Buffer): Buffer[] {
    const chunk = asObject(parseJson(eventData(event)));
    const usage = readOpenAiUsage(chunk?.['usage']);
    if (usage !== null) this.usage = usage;
    const choices = chunk?.['choices'];
    const carriesText = !Array.isArray(choices) || choices.length > 0;
    if (carriesText) this.#keep(event);
    if (!carriesText && !this.#request.wantsUsage) return [];
    return [this.#request.wantsCost && usage !== null ? this.#withCost(chunk, usage) : event];
  }

  #withCost(chunk: Readonly<Record<string, unknown>> | null, usage: Usage): Buffer {
    const cost = this.#costOf(usage);
    const priced = { ...asObject(chunk?.['usage']), cost: cost === null ? null : formatPico(cost) };
    return Buffer.from(`data: ${JSON.stringify({ ...chunk, usage: priced })}\n\n`);
  }

  #keep(event: Buffer): void {
    if (this.#keptBytes > MOST_KEPT_BYTES) return;
    this.#kept.push(event);
    this.#keptBytes += event.length;
  }
}

/** `"usage"` followed by an object: chunks with `"usage":null` are not worth parsing. Quotes inside a JSON text are escaped, so content cannot look like this. */
function hasUsageObject(event: Buffer): boolean {
  for (let at = event.indexOf(USAGE_KEY); at >= 0; at = event.indexOf(USAGE_KEY, at + 1)) {
    let next = at + USAGE_KEY.length;
    while (event[next] === SPACE || event[next] === COLON) next += 1;
    if (event[next] === OPEN_BRACE) return true;
  }
  return false;
}

function parseJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
