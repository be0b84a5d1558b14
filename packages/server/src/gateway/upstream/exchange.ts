import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../kernel/index.ts';
import type { Usage } from '../../pricing/index.ts';
import type { Attempt } from '../call.ts';
import type { CallRecorder } from '../recorder.ts';
import { upstreamBody } from '../request/parse-request.ts';
import type { Answer, Failure, ResponseLedger, UpstreamHead } from '../response/answer.ts';
import { BufferedAnswer } from '../response/buffered-answer.ts';
import { passedHeaders } from '../response/headers.ts';
import { StreamedAnswer } from '../response/streamed-answer.ts';
import type { InferenceRequest, StreamMeter, UpstreamTraits } from '../routes/index.ts';
import type { Upstream } from '../translation/index.ts';
import { decoderFor } from './decoder.ts';
import { AnswerTooLarge, isNoAnswer } from './failure.ts';
import { limitsOf } from './limits.ts';
import { CallTimeout, Patience, UpstreamTimeout } from './patience.ts';
import type { UpstreamPools } from './pools.ts';
import { CallerGone, settleUnanswered } from './settle-unanswered.ts';

export interface ExchangeContext {
  readonly attempt: Attempt;
  readonly res: ServerResponse;
  readonly recorder: CallRecorder;
  readonly responses: ResponseLedger;
  readonly pools: UpstreamPools;
  readonly clock: Clock;
  readonly traits: UpstreamTraits;
}

/**
 * Sends one attempt to its upstream. Resolves when it is settled: with null when the caller has its
 * answer or is gone, else with why the upstream gave none.
 */
export function exchange(context: ExchangeContext): Promise<Failure | null> {
  const { deployment, call } = context.attempt;
  const { request } = call;
  const { upstreamModel, conventions } = deployment;
  return new Promise((resolve, reject) => {
    const handler = new ExchangeHandler(context, (settling) => settling.then(resolve, reject));
    upstreamOf(context).dispatch(
      {
        path: deployment.pathOf(request.route),
        method: 'POST',
        headers: headersOf(context.attempt),
        body: upstreamBody(request, { upstreamModel, ...context.traits, ...conventions }),
      },
      handler,
    );
  });
}

/** Its connections, or whoever puts what they carry into OpenAI's words. */
function upstreamOf({ attempt, pools, clock }: ExchangeContext): Upstream {
  const { deployment, call } = attempt;
  const pool = pools.to(deployment.origin, deployment.timeouts.connectMs);
  return deployment.translator(call.request.route, { pool, clock }) ?? pool;
}

function headersOf({ call, deployment }: Attempt): Readonly<Record<string, string>> {
  const { request, idempotency } = call;
  const headers = Object.assign({ ...deployment.headersFor(request.route) }, call.headers);
  if (idempotency !== null) {
    // Another deployment has another model, and so gets another request.
    headers['idempotency-key'] = `${idempotency.upstreamKey}-${deployment.id}`;
  }
  headers['content-type'] = request.contentType;
  return headers;
}

/**
 * An upstream that has said the last of a stream ends its answer at once, and the connection is free
 * for the next call. One that leaves it open would keep a connection for every call it answered.
 */
const LAST_BYTES_MS = 1_000;

