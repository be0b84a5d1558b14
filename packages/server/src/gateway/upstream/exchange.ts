import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { NO_USAGE } from '../../pricing/index.ts';
import { CALLER_GONE_STATUS } from '../call.ts';
import type { Answer, AnswerContext } from '../response/answer.ts';
import { BufferedAnswer } from '../response/buffered-answer.ts';
import { estimateUsage } from '../response/estimate-usage.ts';
import { callHeaders, passedHeaders } from '../response/headers.ts';
import { statusOf } from '../response/refusal.ts';
import { sendRefusal } from '../response/send.ts';
import { StreamedAnswer } from '../response/streamed-answer.ts';
import { refusalFor } from './upstream-fault.ts';

class CallerGone extends Error {}

export interface ExchangeContext extends Omit<AnswerContext, 'firstByteMs'> {
  readonly onBug: (fault: unknown) => void;
  /** Called once, when the call is recorded and answered. */
  readonly onFinished: () => void;
}

/**
 * One request to one upstream and its answer. The caller's going away and its slowness reach the
 * upstream; the upstream's bytes and faults reach the caller; and whatever happens, the call is
 * settled once.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #context: ExchangeContext;
  #controller: Dispatcher.DispatchController | null = null;
  #answer: Answer | null = null;
  #ended = false;

  constructor(context: ExchangeContext) {
    this.#context = context;
    context.res.on('close', () => this.#callerClosed());
    context.res.on('drain', () => this.#controller?.resume());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#context.res.destroyed) controller.abort(new CallerGone());
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    const { call, clock } = this.#context;
    const context = {
      ...this.#context,
      firstByteMs: Math.round(clock.monotonicMs() - call.startedMs),
    };
    const head = { status, headers: passedHeaders(headers) };
    const streams = status < 300 && String(headers['content-type']).startsWith('text/event-stream');
    this.#answer = streams ? new StreamedAnswer(context, head) : new BufferedAnswer(context, head);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended || this.#answer === null) return;
    const wish = this.#answer.data(chunk);
    if (wish === 'pause') controller.pause();
    else if (wish === 'end') this.#finish(this.#answer.end());
  }

  onResponseEnd(): void {
    if (!this.#ended && this.#answer !== null) this.#finish(this.#answer.end());
  }

  onResponseError(_controller: Dispatcher.DispatchController, fault: Error): void {
    if (this.#ended) return;
    this.#finish(this.#answer === null ? this.#failUnanswered(fault) : this.#answer.fail(fault));
  }

  #callerClosed(): void {
    if (this.#ended || this.#context.res.writableFinished) return;
    const outlives = this.#answer?.outlivesCaller ?? !this.#context.call.request.stream;
    if (!outlives) this.#controller?.abort(new CallerGone());
  }

  /** Nothing came back. A caller that left may still have used its input; an upstream that failed used nothing. */
  async #failUnanswered(fault: Error): Promise<void> {
    const { call, recorder, res } = this.#context;
    const gone = fault instanceof CallerGone;
    const refusal = refusalFor(fault);
    await recorder.settle(call, {
      status: gone ? 'aborted' : 'failed',
      httpStatus: gone ? CALLER_GONE_STATUS : statusOf(refusal.code),
      errorCode: gone ? null : refusal.code,
      firstByteMs: null,
      usage: gone ? await estimateUsage(call.request, '') : NO_USAGE,
      usageSource: gone ? 'estimated' : 'none',
    });
    sendRefusal(res, refusal, callHeaders(call.id));
  }

  #finish(settling: Promise<void>): void {
    this.#ended = true;
    settling.catch(this.#context.onBug).finally(this.#context.onFinished);
  }
}
