import type { CallFacts, Need, Scope } from '../../../src/budgets/index.ts';
import { matches } from './record.ts';

const HOUR_MS = 3_600_000;

/** A budget as the auditor understands it: nothing of it is taken from the code under audit. */
export interface AuditedBudget {
  readonly id: string;
  readonly scope: Scope;
  readonly isHard: boolean;
  /** Null: for ever. */
  readonly windowMs: number | null;
  limit: bigint;
  raise: { amount: bigint; untilMs: number } | null;
  resetMs: number | null;
  /** Counts each customer by itself. */
  readonly isTier: boolean;
  /** Prepaid credit of the customer in its scope. */
  readonly isWallet: boolean;
}

export interface AuditedCharge {
  readonly provider: string;
  readonly pico: bigint;
  /** Made by somebody else: whoever lets calls in hears of it later. */
  readonly isElsewhere?: boolean;
}

/** A call from being let in to the end of its charges. */
export interface AuditedCall {
  readonly facts: CallFacts;
  readonly admittedMs: number;
  /** What it was let in for. */
  readonly heldPico: bigint;
  readonly charges: AuditedCharge[];
  isOpen: boolean;
}

export interface Findings {
  breaches: number;
  leaks: number;
  phantoms: number;
  /** Counts that differ from the sum of charges. */
  miscounts: number;
}

/** Recounts everything from the calls themselves, by rules of his own. */
export class Auditor {
  readonly findings: Findings = { breaches: 0, leaks: 0, phantoms: 0, miscounts: 0 };
  readonly calls: AuditedCall[] = [];
  budgets: AuditedBudget[] = [];

  limitAt(budget: AuditedBudget, nowMs: number): bigint {
    const { limit, raise } = budget;
    return raise !== null && nowMs < raise.untilMs ? limit + raise.amount : limit;
  }

  /** Where the count of an instant begins: the last boundary or the last reset before it. */
  startOf({ windowMs, resetMs }: AuditedBudget, ms: number): number {
    const boundary = windowMs === null ? 0 : Math.floor(ms / windowMs) * windowMs;
    return resetMs !== null && resetMs > boundary && resetMs <= ms ? resetMs : boundary;
  }

  /** Charged in the window that runs now. */
  spent(
    budget: AuditedBudget,
    {
      customer,
      nowMs,
      onlyOwn = false,
    }: { customer: string | null; nowMs: number; onlyOwn?: boolean },
  ): bigint {
    let sum = 0n;
    for (const { facts, charges } of this.#counted(budget, customer, nowMs)) {
      for (const { provider, pico, isElsewhere } of charges) {
        if (onlyOwn && isElsewhere) continue;
        if (matches(budget.scope, facts, provider)) sum += pico;
      }
    }
    return sum;
  }

  /** What calls under way may still be charged in the window that runs now. */
  exposed(budget: AuditedBudget, customer: string | null, nowMs: number): bigint {
    let sum = 0n;
    for (const { facts, heldPico, charges, isOpen } of this.#counted(budget, customer, nowMs)) {
      if (!isOpen || !mayReach(budget.scope, facts)) continue;
      const charged = chargedFor(charges);
      if (heldPico > charged) sum += heldPico - charged;
    }
    return sum;
  }

  /** Called when a call has been let in and stands among the calls. */
  checkAdmission(call: AuditedCall, nowMs: number): void {
    for (const budget of this.hardBudgetsOf(call.facts)) {
      const { customer } = call.facts;
      if (call.heldPico === 0n) continue;
      const own = this.spent(budget, { customer, nowMs, onlyOwn: true });
      if (own + this.exposed(budget, customer, nowMs) > this.limitAt(budget, nowMs))
        this.findings.breaches += 1;
    }
  }

  /** Called when a call was refused as exhausted: some budget must not pay for its shortest answer. */
  checkRefusal(facts: CallFacts, need: Need, nowMs: number): void {
    const least = need.fixedPico + need.perTokenPico * BigInt(need.floorTokens);
    const isJust = this.hardBudgetsOf(facts).some((budget) => {
      const left =
        this.limitAt(budget, nowMs) - this.spent(budget, { customer: facts.customer, nowMs });
      return left < least;
    });
    if (!isJust) this.findings.phantoms += 1;
  }

  hardBudgetsOf(facts: CallFacts): AuditedBudget[] {
    return this.budgets.filter(({ isHard, scope }) => isHard && mayReach(scope, facts));
  }

  #counted(budget: AuditedBudget, customer: string | null, nowMs: number): AuditedCall[] {
    const startMs = this.startOf(budget, nowMs);
    return this.calls.filter(
      ({ facts, admittedMs }) =>
        admittedMs >= startMs &&
        this.startOf(budget, admittedMs) === startMs &&
        (!budget.isTier || facts.customer === customer),
    );
  }
}

function chargedFor(charges: readonly AuditedCharge[]): bigint {
  return charges.reduce((sum, { pico, isElsewhere }) => (isElsewhere ? sum : sum + pico), 0n);
}

function mayReach(scope: Scope, facts: CallFacts): boolean {
  return facts.providers.some((provider) => matches(scope, facts, provider));
}

export const WINDOWS_MS = { daily: 24 * HOUR_MS, '6h': 6 * HOUR_MS, total: null } as const;
