/** Which events of the past are meant. Empty lists mean all. */
export interface Selection {
  /** Inside. */
  readonly startsAt: Date;
  /** Not inside. */
  readonly endsAt: Date;
  readonly models: readonly string[];
  readonly customers: readonly string[];
  /** Only events that have no price so far, only those that have one, or both. */
  readonly only: 'ALL' | 'UNPRICED' | 'PRICED';
}
