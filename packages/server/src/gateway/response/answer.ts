import type { ServerResponse } from 'node:http';
import type { Clock } from '../../kernel/index.ts';
import type { Call, Outcome } from '../call.ts';
import type { CallRecorder, Settled } from '../recorder.ts';
import type { Headers } from './send.ts';

/** What an answer needs of the exchange it belongs to. */
export interface AnswerContext {
  readonly call: Call;
  readonly res: ServerResponse;
  readonly recorder: CallRecorder;
  readonly clock: Clock;
  readonly firstByteMs: number;
}

/** The upstream's status and the headers of it that the caller may see. */
export interface UpstreamHead {
  readonly status: number;
  readonly headers: Headers;
}

/** What an answer wants after a chunk: more, a pause until the caller has taken what it was sent, or its end. */
export type Wish = 'more' | 'pause' | 'end';

/** How the upstream's answer reaches the caller. `end` or `fail` is called once, and settles the call. */
export interface Answer {
  data(chunk: Buffer): Wish;
  end(): Promise<void>;
  /** The upstream broke off, or was stopped because the caller went away. */
  fail(fault: Error): Promise<void>;
  /** Whether the upstream is left to finish when the caller goes away, so that its usage is known. */
  readonly outlivesCaller: boolean;
}

export function settleAnswer(
  { call, recorder, firstByteMs }: AnswerContext,
  outcome: Omit<Outcome, 'firstByteMs'>,
): Promise<Settled> {
  return recorder.settle(call, { ...outcome, firstByteMs });
}
