import type { ServerResponse } from 'node:http';
import type { Attempt } from '../call.ts';
import type { CallRecorder } from '../recorder.ts';
import type { Refusal } from './refusal.ts';
import type { Headers } from './send.ts';

/** Keeps what outlives a call of the Responses API. */
export interface ResponseLedger {
  /** The attempt made this response: from now on it is found by its id. */
  remember(attempt: Attempt, responseId: string): void;
  /** Its provider works on: the attempt is settled when the response's end is seen. */
  follow(attempt: Attempt, responseId: string): Promise<void>;
}

/** What an answer needs of the exchange it belongs to. */
export interface AnswerContext {
  readonly attempt: Attempt;
  readonly res: ServerResponse;
  readonly recorder: CallRecorder;
  readonly responses: ResponseLedger;
  readonly firstByteMs: number;
  /** Of what is held until it is whole: an answer, or one event of a stream. */
  readonly mostBytes: number;
}

/** The upstream's status and the headers of it that the caller may see. */
export interface UpstreamHead {
  readonly status: number;
  readonly headers: Headers;
}

/** What an answer wants after a chunk: more, a pause until the caller has taken what it was sent, its end, or none of it. */
export type Wish = 'more' | 'pause' | 'end' | 'refuse';

/** An attempt that gave the caller nothing: it may be tried again elsewhere, or be passed on as it is. */
export interface Failure {
  readonly status: number;
  /** Another try, at the same deployment too, may mend it. */
  readonly retriable: boolean;
  /** It is the deployment's own fault, and stays so: only another one may answer. */
  readonly elsewhere: boolean;
  /** The upstream's wish, if it said one. */
  readonly retryAfterMs: number | null;
  /** The prompt does not fit the model. */
  readonly tooLong: boolean;
  /** The upstream does not know `stream_options`, by which usage is asked for. */
  readonly refusesStreamOptions: boolean;
  /** What the caller gets if this is the last attempt: the upstream's own answer, or ours. */
  readonly answer:
    | { readonly head: UpstreamHead; readonly body: Buffer }
    | { readonly refusal: Refusal };
}

/** How the upstream's answer reaches the caller. `end` or `fail` is called once, and settles the attempt. */
export interface Answer {
  data(chunk: Buffer): Wish;
  /** Null when the caller has its answer. */
  end(): Promise<Failure | null>;
  /** The upstream broke off, or was stopped because the caller went away. */
  fail(fault: Error): Promise<Failure | null>;
  /** Whether the upstream is left to finish when the caller goes away, so that its usage is known. */
  readonly outlivesCaller: boolean;
}