/**
 * The caller's going away and its slowness reach the upstream; the upstream's bytes and faults reach
 * the caller; and whatever happens, the attempt is settled once.
 */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #context: ExchangeContext;
  readonly #onEnd: (settling: Promise<Failure | null>) => void;
  readonly #patience: Patience;
  #controller: Dispatcher.DispatchController | null = null;
  #answer: Answer | null = null;
  #firstByteMs = 0;
  /** The head of an answer of which only its first bytes will tell what it is. */
  #unlabelled: UpstreamHead | null = null;
  #decoder: Transform | null = null;
  #drainTimer: NodeJS.Timeout | null = null;
  /** Why it was stopped from here. */
  #stopped: Error | null = null;
  #sent = false;
  /** All of it came, which leaves nothing to abort; some of it may still have to be decoded. */
  #received = false;
  #callerIsSlow = false;
  #ended = false;

  readonly #onClose = () => this.#callerClosed();
  readonly #onDrain = () => this.#resume();

  constructor(context: ExchangeContext, onEnd: (settling: Promise<Failure | null>) => void) {
    const { res, attempt, clock, pools } = context;
    this.#context = context;
    this.#onEnd = onEnd;
    this.#patience = new Patience({
      clock,
      ...limitsOf(attempt, pools),
      onIdle: () => this.#idled(),
      onTimeout: () => this.#timedOut(),
    });
    res.on('close', this.#onClose);
    res.on('drain', this.#onDrain);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const reason = this.#context.res.destroyed ? new CallerGone() : this.#stopped;
    if (reason === null) this.#sent = true;
    else controller.abort(reason);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#patience.progress();
    if (status < 200) return;
    const { attempt, clock } = this.#context;
    this.#firstByteMs = Math.round(clock.monotonicMs() - attempt.startedMs);
    const head = { status, headers: passedHeaders(headers) };
    const isStream = saysStream(head, attempt.call.request);
    if (isStream === null) this.#unlabelled = head;
    else this.#begin(head, isStream);
  }

  #begin(head: UpstreamHead, isStream: boolean): void {
    this.#unlabelled = null;
    const { attempt, res, recorder, responses, pools } = this.#context;
    const mostBytes = pools.mostAnswerBytes;
    const meter = isStream ? meterOf(this.#context) : null;
    if (meter !== null) this.#decoder = this.#decode(head);
    const firstByteMs = this.#firstByteMs;
    const answerContext = { attempt, res, recorder, responses, firstByteMs, mostBytes };
    this.#answer =
      meter === null
        ? new BufferedAnswer(answerContext, head)
        : new StreamedAnswer(answerContext, { head, meter });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#patience.progress();
    if (this.#unlabelled !== null) this.#begin(this.#unlabelled, beginsEvent(chunk));
    if (this.#decoder === null) this.#take(chunk);
    else if (!this.#decoder.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#received = true;
    if (this.#ended) this.#patience.end();
    if (this.#unlabelled !== null) this.#begin(this.#unlabelled, false);
    if (this.#decoder === null) this.#complete();
    else this.#decoder.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, fault: Error): void {
    this.#patience.end();
    this.#fail(fault);
  }

  #fail(fault: Error): void {
    if (this.#ended) return;
    const settling = this.#answer?.fail(fault);
    this.#finish(settling ?? settleUnanswered(this.#context, { fault, sent: this.#sent }));
  }

  #take(chunk: Buffer): void {
    if (this.#ended || this.#answer === null) return;
    const wish = this.#answer.data(chunk);
    if (wish === 'pause') this.#pause();
    else if (wish === 'end') this.#complete();
    else if (wish === 'refuse') this.#stop(new AnswerTooLarge());
  }

  #complete(): void {
    if (!this.#ended && this.#answer !== null) this.#finish(this.#answer.end());
  }

  /** The caller of a stream gets it as it can be read by anyone, since events are taken out of it. */
  #decode(head: UpstreamHead): Transform | null {
    const decoder = decoderFor(head.headers);
    if (decoder === null) return null;
    delete head.headers['content-encoding'];
    decoder.on('data', (piece: Buffer) => this.#take(piece));
    decoder.on('drain', () => !this.#callerIsSlow && this.#controller?.resume());
    decoder.on('end', () => this.#complete());
    decoder.on('error', (fault) => this.#stop(fault));
    return decoder;
  }

  #pause(): void {
    this.#callerIsSlow = true;
    this.#controller?.pause();
    this.#decoder?.pause();
  }

  #resume(): void {
    this.#callerIsSlow = false;
    this.#patience.progress();
    this.#decoder?.resume();
    this.#controller?.resume();
  }

  /** Another deployment may still answer in time, if there is time. */
  #timedOut(): void {
    const { attempt, clock } = this.#context;
    const isOver = clock.monotonicMs() >= attempt.call.deadlineMs;
    this.#stop(isOver ? new CallTimeout() : new UpstreamTimeout());
  }

  #idled(): void {
    if (this.#callerIsSlow) this.#context.res.destroy();
    else this.#stop(new UpstreamTimeout());
  }

  #callerClosed(): void {
    if (this.#ended || this.#context.res.writableFinished) return;
    const { request } = this.#context.attempt.call;
    if (this.#answer?.outlivesCaller ?? !request.stream) return;
    if (!this.#readOn()) this.#stop(new CallerGone());
  }

  /**
   * Some providers bill a stream to its end whoever reads it: then its end tells what it cost. And a
   * caller that named an idempotency key may come back for the answer.
   */
  #readOn(): boolean {
    const { attempt, pools } = this.#context;
    const isKept = attempt.call.idempotency !== null;
    const isBilled = attempt.deployment.whenAbandoned === 'drain';
    if (!this.#sent || !(isKept || isBilled)) return false;
    if (!pools.drains.tryTake()) return false;
    this.#drainTimer = setTimeout(() => this.#stop(new CallerGone()), pools.drains.longestMs);
    this.#resume();
    return true;
  }

  #stop(reason: Error): void {
    this.#stopped ??= reason;
    if (this.#received) this.#fail(this.#stopped);
    else this.#controller?.abort(this.#stopped);
  }

  #finish(settling: Promise<Failure | null>): void {
    const { res, pools } = this.#context;
    this.#ended = true;
    if (this.#received) this.#patience.end();
    else this.#patience.endWithin(LAST_BYTES_MS);
    if (this.#drainTimer !== null) {
      clearTimeout(this.#drainTimer);
      pools.drains.giveBack();
    }
    res.off('close', this.#onClose);
    res.off('drain', this.#onDrain);
    this.#onEnd(settling);
  }
}

const EVENT_STREAM = /^\s*text\/event-stream\b/i;
const TEXT = /^\s*text\//i;

/**
 * Whether an answer comes as a stream of events. Null where that is not said: some servers send the events
 * that were asked for under another name or under none, and clients read them all the same.
 */
function saysStream({ status, headers }: UpstreamHead, request: InferenceRequest): boolean | null {
  if (status >= 300 || isNoAnswer(status)) return false;
  const type = headers['content-type'];
  if (type !== undefined && !TEXT.test(String(type))) return false;
  if (EVENT_STREAM.test(String(type))) return true;
  const asked = request.stream && request.route.encoding === 'json';
  return asked && headers['content-encoding'] === undefined ? null : false;
}

/** As a field of an event does, or a comment; JSON begins otherwise. */
function beginsEvent(bytes: Buffer): boolean {
  return /^[\s\uFEFF]*[deir:]/.test(bytes.toString('utf8', 0, 64));
}

/** Null where answers do not stream events. */
function meterOf({ attempt, recorder }: ExchangeContext): StreamMeter | null {
  const { request } = attempt.call;
  const { conventions } = attempt.deployment;
  const costOf = (usage: Usage) => recorder.costOf(attempt, usage);
  return request.route.streamMeter?.({ request, conventions, costOf }) ?? null;
}
