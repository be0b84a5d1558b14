import { isIP } from 'node:net';
import { isPlainText } from '../kernel/index.ts';
import type { Addresses } from './addresses.ts';
import { isEventType } from './event-type.ts';
import { invalid, type Problem } from './problem.ts';

export const ENDPOINT_STATUSES = ['ACTIVE', 'DISABLED'] as const;
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number];

/** Somebody who is told. */
export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  /** Empty: all of them. */
  readonly events: readonly string[];
  readonly status: EndpointStatus;
  /** Why nobody is told there, where it was not a person's wish. */
  readonly disabledReason: string | null;
  /** Until then the secret before the present one signs as well. */
  readonly previousUntil: Date | null;
  readonly revision: number;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface EndpointTerms {
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly status: EndpointStatus;
}

const LONGEST_URL = 2_048;
const LONGEST_DESCRIPTION = 200;

export function checkTerms(terms: EndpointTerms, addresses: Addresses): Problem[] {
  const { url, description, events } = terms;
  const problems = checkUrl(url, addresses);
  if (description !== '' && !isPlainText(description, LONGEST_DESCRIPTION)) {
    problems.push(
      invalid(
        ['input', 'description'],
        `A description has at most ${LONGEST_DESCRIPTION} characters`,
      ),
    );
  }
  const unknown = events.find((each) => !isEventType(each));
  if (unknown !== undefined) problems.push(invalid(['input', 'events'], 'There is no such event'));
  return problems;
}

/** What a name resolves to is looked at whenever something is sent. */
function checkUrl(text: string, addresses: Addresses): Problem[] {
  const url = URL.parse(text);
  if (url === null || !isPlainText(text, LONGEST_URL)) {
    return [invalid(['input', 'url'], `Give an http(s) URL of at most ${LONGEST_URL} characters`)];
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return [invalid(['input', 'url'], 'Give an https URL')];
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    return [invalid(['input', 'url'], 'Give a URL without user, password and fragment')];
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isAddress = isIP(host) !== 0;
  if (isAddress && !addresses.isAllowed(host)) {
    return [invalid(['input', 'url'], `${host} is not a public address`)];
  }
  if (isAddress && url.protocol === 'http:' && !addresses.isNamed(host)) {
    return [invalid(['input', 'url'], 'Give an https URL')];
  }
  return [];
}
