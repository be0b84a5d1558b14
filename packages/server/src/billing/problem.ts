import type { Result } from '../kernel/index.ts';

/** A refusal that the caller can act on; `path` names the argument it is about. */
export interface Problem {
  readonly code: 'CONFLICT' | 'INVALID' | 'NOT_FOUND';
  readonly message: string;
  readonly path: readonly string[];
}

export type Answer<T> = Promise<Result<T, Problem[]>>;

/** Undoes the transaction it is thrown in, and becomes its answer. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(code: Problem['code'], message: string, path: readonly string[] = ['id']) {
    super(message);
    this.problem = { code, message, path };
  }
}
