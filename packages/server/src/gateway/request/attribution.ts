import type { IncomingHttpHeaders } from 'node:http';
import { err, ok, type Result } from '../../kernel/index.ts';
import { asObject } from '../json.ts';
import type { Refusal } from '../response/refusal.ts';

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

type Body = Readonly<Record<string, unknown>>;

const LONGEST_ID = 256;
const LONGEST_TAG = 128;
const MOST_TAGS = 32;
const HEADERS = [
  'x-tollgate-customer-id',
  'x-litellm-customer-id',
  'x-tollgate-end-user-id',
  'x-litellm-end-user-id',
];
const TAG_HEADERS = ['x-tollgate-tags', 'x-litellm-tags'];

/**
 * Reads the customer (first source that names one: headers, `user`, `litellm_metadata.user`,
 * `metadata.user_id`, `safety_identifier`) and the tags (all sources together: header, `tags`,
 * `metadata.tags`, the key's own).
 */
export function attribute(
  headers: IncomingHttpHeaders,
  body: Body,
  key: KeyAttribution,
): Result<Attribution, Refusal> {
  const customer = readCustomer(headers, body);
  if (!customer.ok) return customer;
  const bound = key.boundCustomer;
  if (bound !== null && customer.value !== null && customer.value !== bound) {
    const message = 'This API key is bound to another customer.';
    return err({ code: 'customer_not_allowed', message, param: 'user' });
  }
  const tags = readTags(headers, body, key.tags);
  if (!tags.ok) return tags;
  return ok({ customerExternalId: bound ?? customer.value, tags: tags.value });
}

function readCustomer(headers: IncomingHttpHeaders, body: Body): Result<string | null, Refusal> {
  for (const name of HEADERS) {
    const value = headers[name];
    if (typeof value === 'string' && value.trim() !== '')
      return checkId(decodeHeader(value.trim()), name);
  }
  const sources: readonly [string, unknown][] = [
    ['user', body['user']],
    ['litellm_metadata.user', asObject(body['litellm_metadata'])?.['user']],
    ['metadata.user_id', asObject(body['metadata'])?.['user_id']],
    ['safety_identifier', body['safety_identifier']],
  ];
  for (const [param, value] of sources) {
    if (value !== undefined && value !== null && value !== '') return checkId(value, param);
  }
  return ok(null);
}

function checkId(value: unknown, param: string): Result<string, Refusal> {
  if (typeof value === 'string' && isPlainText(value, LONGEST_ID)) return ok(value);
  const message = `${param} must be text of 1 to ${LONGEST_ID} characters without control characters.`;
  return err({ code: 'invalid_value', message, param });
}

function readTags(
  headers: IncomingHttpHeaders,
  body: Body,
  keyTags: readonly string[],
): Result<readonly string[], Refusal> {
  const given = [
    ...TAG_HEADERS.flatMap((name) => splitHeader(headers[name])),
    ...listOf(body['tags']),
    ...listOf(asObject(body['metadata'])?.['tags']),
    ...keyTags,
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

const NO_TAGS: readonly string[] = [];

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

/** Node reads header bytes as Latin-1; callers write UTF-8. */
function decodeHeader(value: string): string {
  const decoded = Buffer.from(value, 'latin1').toString('utf8');
  return decoded.includes('\uFFFD') ? value : decoded;
}

/** Nothing PostgreSQL cannot store or a page cannot show: no control characters, no lone surrogates. */
function isPlainText(text: string, longest: number): boolean {
  return text.length > 0 && text.length <= longest && text.isWellFormed() && !CONTROL.test(text);
}

const CONTROL = /\p{Cc}/u;
