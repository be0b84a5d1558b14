import type { SpendSource } from '../../src/budgets/index.ts';

/** A record in which nothing was spent: what runs without a database has no other. */
export const NOTHING_SPENT: SpendSource = {
  spent: async (questions) => ({ sequence: 0, chargesPico: questions.map(() => 0n) }),
  recordedAfter: async (sequence) => ({ sequence, charges: [] }),
};
