import type { Usage } from '../../pricing/index.ts';
import { CALLER_GONE_STATUS, type Outcome } from '../call.ts';
import type { KeptAnswer } from '../idempotency/kept-answer.ts';
import type { StreamMeter } from '../routes/index.ts';
import { isStored, runsInBackground } from '../routes/response-object.ts';
import { refusalFor } from '../upstream/failure.ts';
import type { Answer, AnswerContext, UpstreamHead, Wish } from './answer.ts';
import { estimateUsage } from './estimate-usage.ts';
import { callHeaders } from './headers.ts';
import { errorEvent } from './refusal.ts';

type Ending = Pick<Outcome, 'status' | 'httpStatus' | 'errorCode'>;

const ABANDONED: Ending = { status: 'aborted', httpStatus: CALLER_GONE_STATUS, errorCode: null };
const ERROR_CODES = { complete: null, open: 'upstream_truncated', failed: 'upstream_error' };

/**
 * An answer that streams: every event goes on as it comes, and the last one only once the attempt is
 * recorded. A caller that goes away stops the upstream; what was generated until then is billed.
 */
export class StreamedAnswer implements Answer {
  readonly outlivesCaller = false;
  readonly #context: AnswerContext;
  readonly #status: number;
  readonly #meter: StreamMeter;
  readonly #kept: KeptAnswer | null;
  #remembered = false;

  constructor(context: AnswerContext, { head, meter }: { head: UpstreamHead; meter: StreamMeter }) {
    this.#context = context;
    this.#status = head.status;
    this.#meter = meter;
    this.#kept = context.attempt.call.idempotency?.kept ?? null;
    const headers = {
      ...head.headers,
      ...callHeaders(context.attempt.call.id),
      ...context.attempt.call.limitHeaders(),
    };
    this.#kept?.begin(head.status, headers);
    context.res.writeHead(head.status, headers);
    context.res.flushHeaders();
  }

  data(chunk: Buffer): Wish {
    const events = this.#meter.push(chunk);
    if (!this.#remembered) this.#remember();
    const ready = this.#write(events);
    // Some upstreams keep the connection open after the last event: the answer is complete all the same.
    if (this.#meter.ending !== null) return 'end';
    if (this.#meter.heldBytes > this.#context.mostBytes) return 'refuse';
    return ready ? 'more' : 'pause';
  }

  async end(): Promise<null> {
    this.#write(this.#meter.flush());
    await this.#settle(this.#context.res.destroyed ? ABANDONED : this.#ending());
    this.#endWith(this.#meter.ending);
    return null;
  }

  async fail(fault: Error): Promise<null> {
    if (this.#context.res.destroyed) {
      await this.#settle(ABANDONED);
      return null;
    }
    const refusal = refusalFor(fault);
    await this.#settle({ status: 'failed', httpStatus: this.#status, errorCode: refusal.code });
    this.#endWith(errorEvent(refusal, this.#context.attempt.call.request.route.dialect));
    return null;
  }

  /** An upstream that stopped short or reported an error is billed for what came, and marked. */
  #ending(): Ending {
    const { state } = this.#meter;
    return {
      status: state === 'complete' ? 'succeeded' : 'failed',
      httpStatus: this.#status,
      errorCode: ERROR_CODES[state],
    };
  }

  #remember(): void {
    const { attempt, responses } = this.#context;
    const { responseId } = this.#meter;
    if (responseId === null) return;
    this.#remembered = true;
    if (isStored(attempt.call.request.body)) responses.remember(attempt, responseId);
  }

  /** What goes on in the background without this stream is recorded when its end is seen. */
  async #settle(ending: Ending): Promise<void> {
    const { attempt, recorder, responses, firstByteMs } = this.#context;
    const { usage: reported, responseId, state } = this.#meter;
    const goesOn = state === 'open' && runsInBackground(attempt.call.request.body);
    if (goesOn && responseId !== null) return responses.follow(attempt, responseId);
    await recorder.settle(attempt, {
      ...ending,
      firstByteMs,
      usage: reported ?? (await this.#estimate()),
      usageSource: reported === null ? 'estimated' : 'reported',
    });
  }

  /** The input may be known from the start of the stream; then only the output is estimated. */
  async #estimate(): Promise<Usage> {
    const { startUsage } = this.#meter;
    const estimate = await estimateUsage(
      this.#context.attempt.call.request,
      this.#meter.generatedText(),
    );
    return startUsage === null ? estimate : { ...startUsage, outputTokens: estimate.outputTokens };
  }

  #write(events: readonly Buffer[]): boolean {
    const { res } = this.#context;
    if (this.#kept !== null) for (const event of events) this.#kept.add(event);
    if (events.length === 0 || res.destroyed) return true;
    return res.write(events.length === 1 ? events[0] : Buffer.concat(events));
  }

  /** What a caller that is gone missed of a whole answer is kept for it; half of one is of no use. */
  #endWith(last: Buffer | null): void {
    const { res } = this.#context;
    if (last !== null) this.#kept?.add(last);
    if (!res.destroyed || this.#meter.state === 'complete') this.#kept?.end();
    if (res.destroyed) return;
    if (last === null) res.end();
    else res.end(last);
  }
}
