import type { Scope } from '../scope.ts';

/** Which part of the record is asked for: events of a scope with `startMs <= occurredAt < endMs`. */
export interface SpendQuestion {
  readonly scope: Scope;
  readonly startMs: number;
  /** Infinity: no end. */
  readonly endMs: number;
}

/** A question of what a count should have come to. */
export interface RecountQuestion extends SpendQuestion {
  /** Everything recorded up to this sequence is asked for. */
  readonly upTo: number;
}

/** A charge that somebody recorded. */
export interface RecordedCharge {
  /** `callId:attempt`. */
  readonly key: string;
  readonly sequence: number;
  readonly occurredMs: number;
  readonly chargePico: bigint;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly apiKeyId: string | null;
  readonly customer: string | null;
  readonly tags: readonly string[];
  readonly model: string;
  readonly provider: string;
}

/** The record of spend, as far as counts are made from it. */
export interface SpendSource {
  /** One sum for each question, all as of one sequence: everything recorded up to it is in, nothing after. */
  spent(
    questions: readonly SpendQuestion[],
  ): Promise<{ readonly sequence: number; readonly chargesPico: readonly bigint[] }>;
  /** Charges recorded after a sequence, except in the named ones, and the sequence up to which that is all. */
  recordedAfter(
    sequence: number,
    except: readonly number[],
  ): Promise<{ readonly sequence: number; readonly charges: readonly RecordedCharge[] }>;
}

/** The charges of the events themselves, one sum for each question. `own` batches count whenever they came. */
export type Recount = (
  questions: readonly RecountQuestion[],
  own: readonly number[],
) => Promise<readonly bigint[]>;
