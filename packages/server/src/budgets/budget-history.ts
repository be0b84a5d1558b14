import type { Pico } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { toPico } from './rule-rows.ts';
import {
  type HistoryQuery,
  listRaises,
  listResets,
  type RaiseRow,
  type ResetRow,
} from './sql/change-rows.ts';

/** A raise, past ones included. */
export interface RaiseRecord {
  readonly id: string;
  readonly amountPico: Pico;
  readonly endsAt: Date;
  readonly reason: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface ResetRecord {
  readonly id: string;
  readonly resetAt: Date;
  readonly reason: string;
  readonly resetBy: string;
}

/** What was done to budgets by hand, latest first and kept for ever; an answer for each question. */
export class BudgetHistory {
  readonly #db: Queryable;

  constructor(db: Queryable) {
    this.#db = db;
  }

  async raises(queries: readonly HistoryQuery[]): Promise<RaiseRecord[][]> {
    return (await listRaises(this.#db, queries)).map((rows) => rows.map(toRaiseRecord));
  }

  async resets(queries: readonly HistoryQuery[]): Promise<ResetRecord[][]> {
    return (await listResets(this.#db, queries)).map((rows) => rows.map(toResetRecord));
  }
}

function toRaiseRecord(row: RaiseRow): RaiseRecord {
  return {
    id: row.id,
    amountPico: toPico(row.amount),
    endsAt: row.ends_at,
    reason: row.reason,
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}

function toResetRecord(row: ResetRow): ResetRecord {
  return { id: row.id, resetAt: row.reset_at, reason: row.reason, resetBy: row.created_by };
}
