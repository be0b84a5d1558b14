/** Why a call was not answered by a model. One entry per code in `REFUSALS`; the message is for the caller. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** The request field at fault. */
  readonly param?: string;
  readonly retryAfterSeconds?: number;
}

/** Status and OpenAI error type of each code: what the official SDKs branch on. */
const REFUSALS = {
  missing_api_key: { status: 401, type: 'invalid_request_error' },
  invalid_api_key: { status: 401, type: 'invalid_request_error' },
  customer_not_allowed: { status: 403, type: 'permission_error' },
  unknown_route: { status: 404, type: 'invalid_request_error' },
  model_not_found: { status: 404, type: 'invalid_request_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error' },
  request_too_large: { status: 413, type: 'invalid_request_error' },
  unsupported_encoding: { status: 415, type: 'invalid_request_error' },
  invalid_body: { status: 400, type: 'invalid_request_error' },
  invalid_value: { status: 400, type: 'invalid_request_error' },
  model_not_priced: { status: 400, type: 'invalid_request_error' },
  internal_error: { status: 500, type: 'server_error' },
  upstream_unreachable: { status: 502, type: 'upstream_error' },
  upstream_failed: { status: 502, type: 'upstream_error' },
  record_unavailable: { status: 503, type: 'server_error' },
  keys_unavailable: { status: 503, type: 'server_error' },
  shutting_down: { status: 503, type: 'server_error' },
  upstream_timeout: { status: 504, type: 'upstream_error' },
} as const;

export type RefusalCode = keyof typeof REFUSALS;

export function statusOf(code: RefusalCode): number {
  return REFUSALS[code].status;
}

/** The OpenAI error object. */
export function errorBody({ code, message, param }: Refusal): string {
  const { type } = REFUSALS[code];
  return JSON.stringify({ error: { message, type, param: param ?? null, code } });
}
