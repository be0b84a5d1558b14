import type { IncomingHttpHeaders } from 'node:http';
import { err, isPlainText, ok, type Result } from '../../kernel/index.ts';
import { asObject } from '../json.ts';
import type { Refusal } from '../response/refusal.ts';
import type { AttributionRequest } from './attribution-rules.ts';
import { decodeHeader } from './header-text.ts';

const LONGEST_TAG = 128;
const MOST_TAGS = 32;
const TAG_HEADERS = ['x-tollgate-tags', 'x-litellm-tags'];
const NO_TAGS: readonly never[] = [];
const PRODUCT = /^[\w.!#$%&'*+^`|~-]+/;

/**
 * Sorted and distinct: those of the caller (header, `tags`, `metadata.tags`, `litellm_metadata.tags`),
 * of the key, and of the headers that the operator wants as tags.
 */
export function readTags(request: AttributionRequest): Result<readonly string[], Refusal> {
  const given = callerTags(request);
  if (given.length > 0 && !request.rules.takesTags) return err(NOT_TAKEN);
  const all = joined(joined(given, request.key.tags), headerTags(request));
  if (all.length === 0) return ok(NO_TAGS);
  if (all.some((tag) => typeof tag !== 'string' || !isPlainText(tag, LONGEST_TAG))) {
    const message = `tags must be a list of texts of 1 to ${LONGEST_TAG} characters without control characters.`;
    return err({ code: 'invalid_value', message, param: 'tags' });
  }
  const distinct = [...new Set(all as string[])].sort();
  if (distinct.length <= MOST_TAGS) return ok(distinct);
  const message = `A call can carry at most ${MOST_TAGS} tags.`;
  return err({ code: 'invalid_value', message, param: 'tags' });
}

function callerTags({ headers, body }: AttributionRequest): readonly unknown[] {
  let tags: readonly unknown[] = NO_TAGS;
  for (const name of TAG_HEADERS) tags = joined(tags, splitHeader(headers[name]));
  tags = joined(tags, listOf(body['tags']));
  tags = joined(tags, listOf(asObject(body['metadata'])?.['tags']));
  return joined(tags, listOf(asObject(body['litellm_metadata'])?.['tags']));
}

/** Nearly always one of them is empty, and nothing is copied. */
function joined(tags: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  if (others.length === 0) return tags;
  return tags.length === 0 ? others : [...tags, ...others];
}

/** What was not meant as a tag must not get a call refused: it is cut to what a tag can hold, or left out. */
function headerTags({ headers, rules }: AttributionRequest): readonly string[] {
  if (rules.tagHeaders.length === 0 && !rules.tagsUserAgent) return NO_TAGS;
  const tags = rules.tagHeaders.flatMap((name) => tagOf(name, headers[name]));
  if (!rules.tagsUserAgent) return tags;
  const program = PRODUCT.exec(headers['user-agent'] ?? '')?.[0];
  return program === undefined ? tags : [...tags, ...tagOf('user-agent', program)];
}

function tagOf(name: string, value: IncomingHttpHeaders[string]): string[] {
  if (typeof value !== 'string' || value.trim() === '') return [];
  const tag = [...`${name}:${decodeHeader(value.trim())}`].slice(0, LONGEST_TAG).join('');
  return isPlainText(tag, LONGEST_TAG) ? [tag] : [];
}

/** Anything that is not a list becomes one entry, so that a wrong form is refused and not ignored. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return NO_TAGS;
  return Array.isArray(value) ? value : [value];
}

function splitHeader(value: string | string[] | undefined): readonly string[] {
  if (typeof value !== 'string') return NO_TAGS;
  const parts = value.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map(decodeHeader);
}

const NOT_TAKEN: Refusal = {
  code: 'invalid_value',
  message: 'Tags of callers are not taken here: they come with the API key.',
  param: 'metadata.tags',
};
