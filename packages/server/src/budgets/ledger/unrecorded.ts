import { type CallFacts, isWithin } from '../call-facts.ts';
import type { Scope } from '../scope.ts';

interface Charge {
  readonly call: CallFacts;
  readonly provider: string;
  readonly occurredMs: number;
  readonly chargePico: bigint;
}

/** Charges that this process knows of and the database, perhaps, does not yet. */
export class Unrecorded {
  readonly #charges = new Map<string, Charge>();

  get size(): number {
    return this.#charges.size;
  }

  add(key: string, charge: Charge): void {
    this.#charges.set(key, charge);
  }

  /** False when it was not there. */
  delete(key: string): boolean {
    return this.#charges.delete(key);
  }

  forEach(visit: (charge: Charge) => void): void {
    for (const charge of this.#charges.values()) visit(charge);
  }

  sumWithin(scope: Scope, { startMs, endMs }: { startMs: number; endMs: number }): bigint {
    let sum = 0n;
    for (const { call, provider, occurredMs, chargePico } of this.#charges.values()) {
      if (occurredMs < startMs || occurredMs >= endMs) continue;
      if (isWithin(scope, call, provider)) sum += chargePico;
    }
    return sum;
  }
}
