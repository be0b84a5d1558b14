import { AISDKError, APICallError } from '@ai-sdk/provider';
import { asObject, parseJson } from '../json.ts';

/** A provider's error as OpenAI words it. */
export interface TranslatedError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: null;
    readonly code: string | null;
  };
}

/** The words of Anthropic and of AWS for a prompt that is longer than the model's context. */
const TOO_LONG = /prompt is too long|input is too long|too many (?:input )?tokens/i;

/** Headers that tell a caller, or the router, when to come back. */
const KEPT_HEADERS = ['retry-after', 'retry-after-ms', 'request-id', 'x-amzn-requestid'];

/** What the provider answered in place of an answer, or what it cannot be asked for. */
export function errorObject(fault: unknown): TranslatedError {
  if (APICallError.isInstance(fault) && fault.statusCode !== undefined) return refused(fault);
  if (AISDKError.isInstance(fault)) return translated(400, fault.message, 'invalid_request_error');
  const reported = asObject(fault);
  const status = reported?.['statusCode'];
  const message = reported?.['message'];
  const type = reported?.['type'];
  return translated(
    typeof status === 'number' ? status : 502,
    typeof message === 'string' ? message : 'The provider reported an error.',
    typeof type === 'string' ? type : 'upstream_error',
  );
}

function refused({
  statusCode,
  message,
  responseHeaders,
  responseBody,
}: APICallError): TranslatedError {
  // An answer that cannot be read is no answer, whatever its status says.
  const status = statusCode === undefined || statusCode < 400 ? 502 : statusCode;
  const body = asObject(parseJson(responseBody ?? null));
  const own = asObject(body?.['error'])?.['type'] ?? responseHeaders?.['x-amzn-errortype'];
  const type = typeof own === 'string' ? own.split(':')[0] : undefined;
  return {
    ...translated(status, message, type ?? typeOf(status)),
    headers: keptHeaders(responseHeaders),
  };
}

/** Those of a provider's headers that are passed on. */
export function keptHeaders(
  headers: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers?.[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function translated(status: number, message: string, type: string): TranslatedError {
  const code = status === 400 && TOO_LONG.test(message) ? 'context_length_exceeded' : null;
  return { status, headers: {}, error: { message, type, param: null, code } };
}

function typeOf(status: number): string {
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'upstream_error';
}

/** The fault of the connection beneath, when there is one: its `code` says what went wrong. */
export function networkFault(fault: unknown): Error | null {
  for (
    let each = fault, depth = 0;
    each instanceof Error && depth < 8;
    each = each.cause, depth += 1
  ) {
    if ('code' in each && typeof each.code === 'string') return each;
  }
  return null;
}
