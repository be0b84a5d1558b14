import type { Dialect } from '../dialect.ts';

/** Why a call was not answered by a model. One entry per code in `REFUSALS`; the message is for the caller. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** The request field at fault. */
  readonly param?: string;
  readonly retryAfterSeconds?: number;
  /** What the official SDKs go by, where they would decide otherwise. */
  readonly shouldRetry?: boolean;
  /** Further members of the error object. */
  readonly details?: Readonly<Record<string, string | number | null>>;
}

/** Status and error type of each code, in both dialects: what the official SDKs branch on. */
const REFUSALS = {
  missing_api_key: {
    status: 401,
    type: 'invalid_request_error',
    anthropicType: 'authentication_error',
  },
  invalid_api_key: {
    status: 401,
    type: 'invalid_request_error',
    anthropicType: 'authentication_error',
  },
  customer_not_allowed: {
    status: 403,
    type: 'permission_error',
    anthropicType: 'permission_error',
  },
  customer_not_signed: {
    status: 403,
    type: 'permission_error',
    anthropicType: 'permission_error',
  },
  model_not_allowed: {
    status: 403,
    type: 'permission_error',
    anthropicType: 'permission_error',
  },
  unknown_route: { status: 404, type: 'invalid_request_error', anthropicType: 'not_found_error' },
  model_not_found: { status: 404, type: 'invalid_request_error', anthropicType: 'not_found_error' },
  method_not_allowed: {
    status: 405,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  request_too_large: {
    status: 413,
    type: 'invalid_request_error',
    anthropicType: 'request_too_large',
  },
  unsupported_encoding: {
    status: 415,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  invalid_body: {
    status: 400,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  route_not_supported: {
    status: 400,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  invalid_value: {
    status: 400,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  model_not_priced: {
    status: 400,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  idempotency_key_in_use: {
    status: 409,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  idempotency_key_reused: {
    status: 422,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  idempotent_answer_gone: {
    status: 409,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  blocked: { status: 403, type: 'permission_error', anthropicType: 'permission_error' },
  insufficient_quota: {
    status: 429,
    type: 'budget_exceeded',
    anthropicType: 'rate_limit_error',
  },
  rate_limit_exceeded: {
    status: 429,
    type: 'rate_limit_exceeded',
    anthropicType: 'rate_limit_error',
  },
  previous_response_not_found: {
    status: 400,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  response_not_found: {
    status: 404,
    type: 'invalid_request_error',
    anthropicType: 'not_found_error',
  },
  response_in_progress: {
    status: 409,
    type: 'invalid_request_error',
    anthropicType: 'invalid_request_error',
  },
  responses_unavailable: {
    status: 503,
    type: 'server_error',
    anthropicType: 'overloaded_error',
  },
  internal_error: { status: 500, type: 'server_error', anthropicType: 'api_error' },
  upstream_unreachable: { status: 502, type: 'upstream_error', anthropicType: 'api_error' },
  answer_too_large: { status: 502, type: 'upstream_error', anthropicType: 'api_error' },
  upstream_failed: { status: 502, type: 'upstream_error', anthropicType: 'api_error' },
  record_unavailable: { status: 503, type: 'server_error', anthropicType: 'overloaded_error' },
  budgets_unavailable: { status: 503, type: 'server_error', anthropicType: 'overloaded_error' },
  keys_unavailable: { status: 503, type: 'server_error', anthropicType: 'overloaded_error' },
  shutting_down: { status: 503, type: 'server_error', anthropicType: 'overloaded_error' },
  upstream_timeout: { status: 504, type: 'upstream_error', anthropicType: 'timeout_error' },
} as const;

export type RefusalCode = keyof typeof REFUSALS;

export function statusOf(code: RefusalCode): number {
  return REFUSALS[code].status;
}

/** Whether asking again cannot help, whatever the status says elsewhere. */
export function isFinal(code: RefusalCode): boolean {
  return code === 'idempotent_answer_gone' || code === 'response_in_progress';
}

/** The error object of the dialect the caller speaks. */
export function errorBody(refusal: Refusal, dialect: Dialect): string {
  const { code, message, param, details } = refusal;
  const { type, anthropicType } = REFUSALS[code];
  if (dialect === 'openai')
    return JSON.stringify({ error: { message, type, param: param ?? null, code, ...details } });
  if (dialect === 'gemini') return googleError(statusOf(code), message);
  return JSON.stringify({
    type: 'error',
    error: { type: anthropicType, message, code, ...details },
  });
}

/** Google's names of statuses, which follow from the number ("google.rpc.Code"). */
const GOOGLE_STATUSES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

function googleError(code: number, message: string): string {
  return JSON.stringify({
    error: { code, message, status: GOOGLE_STATUSES[code] ?? 'INVALID_ARGUMENT' },
  });
}

/** The same as an event, for a stream whose status line is long gone. */
export function errorEvent(refusal: Refusal, dialect: Dialect): Buffer {
  const name = dialect === 'anthropic' ? 'event: error\n' : '';
  return Buffer.from(`${name}data: ${errorBody(refusal, dialect)}\n\n`);
}
