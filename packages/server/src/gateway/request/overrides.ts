import type { IncomingHttpHeaders } from 'node:http';
import { err, ok, type Result } from '../../kernel/index.ts';
import { asObject, type JsonObject } from '../json.ts';
import type { Refusal } from '../response/refusal.ts';

/** What a caller wants otherwise for one call. Null: as the operator has it. */
export interface Overrides {
  readonly timeoutMs: number | null;
  readonly streamTimeoutMs: number | null;
  readonly retries: number | null;
  /** Model names to go on with, in place of the operator's. */
  readonly fallbacks: readonly string[] | null;
}

/** Members of a body that are for Tollgate, and go no further. */
export const OVERRIDE_MEMBERS = [
  'timeout',
  'stream_timeout',
  'num_retries',
  'fallbacks',
  'disable_fallbacks',
];

const MOST_RETRIES = 10;
const MOST_FALLBACKS = 10;
const LONGEST_SECONDS = 1e9;

/** Where an override is found. */
interface Source {
  readonly header: string;
  readonly otherHeader: string;
  readonly member: string;
}

const TIMEOUT = sourceOf('timeout');
const STREAM_TIMEOUT = sourceOf('stream_timeout');
const RETRIES = sourceOf('num_retries');

/** `x-tollgate-num-retries`, `x-litellm-num-retries`, or `num_retries` in the body. */
function sourceOf(member: string): Source {
  const name = member.replaceAll('_', '-');
  return { header: `x-tollgate-${name}`, otherHeader: `x-litellm-${name}`, member };
}

/** Headers come before the body. What is not understood is refused: it would not be what was meant. */
export function readOverrides(
  headers: IncomingHttpHeaders,
  { body, model }: { body: JsonObject; model: string },
): Result<Overrides, Refusal> {
  const timeout = readNumber(TIMEOUT, headers, body);
  const streamTimeout = readNumber(STREAM_TIMEOUT, headers, body);
  const retries = readNumber(RETRIES, headers, body);
  const fallbacks = readFallbacks(body, model);
  const problem =
    secondsProblem('timeout', timeout) ??
    secondsProblem('stream_timeout', streamTimeout) ??
    retriesProblem(retries) ??
    (fallbacks === undefined ? FALLBACKS_PROBLEM : null) ??
    (body['mock_response'] === undefined ? null : NO_MOCKS);
  if (problem !== null) return err(problem);
  return ok({
    timeoutMs: timeout === null ? null : timeout * 1000,
    streamTimeoutMs: streamTimeout === null ? null : streamTimeout * 1000,
    retries: retries === null ? null : Math.min(retries, MOST_RETRIES),
    fallbacks: fallbacks ?? null,
  });
}

/** NaN for what is no number. */
function readNumber(
  { header, otherHeader, member }: Source,
  headers: IncomingHttpHeaders,
  body: JsonObject,
): number | null {
  const given = headers[header] ?? headers[otherHeader] ?? body[member];
  if (given === undefined || given === null) return null;
  if (typeof given === 'number') return given;
  return typeof given === 'string' && /^\d{1,10}(\.\d{1,6})?$/.test(given)
    ? Number(given)
    : Number.NaN;
}

function secondsProblem(param: string, seconds: number | null): Refusal | null {
  if (seconds === null || (seconds > 0 && seconds <= LONGEST_SECONDS)) return null;
  return { code: 'invalid_value', message: `${param} must be a number of seconds above 0.`, param };
}

function retriesProblem(retries: number | null): Refusal | null {
  if (retries === null || (Number.isSafeInteger(retries) && retries >= 0)) return null;
  const message = 'num_retries must be a whole number from 0.';
  return { code: 'invalid_value', message, param: 'num_retries' };
}

/** Names, objects with a `model`, or lists by model name, as LiteLLM takes them. Undefined for anything else. */
function readFallbacks(body: JsonObject, model: string): readonly string[] | null | undefined {
  if (body['disable_fallbacks'] === true) return [];
  const given = body['fallbacks'];
  if (given === undefined || given === null) return null;
  if (!Array.isArray(given) || given.length > MOST_FALLBACKS) return undefined;
  const names = given.flatMap((each) => namesIn(each, model));
  const areNames = names.every((name): name is string => typeof name === 'string' && name !== '');
  return areNames && names.length <= MOST_FALLBACKS ? names : undefined;
}

function namesIn(value: unknown, model: string): readonly unknown[] {
  if (typeof value === 'string') return [value];
  const object = asObject(value);
  if (object === null) return [undefined];
  if ('model' in object) return [object['model']];
  if (!Object.values(object).every(Array.isArray)) return [undefined];
  return Object.hasOwn(object, model) ? (object[model] as unknown[]) : [];
}

const FALLBACKS_PROBLEM: Refusal = {
  code: 'invalid_value',
  message: `fallbacks must be a list of at most ${MOST_FALLBACKS} model names.`,
  param: 'fallbacks',
};

const NO_MOCKS: Refusal = {
  code: 'invalid_value',
  message: 'mock_response is not offered: ask for a simulated model (sim/…) instead.',
  param: 'mock_response',
};
