import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../kernel/index.ts';
import { NO_USAGE } from '../../pricing/index.ts';
import { type Attempt, CALLER_GONE_STATUS } from '../call.ts';
import type { CallRecorder } from '../recorder.ts';
import { upstreamBody } from '../request/parse-request.ts';
import type { Answer, AnswerContext, Failure, UpstreamHead } from '../response/answer.ts';
import { BufferedAnswer } from '../response/buffered-answer.ts';
import { estimateUsage } from '../response/estimate-usage.ts';
import { passedHeaders } from '../response/headers.ts';
import { StreamedAnswer } from '../response/streamed-answer.ts';
import { faultFailure } from './failure.ts';

class CallerGone extends Error {}

export interface ExchangeContext {
  readonly attempt: Attempt;
  readonly res: ServerResponse;
  readonly recorder: CallRecorder;
  readonly clock: Clock;
}

/**
 * Sends one attempt to its upstream. Resolves when it is settled: with null when the caller has its
 * answer or is gone, else with why the upstream gave none.
 */
export function exchange(pool: Dispatcher, context: ExchangeContext): Promise<Failure | null> {
  const { deployment, call } = context.attempt;
  const { request } = call;
  return new Promise((resolve, reject) => {
    const handler = new ExchangeHandler(context, (settling) => settling.then(resolve, reject));
    pool.dispatch(
      {
        path: deployment.pathOf(request.route),
        method: 'POST',
        headers: {
          ...deployment.headersFor(request.route),
          ...call.headers,
          'content-type': request.contentType,
        },
        body: upstreamBody(request, deployment.upstreamModel),
      },
      handler,
    );
  });
}

/**
 * The caller's going away and its slowness reach the upstream; the upstream's bytes and faults reach
 * the caller; and whatever happens, the attempt is settled once.
 */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #context: ExchangeContext;
  readonly #onEnd: (settling: Promise<Failure | null>) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #answer: Answer | null = null;
  #sent = false;
  #ended = false;

  readonly #onClose = () => this.#callerClosed();
  readonly #onDrain = () => this.#controller?.resume();

  constructor(context: ExchangeContext, onEnd: (settling: Promise<Failure | null>) => void) {
    this.#context = context;
    this.#onEnd = onEnd;
    context.res.on('close', this.#onClose);
    context.res.on('drain', this.#onDrain);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#context.res.destroyed) controller.abort(new CallerGone());
    else this.#sent = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    const { attempt, clock } = this.#context;
    const firstByteMs = Math.round(clock.monotonicMs() - attempt.startedMs);
    const isStream =
      status < 300 && String(headers['content-type']).startsWith('text/event-stream');
    const head = { status, headers: passedHeaders(headers) };
    this.#answer = createAnswer({ ...this.#context, firstByteMs }, { head, isStream });
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
    const outlives = this.#answer?.outlivesCaller ?? !this.#context.attempt.call.request.stream;
    if (!outlives) this.#controller?.abort(new CallerGone());
  }

  async #failUnanswered(fault: Error): Promise<Failure | null> {
    const { attempt, recorder } = this.#context;
    if (!(fault instanceof CallerGone)) {
      const failure = faultFailure(fault);
      await recorder.settle(attempt, {
        status: 'failed',
        httpStatus: failure.status,
        errorCode: 'refusal' in failure.answer ? failure.answer.refusal.code : null,
        firstByteMs: null,
        usage: NO_USAGE,
        usageSource: 'none',
      });
      return failure;
    }
    // What was sent before the caller left may have been read, and billed, by the provider.
    await recorder.settle(attempt, {
      status: 'aborted',
      httpStatus: CALLER_GONE_STATUS,
      errorCode: null,
      firstByteMs: null,
      usage: this.#sent ? await estimateUsage(attempt.call.request, '') : NO_USAGE,
      usageSource: this.#sent ? 'estimated' : 'none',
    });
    return null;
  }

  #finish(settling: Promise<Failure | null>): void {
    this.#ended = true;
    this.#context.res.off('close', this.#onClose);
    this.#context.res.off('drain', this.#onDrain);
    this.#onEnd(settling);
  }
}

function createAnswer(
  context: AnswerContext,
  { head, isStream }: { head: UpstreamHead; isStream: boolean },
): Answer {
  const { attempt, recorder } = context;
  const { request } = attempt.call;
  const meter = isStream
    ? request.route.streamMeter?.(request, (usage) => recorder.costOf(attempt, usage))
    : undefined;
  return meter === undefined
    ? new BufferedAnswer(context, head)
    : new StreamedAnswer(context, { head, meter });
}
