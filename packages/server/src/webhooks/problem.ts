import type { Result } from '../kernel/index.ts';

/** A refusal that the caller can act on; `path` names the argument it is about. */
export interface Problem {
  readonly code: 'CONFLICT' | 'INVALID' | 'NOT_FOUND';
  readonly message: string;
  readonly path: readonly string[];
}

export type Answer<T> = Promise<Result<T, Problem[]>>;

export function invalid(path: readonly string[], message: string): Problem {
  return { code: 'INVALID', message, path };
}

export function noSuchEndpoint(name = 'id'): Problem {
  return { code: 'NOT_FOUND', message: 'There is no such webhook endpoint', path: [name] };
}

export const NO_SUCH_DELIVERY: Problem = {
  code: 'NOT_FOUND',
  message: 'There is no such delivery',
  path: ['id'],
};
export const NOT_PENDING: Problem = {
  code: 'CONFLICT',
  message: 'This delivery waits for nothing',
  path: ['id'],
};
export const CHANGED: Problem = {
  code: 'CONFLICT',
  message: 'This was changed meanwhile; look at it again',
  path: ['expectedRevision'],
};
