import type { UsageSource } from '../../metering/index.ts';
import { NO_USAGE, type Usage } from '../../pricing/index.ts';
import { CALLER_GONE_STATUS, type Call, type Outcome } from '../call.ts';
import type { StoredAnswer } from '../idempotency/kept-answer.ts';
import { asObject, parseJson } from '../json.ts';
import {
  hasFailed,
  isStored,
  isUnderWay,
  readResponseBody,
  runsInBackground,
} from '../routes/response-object.ts';
import { membersOf } from '../routes/usage/members.ts';
import { decoded } from '../upstream/decoder.ts';
import {
  AnswerTooLarge,
  errorInAnswer,
  faultFailure,
  isNoAnswer,
  noAnswer,
  upstreamFailure,
} from '../upstream/failure.ts';
import type { Answer, AnswerContext, Failure, UpstreamHead, Wish } from './answer.ts';
import { estimateUsage } from './estimate-usage.ts';
import { addCallHeaders, addSpendHeaders } from './headers.ts';
import { sendBody } from './send.ts';

/** The caller gets the bytes as they came, compressed or not. */
function passing(failure: Failure, body: Buffer): Failure {
  return 'head' in failure.answer ? { ...failure, answer: { ...failure.answer, body } } : failure;
}

function keep({ idempotency }: Call, { status, headers, body }: StoredAnswer): void {
  idempotency?.kept.begin(status, headers);
  idempotency?.kept.add(body);
  idempotency?.kept.end();
}

/**
 * An answer that comes whole: held until its usage is read and the attempt is recorded, then sent with
 * its cost in the headers. A caller that goes away does not stop it, for the provider bills it all
 * the same and only the end tells how much.
 */
export class BufferedAnswer implements Answer {
  readonly outlivesCaller = true;
  readonly #context: AnswerContext;
  readonly #head: UpstreamHead;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(context: AnswerContext, head: UpstreamHead) {
    this.#context = context;
    this.#head = head;
  }

  data(chunk: Buffer): Wish {
    this.#size += chunk.length;
    if (this.#size > this.#context.mostBytes) {
      this.#chunks.length = 0;
      return 'refuse';
    }
    this.#chunks.push(chunk);
    return 'more';
  }

  async end(): Promise<Failure | null> {
    if (isNoAnswer(this.#head.status)) return this.#failed(noAnswer(this.#head), null);
    const body =
      this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    const decoding = decoded(body, this.#head.headers);
    const plain = decoding instanceof Promise ? await decoding : decoding;
    if (this.#head.status >= 400) return this.#refused(body, plain);
    const { attempt, res, recorder } = this.#context;
    const { status, headers } = this.#head;
    addCallHeaders(headers, attempt.call.id);
    const isResponse = attempt.call.request.route.name === 'responses';
    if (!isResponse || !(await this.#goesOn(plain))) {
      const reported = this.#reported(plain);
      const error = reported !== null || isResponse ? null : errorInAnswer(this.#head, plain);
      if (error !== null) return this.#failed(passing(error, body), null);
      const usage = reported ?? (await estimateUsage(attempt.call.request, this.#textIn(plain)));
      const usageSource = reported === null ? 'estimated' : 'reported';
      const isFailure = isResponse && hasFailed(plain);
      const outcome = this.#outcome({ usage, usageSource, isFailure });
      const settled = await recorder.settle(attempt, outcome);
      addSpendHeaders(headers, settled.cost, settled.totalTokens);
    }
    Object.assign(headers, attempt.call.limitHeaders());
    const answer = { status, headers, body };
    keep(attempt.call, answer);
    sendBody(res, answer);
    return null;
  }

  /** An answer that is too large was generated, and is billed: for what was asked, since its end is not known. */
  async fail(fault: Error): Promise<Failure> {
    const failure = faultFailure(fault);
    if (!(fault instanceof AnswerTooLarge)) return this.#failed(failure, null);
    const usage = await estimateUsage(this.#context.attempt.call.request, '');
    return this.#failed(failure, usage, 'estimated');
  }

  /** A response that is only begun costs what its end will tell. */
  async #goesOn(plain: Buffer): Promise<boolean> {
    const { attempt, responses } = this.#context;
    const { body } = attempt.call.request;
    const { id } = membersOf(plain, 'id');
    if (typeof id !== 'string') return false;
    if (isStored(body)) responses.remember(attempt, id);
    const response = runsInBackground(body) ? readResponseBody(plain) : null;
    if (response === null || !isUnderWay(response)) return false;
    await responses.follow(attempt, id);
    return true;
  }

  /** An error that reports usage was worked for, and is billed by its provider. */
  async #refused(body: Buffer, plain: Buffer): Promise<Failure> {
    const reports = asObject(membersOf(plain, 'usage').usage) !== null;
    const usage = reports ? this.#reported(plain) : null;
    const failure = upstreamFailure(this.#head, plain);
    return this.#failed(passing(failure, body), usage);
  }

  async #failed(
    failure: Failure,
    usage: Usage | null,
    usageSource: UsageSource = usage === null ? 'none' : 'reported',
  ): Promise<Failure> {
    const { attempt, recorder, firstByteMs } = this.#context;
    await recorder.settle(attempt, {
      status: 'failed',
      httpStatus: failure.status,
      errorCode:
        'refusal' in failure.answer ? failure.answer.refusal.code : `upstream_${failure.status}`,
      firstByteMs,
      usage: usage ?? NO_USAGE,
      usageSource,
    });
    return failure;
  }

  #outcome({
    usage,
    usageSource,
    isFailure,
  }: {
    usage: Usage;
    usageSource: UsageSource;
    isFailure: boolean;
  }): Outcome {
    const { res, firstByteMs } = this.#context;
    const gone = res.destroyed;
    return {
      status: gone ? 'aborted' : isFailure ? 'failed' : 'succeeded',
      httpStatus: gone ? CALLER_GONE_STATUS : this.#head.status,
      errorCode: isFailure && !gone ? 'upstream_error' : null,
      firstByteMs,
      usage,
      usageSource,
    };
  }

  #reported(body: Buffer): Usage | null {
    const { call, deployment } = this.#context.attempt;
    const { request } = call;
    return request.route.usageInBody(body, { request, conventions: deployment.conventions });
  }

  #textIn(body: Buffer): string {
    const { route } = this.#context.attempt.call.request;
    const isJson = String(this.#head.headers['content-type']).includes('json');
    return isJson ? route.outputText(parseJson(body.toString('utf8'))) : '';
  }
}
