import type { Pico } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { toPico } from './rule-rows.ts';
import { type HistoryQuery, listRaises, listResets } from './sql/change-rows.ts';

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

/** What was done to budgets by hand, latest first and kept for ever. */
export class BudgetHistory {
  readonly #db: Queryable;

  constructor(db: Queryable) {
    this.#db = db;
  }

  async raises(query: HistoryQuery): Promise<RaiseRecord[]> {
    const rows = await listRaises(this.#db, query);
    return rows.map((row) => ({
      id: row.id,
      amountPico: toPico(row.amount),
      endsAt: row.ends_at,
      reason: row.reason,
      createdAt: row.created_at,
      createdBy: row.created_by,
    }));
  }

  async resets(query: HistoryQuery): Promise<ResetRecord[]> {
    const rows = await listResets(this.#db, query);
    return rows.map((row) => ({
      id: row.id,
      resetAt: row.reset_at,
      reason: row.reason,
      resetBy: row.created_by,
    }));
  }
}
