import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/index.ts';
import type { Refusal } from '../response/refusal.ts';
import { KeptAnswer, type StoredAnswer } from './kept-answer.ts';

export interface IdempotencyOptions {
  /** How long a key is remembered, from its first use. */
  readonly ttlMs: number;
  /** Most keys that are remembered at once; the oldest is forgotten first. */
  readonly maxKeys: number;
  /** Most bytes of answers that are kept at once; the oldest answer is let go first. */
  readonly maxBytes: number;
  /** Largest answer that is kept. */
  readonly maxAnswerBytes: number;
}

/** One use of a key, by whoever holds this API key. */
export interface KeyUse {
  /** Null for the master key. */
  readonly apiKeyId: string | null;
  readonly key: string;
  /** What is asked for: where, and with which bytes. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** What becomes of a call that names a key. */
export type Claim =
  | { readonly kind: 'first'; readonly use: FirstUse }
  | { readonly kind: 'repeated'; readonly answer: StoredAnswer }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The call under way for a key. */
export interface FirstUse {
  /** The key for a provider: of one API key only, so that no two callers can share an answer there. */
  readonly upstreamKey: string;
  readonly kept: KeptAnswer;
  /** It is over. A call that gave no answer cost nothing, and its key is free again. */
  finish(): void;
}

interface Entry {
  readonly digest: string;
  readonly usedMs: number;
  readonly kept: KeptAnswer;
  /** Null while it runs. */
  outcome: { answer: StoredAnswer | null } | null;
}

/**
 * One charge for each idempotency key of an API key: a repetition gets the answer of the first call,
 * and nothing is called or recorded. In the memory of this process, within bounds of time and size.
 */
export class IdempotencyKeys {
  readonly #options: IdempotencyOptions;
  readonly #clock: Clock;
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();
  #keptBytes = 0;

  constructor(options: IdempotencyOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  claim(use: KeyUse): Claim {
    this.#forgetOld();
    const name = sha256([use.apiKeyId ?? '', use.key]);
    const digest = sha256([use.path, use.bytes]);
    const known = this.#entries.get(name);
    if (known === undefined) return { kind: 'first', use: this.#begin(name, digest) };
    if (known.digest !== digest) return { kind: 'refused', refusal: REUSED };
    if (known.outcome === null) return { kind: 'refused', refusal: RUNNING };
    const { answer } = known.outcome;
    return answer === null ? { kind: 'refused', refusal: GONE } : { kind: 'repeated', answer };
  }

  #begin(name: string, digest: string): FirstUse {
    const kept = new KeptAnswer(this.#options.maxAnswerBytes);
    const entry: Entry = { digest, kept, usedMs: this.#clock.monotonicMs(), outcome: null };
    this.#entries.set(name, entry);
    return { upstreamKey: `tollgate-${name}`, kept, finish: () => this.#finish(name, entry) };
  }

  #finish(name: string, entry: Entry): void {
    if (!entry.kept.hasBegun) {
      this.#entries.delete(name);
      return;
    }
    entry.outcome = { answer: entry.kept.answer() };
    this.#keptBytes += entry.outcome.answer?.body.length ?? 0;
    this.#letGoOfAnswers();
  }

  /** What runs is not forgotten; it ends before long. */
  #forgetOld(): void {
    const oldestMs = this.#clock.monotonicMs() - this.#options.ttlMs;
    for (const [name, entry] of this.#entries) {
      const isOld = entry.usedMs <= oldestMs || this.#entries.size > this.#options.maxKeys;
      if (!isOld) return;
      if (entry.outcome === null) continue;
      this.#entries.delete(name);
      this.#drop(entry.outcome);
    }
  }

  #letGoOfAnswers(): void {
    for (const { outcome } of this.#entries.values()) {
      if (this.#keptBytes <= this.#options.maxBytes) return;
      if (outcome !== null) this.#drop(outcome);
    }
  }

  #drop(outcome: { answer: StoredAnswer | null }): void {
    this.#keptBytes -= outcome.answer?.body.length ?? 0;
    outcome.answer = null;
  }
}

/** The parts are told apart whatever they hold. */
function sha256(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('base64url');
}

const RUNNING: Refusal = {
  code: 'idempotency_key_in_use',
  message: 'A call with this Idempotency-Key is still running. Ask again shortly for its answer.',
  retryAfterSeconds: 1,
};

const REUSED: Refusal = {
  code: 'idempotency_key_reused',
  message: 'This Idempotency-Key was used for another request. Use a new key for a new request.',
  param: 'Idempotency-Key',
};

const GONE: Refusal = {
  code: 'idempotent_answer_gone',
  message:
    'A call with this Idempotency-Key was made and charged, but its answer was not kept (it broke off, or was too large). Use a new key to make the call again.',
  param: 'Idempotency-Key',
};
