import type { Result } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import type { Problem } from './problem.ts';

/** What a new key may spend and how fast it may call, as its issuer says it. */
export interface KeyRulesInput {
  readonly budgets: readonly KeyBudget[];
  readonly limits: {
    readonly requestsPerMinute: number | null;
    readonly tokensPerMinute: number | null;
    readonly maxParallel: number | null;
  };
}

export interface KeyBudget {
  /** US dollars. */
  readonly limit: string;
  readonly period: string;
  readonly timeZone: string | null;
  /** It tells, and refuses nothing. */
  readonly soft: boolean;
  /** Per cent; null: the installation's own. */
  readonly thresholds: readonly string[] | null;
}

/** Rules of a key that is about to be made. */
export interface KeyRules {
  /** What they were read from, as text: other rules are another request. */
  readonly said: string;
  /** In the transaction that makes the key: it never is without them. */
  write(tx: Queryable, apiKeyId: string, by: string): Promise<void>;
  /** Puts them in force here, once that transaction is through. */
  enforce(): Promise<void>;
}

/** Whoever keeps budgets and limits. */
export type ReadKeyRules = (input: KeyRulesInput) => Result<KeyRules, Problem[]>;
