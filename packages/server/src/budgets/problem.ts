/** A refusal of a change to budgets, tiers or blocks; `path` names the argument it is about. */
export interface Problem {
  readonly code: 'CONFLICT' | 'INVALID' | 'NOT_FOUND';
  readonly message: string;
  readonly path: readonly string[];
}

export function invalid(path: readonly string[], message: string): Problem {
  return { code: 'INVALID', message, path };
}

export function conflict(path: readonly string[], message: string): Problem {
  return { code: 'CONFLICT', message, path };
}

export function notFound(path: readonly string[], message: string): Problem {
  return { code: 'NOT_FOUND', message, path };
}

/** Somebody else changed it since it was read. */
export function outdated(revision: number): Problem {
  return conflict(
    ['expectedRevision'],
    `It has changed in the meantime: it is at revision ${revision}`,
  );
}

/** The problems among the answers of checks; `true` is none. */
export function problemsIn(checks: readonly (true | Problem)[]): Problem[] {
  return checks.filter((check): check is Problem => check !== true);
}
