/** A refusal that the caller can act on; `path` names the argument it is about. */
export interface Problem {
  readonly code: 'CONFLICT' | 'INVALID' | 'NOT_FOUND';
  readonly message: string;
  readonly path: readonly string[];
}

export function invalid(path: readonly string[], message: string): Problem {
  return { code: 'INVALID', message, path };
}
