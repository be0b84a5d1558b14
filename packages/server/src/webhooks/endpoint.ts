import { isPlainText } from '../kernel/index.ts';
import { type Addresses, checkOutwardUrl } from '../platform/outward/index.ts';
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
  /** Whether it is told of what was made on a test clock. */
  readonly tests: boolean;
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
  /** Null: as it is, or true for a new one. */
  readonly tests: boolean | null;
  readonly status: EndpointStatus;
}

const LONGEST_DESCRIPTION = 200;

export function checkTerms(terms: EndpointTerms, addresses: Addresses): Problem[] {
  const { url, description, events } = terms;
  const unreachable = checkOutwardUrl(url, addresses);
  const problems = unreachable === null ? [] : [invalid(['input', 'url'], unreachable)];
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
