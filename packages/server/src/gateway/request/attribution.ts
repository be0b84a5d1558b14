import type { IncomingHttpHeaders } from 'node:http';
import { err, isPlainText, ok, type Result } from '../../kernel/index.ts';
import { asObject } from '../json.ts';
import type { Refusal } from '../response/refusal.ts';
import type { AttributionRequest } from './attribution-rules.ts';
import { decodeHeader } from './header-text.ts';
import { signatureObjection } from './signed-customer.ts';
import { readTags } from './tags.ts';
import { splitUserId } from './user-id.ts';

/** Who a call is for and how it is labelled. */
export interface Attribution {
  readonly customerExternalId: string | null;
  /** Sorted and distinct, from every source together. */
  readonly tags: readonly string[];
}

/** The customer a call names; null when it names none. */
type Named = Result<string | null, Refusal>;

const NOBODY: Named = ok(null);
const LONGEST_ID = 256;
const CUSTOMER_HEADERS = [
  'x-tollgate-customer-id',
  'x-litellm-customer-id',
  'x-tollgate-end-user-id',
  'x-litellm-end-user-id',
];

/**
 * Reads the customer (first source that names one: our headers, the configured headers, `user`,
 * `litellm_metadata.user`, `metadata.user_id`, `safety_identifier`) and the tags (all sources
 * together, see `readTags`).
 */
export function attribute(request: AttributionRequest): Result<Attribution, Refusal> {
  const named = readCustomer(request);
  if (!named.ok) return named;
  const bound = request.key.boundCustomer;
  if (bound !== null && named.value !== null && named.value !== bound) {
    const message = 'This API key is bound to another customer.';
    return err({ code: 'customer_not_allowed', message, param: 'user' });
  }
  const customerExternalId = bound ?? named.value;
  if (customerExternalId === null && request.rules.requiresCustomer) return err(CUSTOMER_MISSING);
  const unsigned = bound === null ? objectionToUnsigned(request, customerExternalId) : null;
  if (unsigned !== null) return err(unsigned);
  const tags = readTags(request);
  return tags.ok ? ok({ customerExternalId, tags: tags.value }) : tags;
}

function objectionToUnsigned(
  { headers, key, now }: AttributionRequest,
  customer: string | null,
): Refusal | null {
  const { signingSecret: secret = null } = key;
  return secret === null ? null : signatureObjection(headers, { customer, secret, now });
}

function readCustomer({ headers, body, rules }: AttributionRequest): Named {
  return (
    inHeaders(headers, CUSTOMER_HEADERS) ??
    inHeaders(headers, rules.customerHeaders) ??
    namedBy('user', body['user']) ??
    namedBy('litellm_metadata.user', asObject(body['litellm_metadata'])?.['user']) ??
    namedBy('metadata.user_id', asObject(body['metadata'])?.['user_id']) ??
    namedBy('safety_identifier', body['safety_identifier']) ??
    NOBODY
  );
}

function inHeaders(headers: IncomingHttpHeaders, names: readonly string[]): Named | null {
  for (const name of names) {
    const value = headers[name];
    const named = typeof value === 'string' ? namedBy(name, decodeHeader(value.trim())) : null;
    if (named !== null) return named;
  }
  return null;
}

/** An id that is blank, or a JSON object and names nobody, leaves it to the next source. */
function namedBy(param: string, value: unknown): Named | null {
  if (value === undefined || value === null) return null;
  const { customer } = splitUserId(value);
  if (customer === undefined || customer === null) return null;
  return typeof customer === 'string' && customer.trim() === '' ? null : checkId(customer, param);
}

function checkId(value: unknown, param: string): Result<string, Refusal> {
  if (typeof value === 'string' && isPlainText(value, LONGEST_ID)) return ok(value);
  const message = `${param} must be text of 1 to ${LONGEST_ID} characters without control characters.`;
  return err({ code: 'invalid_value', message, param });
}

const CUSTOMER_MISSING: Refusal = {
  code: 'invalid_value',
  message:
    'Every call has to name its customer: send "user" in the body, or x-tollgate-customer-id.',
  param: 'user',
};
