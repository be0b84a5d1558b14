import type { Clock } from '../../src/kernel/index.ts';

/** Time that stands still until the test moves it. */
export class FakeClock implements Clock {
  #ms: number;
  #monotonicMs = 0;

  constructor(now: string) {
    this.#ms = Date.parse(now);
  }

  now(): Date {
    return new Date(this.#ms);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  advance(milliseconds: number): void {
    this.#ms += milliseconds;
    this.#monotonicMs += milliseconds;
  }
}
