import { GraphQLError } from 'graphql';
import type { Result } from '../../kernel/index.ts';
import { isDatabaseUnavailable } from '../postgres/index.ts';

/** Codes in `extensions.code`. Clients branch on these, never on the text. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'INTERNAL'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_ONLY'
  | 'TOO_COMPLEX'
  | 'UNAUTHENTICATED'
  | 'UNAVAILABLE';

export function badUserInput(message: string): GraphQLError {
  return withCode('BAD_USER_INPUT', message);
}

export function unauthenticated(reason: string): GraphQLError {
  return withCode('UNAUTHENTICATED', reason);
}

export function forbidden(): GraphQLError {
  return withCode('FORBIDDEN', 'You may not do this');
}

export function noSuchOperation(): GraphQLError {
  return withCode('PERSISTED_QUERY_NOT_FOUND', 'No operation of the dashboard has this hash');
}

export function onlyPersisted(): GraphQLError {
  const message = 'Without an Authorization header only operations of the dashboard are answered';
  return withCode('PERSISTED_QUERY_ONLY', message);
}

export function tooComplex(message: string): GraphQLError {
  return withCode('TOO_COMPLEX', message);
}

/**
 * What the caller sees of a fault of ours: the request to ask about, and whether asking again may help;
 * nothing else.
 */
export function faultError(
  fault: unknown,
  { requestId, error }: { requestId: string; error?: GraphQLError },
): GraphQLError {
  const isAway = isDatabaseUnavailable(fault);
  const code: ErrorCode = isAway ? 'UNAVAILABLE' : 'INTERNAL';
  const message = isAway ? 'The database is busy or away: try again shortly' : 'Internal error';
  return new GraphQLError(message, {
    nodes: error?.nodes ?? null,
    path: error?.path ?? null,
    extensions: { code, requestId },
  });
}

/** The value of a rule's answer; its refusal becomes BAD_USER_INPUT. */
export function orBadInput<T>(result: Result<T, string>): T {
  if (!result.ok) throw badUserInput(result.error);
  return result.value;
}

/** True for errors that were written for the caller, as opposed to whatever a resolver threw. */
export function isPublic(error: Pick<GraphQLError, 'extensions'>): boolean {
  const code = error.extensions['code'];
  return typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR';
}

function withCode(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
