import type { Observation } from './place-call.ts';

/** Callers wait before it while it is closed. */
export class Gate {
  #opened: PromiseWithResolvers<void> | null = null;

  close(): void {
    this.#opened ??= Promise.withResolvers();
  }

  open(): void {
    this.#opened?.resolve();
    this.#opened = null;
  }

  async pass(): Promise<void> {
    while (this.#opened !== null) await this.#opened.promise;
  }
}

export interface Load {
  /** The numbers of the calls: from `first`, so many. */
  readonly first?: number;
  readonly calls: number;
  readonly concurrency: number;
  readonly place: (call: number) => Promise<Observation>;
  readonly gate?: Gate;
  /** Called after each call with the number of complete answers so far. */
  readonly onAnswer?: (complete: number) => void;
}

/** Places the calls, always as many at once as it is told to, and returns what their callers saw. */
export async function runLoad(load: Load): Promise<Observation[]> {
  const { first = 0, calls, concurrency, place, gate, onAnswer } = load;
  const observations: Observation[] = [];
  let next = first;
  let complete = 0;
  const lane = async () => {
    for (;;) {
      await gate?.pass();
      if (next >= first + calls) return;
      const call = next;
      next += 1;
      const seen = await place(call);
      observations.push(seen);
      if (seen.complete) complete += 1;
      onAnswer?.(complete);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return observations;
}
