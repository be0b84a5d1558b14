import type { CombinedError } from 'urql';

/** What went wrong, as far as a page may act on it. Read from `extensions.code`, never from text. */
export type ProblemKind =
  | 'away'
  | 'forbidden'
  | 'invalid'
  | 'offline'
  | 'outdated'
  | 'server'
  | 'unauthenticated';

const KIND_OF_CODE: Record<string, ProblemKind> = {
  UNAUTHENTICATED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  BAD_USER_INPUT: 'invalid',
  UNAVAILABLE: 'away',
  // The server knows the operations of its own dashboard only: this page is of another version.
  PERSISTED_QUERY_NOT_FOUND: 'outdated',
  PERSISTED_QUERY_ONLY: 'outdated',
};

export function problemOf(error: CombinedError): ProblemKind {
  for (const { extensions } of error.graphQLErrors) {
    const code = extensions['code'];
    const kind = typeof code === 'string' ? KIND_OF_CODE[code] : undefined;
    if (kind) return kind;
  }
  return error.networkError && error.graphQLErrors.length === 0 ? 'offline' : 'server';
}

/** The server's own reference for this failure, to quote to whoever runs it. */
export function requestIdOf(error: CombinedError): string | null {
  for (const { extensions } of error.graphQLErrors) {
    const id = extensions['requestId'];
    if (typeof id === 'string') return id;
  }
  return null;
}
