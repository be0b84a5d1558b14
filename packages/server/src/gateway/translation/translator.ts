import { randomUUID } from 'node:crypto';
import type {
  LanguageModelV4,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
  SharedV4Warning,
} from '@ai-sdk/provider';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../kernel/index.ts';
import { asObject } from '../json.ts';
import { errorBody, statusOf } from '../response/refusal.ts';
import { toCallOptions } from './call-options.ts';
import { type AnswerHead, chatAnswer } from './chat-answer.ts';
import { ChatChunks } from './chat-chunks.ts';
import type { MakeModel } from './models.ts';
import { fetchOver } from './pool-fetch.ts';
import { errorObject, keptHeaders, networkFault } from './translated-error.ts';

export interface TranslatorContext {
  /** Connections to the provider. */
  readonly pool: Dispatcher;
  readonly clock: Clock;
}

/** What an exchange needs of an upstream. */
export type Upstream = Pick<Dispatcher, 'dispatch'>;

/**
 * Answers OpenAI chat requests by a provider that speaks another language. To an exchange it looks
 * like any upstream that speaks OpenAI's: usage, aborts, slow callers and the record are one matter.
 */
export class Translator implements Upstream {
  readonly #makeModel: MakeModel;
  readonly #fetch: typeof globalThis.fetch;
  readonly #clock: Clock;

  constructor(makeModel: MakeModel, { pool, clock }: TranslatorContext) {
    this.#makeModel = makeModel;
    this.#fetch = fetchOver(pool);
    this.#clock = clock;
  }

  dispatch(
    { body, headers }: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    const created = Math.floor(this.#clock.now().getTime() / 1000);
    void new Translation(handler, created).run({
      body: String(body),
      betas: betasIn(headers),
      modelNamed: (name) => this.#makeModel(name, this.#fetch),
    });
    return true;
  }
}

interface Job {
  readonly body: string;
  readonly betas: Readonly<Record<string, string>>;
  readonly modelNamed: (name: string) => Promise<LanguageModelV4>;
}

/** One request and its answer, whose handler is told of them as undici would tell it. */
class Translation implements Dispatcher.DispatchController {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #created: number;
  readonly #abort = new AbortController();
  #resumed: (() => void) | null = null;
  #chunks: ChatChunks | null = null;
  #begun = false;
  #ended = false;
  paused = false;
  reason: Error | null = null;

  constructor(handler: Dispatcher.DispatchHandler, created: number) {
    this.#handler = handler;
    this.#created = created;
  }

  get aborted(): boolean {
    return this.reason !== null;
  }

  abort(reason: Error): void {
    if (this.#ended || this.aborted) return;
    this.reason = reason;
    this.#abort.abort(reason);
    this.resume();
    this.#fail(reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.#resumed?.();
    this.#resumed = null;
  }

  async run({ body, betas, modelNamed }: Job): Promise<void> {
    this.#handler.onRequestStart?.(this, null);
    if (this.aborted) return;
    const request = toCallOptions(body);
    if (!request.ok) {
      const { error } = request;
      return this.#whole(statusOf(error.code), {}, errorBody(error, 'openai'));
    }
    const { model: name, stream, options } = request.value;
    const head = { id: `chatcmpl-${randomUUID()}`, created: this.#created, model: name };
    const asked = { ...options, headers: betas, abortSignal: this.#abort.signal };
    try {
      const model = await modelNamed(name);
      if (stream) {
        await this.#stream(await model.doStream({ ...asked, includeRawChunks: true }), head);
      } else this.#answer(await model.doGenerate(asked), head);
    } catch (fault) {
      this.#failWith(fault);
    }
  }

  #answer(result: LanguageModelV4GenerateResult, head: AnswerHead): void {
    const headers = { ...keptHeaders(result.response?.headers), ...ignored(result.warnings) };
    this.#whole(200, headers, JSON.stringify(chatAnswer(result, head)));
  }

  /** The head waits for the first event, so that an error in its place can still be one with a status. */
  async #stream(result: LanguageModelV4StreamResult, head: AnswerHead): Promise<void> {
    const chunks = new ChatChunks(head);
    this.#chunks = chunks;
    const reader = result.stream.getReader();
    let headers = keptHeaders(result.response?.headers);
    const begin = () => {
      if (!this.#begun) this.#begin(200, { ...headers, 'content-type': 'text/event-stream' });
    };
    for (let part = await this.#next(reader); part !== null; part = await this.#next(reader)) {
      if (part.type === 'stream-start') headers = { ...headers, ...ignored(part.warnings) };
      if (part.type === 'error' && !this.#begun) return this.#failWith(part.error);
      const events = chunks.of(part);
      if (events === '') continue;
      begin();
      this.#data(events);
    }
    begin();
    this.#end();
  }

  /** What was used is told, however the answer ends. */
  #lastWords(): void {
    const words = this.#begun ? (this.#chunks?.end() ?? '') : '';
    if (words !== '') this.#data(words);
  }

  /** Null at the end, or when nobody wants more. A slow caller holds the provider back. */
  async #next(
    reader: ReadableStreamDefaultReader<LanguageModelV4StreamPart>,
  ): Promise<LanguageModelV4StreamPart | null> {
    if (this.paused) {
      await new Promise<void>((resolve) => {
        this.#resumed = resolve;
      });
    }
    if (this.#ended) {
      void reader.cancel().catch(() => undefined);
      return null;
    }
    const { value } = await reader.read();
    return value ?? null;
  }

  #whole(status: number, headers: Readonly<Record<string, string>>, body: string): void {
    this.#begin(status, { ...headers, 'content-type': 'application/json' });
    this.#data(body);
    this.#end();
  }

  #begin(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.#ended) return;
    this.#begun = true;
    this.#handler.onResponseStart?.(this, status, headers);
  }

  #data(text: string): void {
    if (!this.#ended) this.#handler.onResponseData?.(this, Buffer.from(text));
  }

  #end(): void {
    if (this.#ended) return;
    this.#lastWords();
    this.#ended = true;
    this.#handler.onResponseEnd?.(this, {});
  }

  /** The connection's fault is told as such; an answer that is an error, as OpenAI would word it. */
  #failWith(fault: unknown): void {
    const beneath = networkFault(fault);
    const { status, headers, error } = errorObject(fault);
    if (beneath !== null) this.#fail(beneath);
    else if (!this.#begun) this.#whole(status, headers, JSON.stringify({ error }));
    else {
      this.#data(`data: ${JSON.stringify({ error })}\n\n`);
      this.#end();
    }
  }

  #fail(fault: Error): void {
    if (this.#ended) return;
    this.#lastWords();
    this.#ended = true;
    this.#handler.onResponseError?.(this, fault);
  }
}

/** The one header of a caller's that means something to the provider beyond. */
function betasIn(headers: Dispatcher.DispatchOptions['headers']): Record<string, string> {
  const betas = asObject(headers)?.['anthropic-beta'];
  return typeof betas === 'string' ? { 'anthropic-beta': betas } : {};
}

/** What was asked for and not passed on, told to the caller and not kept silent about. */
function ignored(warnings: readonly SharedV4Warning[]): Record<string, string> {
  const names = warnings.flatMap((warning) => ('feature' in warning ? [warning.feature] : []));
  return names.length === 0 ? {} : { 'x-ignored-parameters': [...new Set(names)].join(', ') };
}
