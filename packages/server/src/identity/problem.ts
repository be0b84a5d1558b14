/** A refusal that the caller can act on; `path` names the argument it is about. */
export interface Problem {
  readonly code: 'CONFLICT' | 'INVALID' | 'NOT_FOUND' | 'UNAUTHENTICATED';
  readonly message: string;
  readonly path: readonly string[];
}
