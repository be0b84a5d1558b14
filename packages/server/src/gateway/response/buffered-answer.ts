import { NO_USAGE } from '../../pricing/index.ts';
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
import { callHeaders, spendHeaders } from './headers.ts';
import { usageInBody } from './openai-usage.ts';
import { statusOf } from './refusal.ts';
import { sendJson, sendRefusal } from './send.ts';

/**
 * An answer that comes whole: held until its usage is read and the call is recorded, then sent with
 * its cost in the headers. A caller that goes away does not stop it, for the provider bills it all
 * the same and only the end tells how much.
 */
export class BufferedAnswer implements Answer {
  readonly outlivesCaller = true;
  readonly #context: AnswerContext;
  readonly #head: UpstreamHead;
  readonly #chunks: Buffer[] = [];

  constructor(context: AnswerContext, head: UpstreamHead) {
    this.#context = context;
    this.#head = head;
  }

  data(chunk: Buffer): Wish {
    this.#chunks.push(chunk);
    return 'more';
  }

  async end(): Promise<void> {
    const { call, res } = this.#context;
    const body =
      this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    const settled = await settleAnswer(this.#context, await this.#outcome(body));
    const headers = { ...this.#head.headers, ...callHeaders(call.id) };
    Object.assign(headers, spendHeaders(settled.cost, settled.totalTokens));
    sendJson(res, { status: this.#head.status, body, headers });
  }

  async fail(fault: Error): Promise<void> {
    const { call, res } = this.#context;
    const refusal = refusalFor(fault);
    await settleAnswer(this.#context, {
      status: 'failed',
      httpStatus: statusOf(refusal.code),
      errorCode: refusal.code,
      usage: NO_USAGE,
      usageSource: 'none',
    });
    sendRefusal(res, refusal, callHeaders(call.id));
  }

  async #outcome(body: Buffer): Promise<Omit<Outcome, 'firstByteMs'>> {
    const { status } = this.#head;
    if (status >= 400) {
      const errorCode = `upstream_${status}`;
      return {
        status: 'failed',
        httpStatus: status,
        errorCode,
        usage: NO_USAGE,
        usageSource: 'none',
      };
    }
    const reported = usageInBody(body);
    const gone = this.#context.res.destroyed;
    return {
      status: gone ? 'aborted' : 'succeeded',
      httpStatus: gone ? CALLER_GONE_STATUS : status,
      errorCode: null,
      usage: reported ?? (await estimateUsage(this.#context.call.request, textIn(body))),
      usageSource: reported === null ? 'estimated' : 'reported',
    };
  }
}

/** The text of every choice of a chat completion; all of the body when it is something else. */
function textIn(body: Buffer): string {
  const text = body.toString('utf8');
  try {
    const { choices } = JSON.parse(text) as { choices: { message?: { content?: unknown } }[] };
    return choices.map((choice) => String(choice.message?.content ?? '')).join('');
  } catch {
    return text;
  }
}
