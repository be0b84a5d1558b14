/** A record in which nothing was spent, for what runs without PostgreSQL. */
export const NO_RECORD = {
  spent: async (questions) => ({ sequence: 0, chargesPico: questions.map(() => 0n) }),
  recordedAfter: async (sequence) => ({ sequence, charges: [] }),
};
