export const MINUTE_MS = 60_000;
const TRIM_AT = 1_024;

/** Amounts of the last minute, to the millisecond. Times come from one clock and never step back. */
export class SlidingLog {
  #times: number[] = [];
  #amounts: number[] = [];
  #first = 0;
  #trimmed = 0;
  #sum = 0;

  /** Returns a ticket, by which the amount can be reduced. */
  add(nowMs: number, amount: number): number {
    this.#times.push(nowMs);
    this.#amounts.push(amount);
    this.#sum += amount;
    return this.#trimmed + this.#times.length - 1;
  }

  /** Takes back part of what was added, if it is still in the window. */
  reduce(ticket: number, by: number): void {
    const at = ticket - this.#trimmed;
    if (at < this.#first) return;
    this.#amounts[at] = (this.#amounts[at] as number) - by;
    this.#sum -= by;
  }

  /** What the last minute holds. */
  sum(nowMs: number): number {
    while (this.#first < this.#times.length && this.#timeAt(this.#first) <= nowMs - MINUTE_MS) {
      this.#sum -= this.#amounts[this.#first] as number;
      this.#first += 1;
    }
    if (this.#first >= TRIM_AT && this.#first * 2 > this.#times.length) this.#trim();
    return this.#sum;
  }

  /** How long until `amount` less is in the window; null when there never is that much to go. */
  untilFreeMs(nowMs: number, amount: number): number | null {
    let freed = 0;
    for (let at = this.#first; at < this.#times.length; at += 1) {
      freed += this.#amounts[at] as number;
      if (freed >= amount) return this.#timeAt(at) + MINUTE_MS - nowMs;
    }
    return null;
  }

  /** How long until the window is empty. */
  untilEmptyMs(nowMs: number): number {
    const last = this.#times.at(-1);
    return this.sum(nowMs) === 0 || last === undefined ? 0 : last + MINUTE_MS - nowMs;
  }

  #timeAt(index: number): number {
    return this.#times[index] as number;
  }

  #trim(): void {
    this.#times = this.#times.slice(this.#first);
    this.#amounts = this.#amounts.slice(this.#first);
    this.#trimmed += this.#first;
    this.#first = 0;
  }
}
