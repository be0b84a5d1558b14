import type { IncomingHttpHeaders } from 'node:http';
import { err, isPlainText, ok, type Result } from '../../kernel/index.ts';
import { asObject, type JsonObject } from '../json.ts';
import type { Refusal } from '../response/refusal.ts';
import { decodeHeader, firstHeader } from './header-text.ts';
import { splitUserId } from './user-id.ts';

/** Who a call is for and how it is labelled. */
export interface Attribution {
  readonly customerExternalId: string | null;
  /** Sorted and distinct, from every source together. */
  readonly tags: readonly string[];
}

/** What the key itself says about every call made with it. */
export interface KeyAttribution {
  readonly boundCustomer: string | null;
  readonly tags: readonly string[];
}

export interface AttributionRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
  readonly key: KeyAttribution;
  /** Further headers that name the customer, after ours. */
  readonly customerHeaders: readonly string[];
}

const LONGEST_ID = 256;
const LONGEST_TAG = 128;
const MOST_TAGS = 32;
const CUSTOMER_HEADERS = [
  'x-tollgate-customer-id',
  'x-litellm-customer-id',
  'x-tollgate-end-user-id',
  'x-litellm-end-user-id',
];
const TAG_HEADERS = ['x-tollgate-tags', 'x-litellm-tags'];
const NO_TAGS: readonly string[] = [];

/**
 * Reads the customer (first source that names one: our headers, the configured headers, `user`,
 * `litellm_metadata.user`, `metadata.user_id`, `safety_identifier`) and the tags (all sources
 * together: headers, `tags`, `metadata.tags`, the key's own).
 */
export function attribute(request: AttributionRequest): Result<Attribution, Refusal> {
  const customer = readCustomer(request);
  if (!customer.ok) return customer;
  const bound = request.key.boundCustomer;
  if (bound !== null && customer.value !== null && customer.value !== bound) {
    const message = 'This API key is bound to another customer.';
    return err({ code: 'customer_not_allowed', message, param: 'user' });
  }
  const tags = readTags(request);
  if (!tags.ok) return tags;
  return ok({ customerExternalId: bound ?? customer.value, tags: tags.value });
}

function readCustomer({
  headers,
  body,
  customerHeaders,
}: AttributionRequest): Result<string | null, Refusal> {
  const header = firstHeader(headers, [...CUSTOMER_HEADERS, ...customerHeaders]);
  if (header !== null) return checkId(header.value, header.name);
  const sources: readonly [string, unknown][] = [
    ['user', body['user']],
    ['litellm_metadata.user', asObject(body['litellm_metadata'])?.['user']],
    ['metadata.user_id', asObject(body['metadata'])?.['user_id']],
    ['safety_identifier', body['safety_identifier']],
  ];
  for (const [param, value] of sources) {
    const { customer } = splitUserId(value);
    if (customer !== undefined && customer !== null && customer !== '') {
      return checkId(customer, param);
    }
  }
  return ok(null);
}

function checkId(value: unknown, param: string): Result<string, Refusal> {
  if (typeof value === 'string' && isPlainText(value, LONGEST_ID)) return ok(value);
  const message = `${param} must be text of 1 to ${LONGEST_ID} characters without control characters.`;
  return err({ code: 'invalid_value', message, param });
}

function readTags({ headers, body, key }: AttributionRequest): Result<readonly string[], Refusal> {
  const given = [
    ...TAG_HEADERS.flatMap((name) => splitHeader(headers[name])),
    ...listOf(body['tags']),
    ...listOf(asObject(body['metadata'])?.['tags']),
    ...key.tags,
  ];
  if (given.length === 0) return ok(NO_TAGS);
  if (given.some((tag) => typeof tag !== 'string' || !isPlainText(tag, LONGEST_TAG))) {
    const message = `tags must be a list of texts of 1 to ${LONGEST_TAG} characters without control characters.`;
    return err({ code: 'invalid_value', message, param: 'tags' });
  }
  const distinct = [...new Set(given as string[])].sort();
  if (distinct.length <= MOST_TAGS) return ok(distinct);
  const message = `A call can carry at most ${MOST_TAGS} tags.`;
  return err({ code: 'invalid_value', message, param: 'tags' });
}

/** Anything that is not a list becomes one entry, so that a wrong form is refused and not ignored. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return NO_TAGS;
  return Array.isArray(value) ? value : [value];
}

function splitHeader(value: string | string[] | undefined): string[] {
  if (typeof value !== 'string') return [];
  const parts = value.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map(decodeHeader);
}
