import { asCount, asObject } from '../json.ts';
import type { Failure, UpstreamHead } from '../response/answer.ts';
import { type Refusal, type RefusalCode, statusOf } from '../response/refusal.ts';
import { membersOf } from '../routes/usage/members.ts';
import { CallTimeout } from './patience.ts';
import { retryAfterMs } from './retry-after.ts';

const TIMEOUTS = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UPSTREAM_TIMEOUT',
]);
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
]);
/** What another try may mend. A request that is wrong in itself is wrong everywhere. */
const RETRIABLE_STATUSES = new Set([408, 409, 425, 429, 500, 502, 503, 504, 529]);
/** Another try would end alike. */
const FINAL: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['shutting_down', 'answer_too_large']);
/** Its key, its account or its model is not what the operator thinks. */
const ELSEWHERE_STATUSES = new Set([401, 402, 403, 404]);
const TOO_LONG = /context_length_exceeded|maximum context length|prompt is too long/;

/** A whole answer is held until its usage is read, and an event until its end: of some length it is held no longer. */
export class AnswerTooLarge extends Error {}

/** What the caller is told when the upstream cannot be reached or breaks off. Names no address and no key. */
export function refusalFor(fault: Error): Refusal {
  if (fault instanceof AnswerTooLarge) {
    const message = "The provider's answer is larger than the operator allows.";
    return { code: 'answer_too_large', message };
  }
  const code = (fault as { code?: unknown }).code;
  if (typeof code === 'string' && TIMEOUTS.has(code)) {
    return { code: 'upstream_timeout', message: 'The provider did not answer in time.' };
  }
  if (code === 'UND_ERR_DESTROYED') {
    return { code: 'shutting_down', message: 'This server is shutting down.' };
  }
  if (typeof code === 'string' && UNREACHABLE.has(code)) {
    return { code: 'upstream_unreachable', message: 'The provider could not be reached.' };
  }
  return { code: 'upstream_failed', message: 'The provider broke the connection off.' };
}

/** The upstream could not be reached, or broke off before the caller got anything. */
export function faultFailure(fault: Error): Failure {
  const refusal = refusalFor(fault);
  return {
    status: statusOf(refusal.code),
    retriable: !(fault instanceof CallTimeout) && !FINAL.has(refusal.code),
    elsewhere: false,
    retryAfterMs: null,
    tooLong: false,
    refusesStreamOptions: false,
    answer: { refusal },
  };
}

/** A redirect, or a status that comes without a body. */
export function isNoAnswer(status: number): boolean {
  return status === 204 || status === 205 || (status >= 300 && status < 400);
}

/** Neither a redirect nor an empty answer is followed or shown. */
export function noAnswer({ status }: UpstreamHead): Failure {
  const message = `The provider sent no answer (status ${status}).`;
  return {
    ...faultFailure(new Error(message)),
    answer: { refusal: { code: 'upstream_failed', message } },
  };
}

/** The upstream answered with an error. */
export function upstreamFailure(head: UpstreamHead, body: Buffer): Failure {
  const start = body.toString('utf8', 0, 4096);
  const refused = head.status === 400 || head.status === 422;
  return {
    status: head.status,
    retriable: RETRIABLE_STATUSES.has(head.status),
    elsewhere: ELSEWHERE_STATUSES.has(head.status),
    retryAfterMs: retryAfterMs(head.headers),
    tooLong: head.status === 400 && TOO_LONG.test(start),
    refusesStreamOptions: refused && start.includes('stream_options'),
    answer: { head, body },
  };
}

/**
 * An error in the place of an answer, under a status that says nothing of it: its own `code` is the
 * status ("Errors and debugging", OpenRouter). Null when the answer is none.
 */
export function errorInAnswer({ headers }: UpstreamHead, body: Buffer): Failure | null {
  const { error } = membersOf(body, 'error');
  const object = asObject(error);
  if (object === null && typeof error !== 'string') return null;
  const code = asCount(object?.['code']) ?? 0;
  const status = code >= 400 && code < 600 ? code : 502;
  return upstreamFailure({ status, headers }, body);
}
