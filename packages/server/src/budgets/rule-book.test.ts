import fc from 'fast-check';
import { expect, test } from 'vitest';
import { budget, callFacts, rules, tier, tierBudget } from '../../test/testkit/budget-rules.ts';
import type { Budget } from './budget.ts';
import { RuleBook } from './rule-book.ts';
import type { BudgetRules } from './rules.ts';
import type { Scope } from './scope.ts';

const CUSTOMERS = ['a', 'b', 'c'];
const SCOPES: readonly Scope[] = [
  {},
  ...CUSTOMERS.map((customer) => ({ customer })),
  { customer: 'a', model: 'm' },
  { tag: 't' },
  { model: 'm' },
  { provider: 'p', tag: 't' },
];
const TIERS = [
  tier({ id: 'one', budgets: [tierBudget({ id: 'of one', limit: 1n })] }),
  tier({ id: 'two', budgets: [tierBudget({ id: 'of two', limit: 2n, within: { model: 'm' } })] }),
];

/** Budgets by id, each of one scope for ever; their limits change. */
const someBudgets = fc.uniqueArray(
  fc.record({ scope: fc.nat(SCOPES.length - 1), copy: fc.nat(1), limit: fc.bigInt(0n, 3n) }),
  { selector: ({ scope, copy }) => `${scope} ${copy}`, maxLength: 8 },
);
const someRules = fc.record({
  budgets: someBudgets,
  defaultTierId: fc.constantFrom(null, 'one', 'two', 'nowhere'),
  assigned: fc.dictionary(fc.constantFrom(...CUSTOMERS), fc.constantFrom('one', 'two')),
  blocked: fc.uniqueArray(fc.constantFrom(...CUSTOMERS)),
});

/** The same object for the same budget, as the store hands them out. */
const made = new Map<string, Budget>();
function budgetOf({ scope, copy, limit }: { scope: number; copy: number; limit: bigint }): Budget {
  const key = `${scope} ${copy} ${limit}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const budget_ = budget({ id: `${scope} ${copy}`, limit, scope: SCOPES[scope] ?? {} });
  made.set(key, budget_);
  return budget_;
}

function answersOf(book: RuleBook): unknown {
  return ['x', ...CUSTOMERS].map((customer) => {
    const keys: string[] = [];
    const call = callFacts({ customer, model: 'm', tags: ['t', 'u'], providers: ['p', 'q'] });
    book.forEachAccount(call, (key) => keys.push(key));
    const terms = keys.sort().map((key) => [key, book.termsOf(key)?.limitPico]);
    return [customer, terms, book.tierOf(customer)?.id, book.blockOf(call)];
  });
}

test('however rules came about, a book answers as one that was made of them alone', () => {
  fc.assert(
    fc.property(fc.array(someRules, { minLength: 1, maxLength: 8 }), (steps) => {
      const book = new RuleBook();
      for (const { budgets, assigned, blocked, ...rest } of steps) {
        const now: BudgetRules = rules({
          ...rest,
          budgets: budgets.map(budgetOf),
          tiers: TIERS,
          assignments: new Map(Object.entries(assigned)),
          blocks: blocked.map((id) => ({ kind: 'customer', id })),
        });
        book.update(now);
        const fresh = new RuleBook();
        fresh.update(now);
        expect(answersOf(book)).toEqual(answersOf(fresh));
      }
    }),
  );
});
