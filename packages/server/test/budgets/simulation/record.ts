import type {
  CallFacts,
  RecordedCharge,
  Scope,
  SpendQuestion,
  SpendSource,
} from '../../../src/budgets/index.ts';

/** A charge as the journal keeps it until it is recorded. */
export interface Charge {
  readonly key: string;
  readonly call: CallFacts;
  readonly provider: string;
  readonly occurredMs: number;
  readonly chargePico: bigint;
}

interface Recorded extends Charge {
  readonly sequence: number;
}

/** Something under way whose next step comes when the game says so. */
export interface Step {
  run(): void;
}

/**
 * A database that survives crashes. Whatever is asked of it takes two steps, its doing and its answer,
 * and anything may happen before each.
 */
export class SimulatedRecord {
  readonly steps: Step[] = [];
  readonly notifications: number[] = [];
  readonly #events: Recorded[] = [];
  readonly #keys = new Set<string>();
  #sequence = 0;

  readonly source: SpendSource = {
    spent: (questions) => this.#later(() => this.#sums(questions)),
    recordedAfter: (sequence, except) => this.#later(() => this.#after(sequence, except)),
  };

  get sequence(): number {
    return this.#sequence;
  }

  /** All that is recorded, for an auditor who counts by himself. */
  get events(): readonly Charge[] {
    return this.#events;
  }

  /** Records what is not there yet, at once. */
  commit(
    charges: readonly Charge[],
    onSequence: (sequence: number) => void = () => undefined,
  ): void {
    const fresh = charges.filter(({ key }) => !this.#keys.has(key));
    this.#sequence += 1;
    if (fresh.length === 0) return;
    onSequence(this.#sequence);
    for (const charge of fresh) {
      this.#keys.add(charge.key);
      this.#events.push({ ...charge, sequence: this.#sequence });
    }
    this.notifications.push(this.#sequence);
  }

  /** Does something in the database: at one step it is done, at another one the asker hears of it. */
  #later<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.steps.push({
        run: () => {
          const answer = work();
          this.steps.push({ run: () => resolve(answer) });
        },
      });
    });
  }

  #sums(questions: readonly SpendQuestion[]) {
    const chargesPico = questions.map(({ scope, startMs, endMs }) =>
      this.#events
        .filter(({ occurredMs }) => occurredMs >= startMs && occurredMs < endMs)
        .filter(({ call, provider }) => matches(scope, call, provider))
        .reduce((sum, { chargePico }) => sum + chargePico, 0n),
    );
    return { sequence: this.#sequence, chargesPico };
  }

  #after(sequence: number, except: readonly number[]) {
    const charges = this.#events
      .filter((event) => event.sequence > sequence && !except.includes(event.sequence))
      .map(({ call, ...event }): RecordedCharge => ({ ...call, ...event }));
    return { sequence: this.#sequence, charges };
  }
}

/** Written anew here: who audits does not ask whom it audits. */
export function matches(scope: Scope, call: CallFacts, provider: string): boolean {
  const { tag, provider: wanted, ...rest } = scope;
  if (tag !== undefined && !call.tags.includes(tag)) return false;
  if (wanted !== undefined && wanted !== provider) return false;
  return Object.entries(rest).every(([name, value]) => call[name as keyof CallFacts] === value);
}
