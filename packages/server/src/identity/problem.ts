/** A refusal that the caller can act on; `path` names the argument it is about. */
export interface Problem {
  readonly code: 'CONFLICT' | 'EXPIRED' | 'INVALID' | 'NOT_FOUND' | 'REVOKED' | 'UNAUTHENTICATED';
  readonly message: string;
  readonly path: readonly string[];
}

export function notFound(what: string, path: readonly string[] = ['id']): Problem {
  return { code: 'NOT_FOUND', message: `There is no such ${what}`, path };
}

export function conflict(message: string, path: readonly string[]): Problem {
  return { code: 'CONFLICT', message, path };
}

export function invalid(message: string, path: readonly string[]): Problem {
  return { code: 'INVALID', message, path };
}

/** Someone else changed it since the caller looked. */
export const STALE: Problem = Object.freeze({
  code: 'CONFLICT',
  message: 'This was changed meanwhile; look at it again',
  path: ['expectedRevision'],
});
