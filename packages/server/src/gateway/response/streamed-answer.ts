import { CALLER_GONE_STATUS, type Outcome } from '../call.ts';
import { refusalFor } from '../upstream/upstream-fault.ts';
import {
  type Answer,
  type AnswerContext,
  settleAnswer,
  type UpstreamHead,
  type Wish,
} from './answer.ts';
import { estimateUsage } from './estimate-usage.ts';
import { callHeaders } from './headers.ts';
import { errorBody, type Refusal } from './refusal.ts';
import { StreamMeter } from './stream-meter.ts';

type Ending = Pick<Outcome, 'status' | 'httpStatus' | 'errorCode'>;

/**
 * An answer that streams: every event goes on as it comes, and the last one only once the call is
 * recorded. A caller that goes away stops the upstream; what was generated until then is billed.
 */
export class StreamedAnswer implements Answer {
  readonly outlivesCaller = false;
  readonly #context: AnswerContext;
  readonly #status: number;
  readonly #meter: StreamMeter;

  constructor(context: AnswerContext, head: UpstreamHead) {
    const { call, recorder, res } = context;
    this.#context = context;
    this.#status = head.status;
    this.#meter = new StreamMeter(call.request, (usage) => recorder.costOf(call, usage));
    res.writeHead(head.status, { ...head.headers, ...callHeaders(call.id) });
    res.flushHeaders();
  }

  data(chunk: Buffer): Wish {
    const ready = this.#write(this.#meter.push(chunk));
    // Some upstreams keep the connection open after [DONE]: the answer is complete all the same.
    if (this.#meter.done !== null) return 'end';
    return ready ? 'more' : 'pause';
  }

  /** With neither usage nor [DONE] the upstream stopped short: billed for what came, and marked. */
  async end(): Promise<void> {
    this.#write(this.#meter.flush());
    const whole = this.#meter.done !== null || this.#meter.usage !== null;
    await this.#settle({
      status: whole ? 'succeeded' : 'failed',
      httpStatus: this.#status,
      errorCode: whole ? null : 'upstream_truncated',
    });
    this.#endWith(this.#meter.done);
  }

  async fail(fault: Error): Promise<void> {
    if (this.#context.res.destroyed) {
      await this.#settle({ status: 'aborted', httpStatus: CALLER_GONE_STATUS, errorCode: null });
      return;
    }
    const refusal = refusalFor(fault);
    await this.#settle({ status: 'failed', httpStatus: this.#status, errorCode: refusal.code });
    this.#endWith(errorEvent(refusal));
  }

  async #settle(ending: Ending): Promise<void> {
    const { usage: reported } = this.#meter;
    await settleAnswer(this.#context, {
      ...ending,
      usage: reported ?? (await this.#estimate()),
      usageSource: reported === null ? 'estimated' : 'reported',
    });
  }

  #estimate() {
    return estimateUsage(this.#context.call.request, this.#meter.generatedText());
  }

  #write(events: readonly Buffer[]): boolean {
    const { res } = this.#context;
    if (events.length === 0 || res.destroyed) return true;
    return res.write(events.length === 1 ? events[0] : Buffer.concat(events));
  }

  #endWith(last: Buffer | null): void {
    const { res } = this.#context;
    if (res.destroyed) return;
    if (last === null) res.end();
    else res.end(last);
  }
}

function errorEvent(refusal: Refusal): Buffer {
  return Buffer.from(`data: ${errorBody(refusal)}\n\n`);
}
