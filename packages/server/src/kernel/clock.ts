/** Where time comes from. Instants are UTC milliseconds; durations come from `monotonicMs`, which never steps back. */
export interface Clock {
  now(): Date;
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
