/** Where a row stands in a list by time. */
export interface TimePosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** What is asked of a list by time: rows after a position, at most so many. */
export interface TimePage {
  readonly limit: number;
  /** Null: from the beginning. */
  readonly after: TimePosition | null;
}
