import type { Usage } from '../../pricing/index.ts';
import { asObject, type JsonObject, parseJson } from '../json.ts';
import { textIn } from './texts.ts';
import { membersOf } from './usage/members.ts';
import { readResponsesUsage } from './usage/responses-usage.ts';

/** What matters of a response object, wherever it is met: created, fetched, cancelled or streamed. */
export interface SeenResponse {
  readonly id: string;
  readonly status: string;
  /** Null until it is final, and for some that were cancelled. */
  readonly usage: Usage | null;
  /** What it has generated so far. */
  readonly text: string;
}

const UNDER_WAY = new Set(['queued', 'in_progress']);

/** Null when the value is no response object. */
export function readResponse(value: unknown): SeenResponse | null {
  const response = asObject(value);
  const { id, status } = response ?? {};
  if (response === null || typeof id !== 'string' || typeof status !== 'string') return null;
  return { id, status, usage: readResponsesUsage(response), text: textIn(response['output']) };
}

export function readResponseBody(body: Buffer): SeenResponse | null {
  return readResponse(parseJson(body.toString('utf8')));
}

/** Whether a whole answer is a response that its provider could not make. */
export function hasFailed(body: Buffer): boolean {
  return membersOf(body, 'status').status === 'failed';
}

/** Whether more is to come of it. */
export function isUnderWay({ status }: Pick<SeenResponse, 'status'>): boolean {
  return UNDER_WAY.has(status);
}

/** The provider works on it whether or not anybody listens. */
export function runsInBackground(body: JsonObject): boolean {
  return body['background'] === true;
}

/** It can be fetched later, and be gone on from; unless told otherwise a provider keeps it. */
export function isStored(body: JsonObject): boolean {
  return body['store'] !== false;
}
