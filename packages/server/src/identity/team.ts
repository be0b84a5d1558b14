/** People who share keys and budgets. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  /** Since then no key of the team works. */
  readonly blockedAt: Date | null;
  readonly archivedAt: Date | null;
  readonly revision: number;
}

/** Where teams are kept. */
export interface TeamStore {
  byIds(ids: readonly string[]): Promise<Team[]>;
}
