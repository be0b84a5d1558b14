import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  type AdmittedCall,
  BudgetEngine,
  type BudgetKind,
  type BudgetRules,
  type CallFacts,
  type Scope,
} from '../../src/budgets/index.ts';
import { toPico } from '../../src/kernel/index.ts';
import { budget, callFacts, fixedNeed, rules, tier, tierBudget } from '../testkit/budget-rules.ts';
import { FakeClock } from '../testkit/fake-clock.ts';
import { NOTHING_SPENT } from '../testkit/nothing-spent.ts';

const DOCUMENT = fileURLToPath(new URL('../../../../docs/budget-matrix.md', import.meta.url));
const CALLER = { deadlineMs: Infinity, isGone: () => false, onGone: () => () => undefined };
const NOW = '2026-03-28T22:59:59.999Z';

const CALL: CallFacts = callFacts({
  teamId: 'team',
  userId: 'user',
  apiKeyId: 'key',
  customer: 'acme',
  tags: ['chat', 'eu'],
  model: 'gpt-4o',
  providers: ['openai'],
});
const OTHER: CallFacts = callFacts({
  teamId: 'another',
  userId: 'another',
  apiKeyId: 'another',
  customer: 'another',
  tags: ['another'],
  model: 'another',
  providers: ['another'],
});

const SCOPES: readonly (readonly [string, Scope | 'tier' | 'tier × model'])[] = [
  ['global', {}],
  ['team', { teamId: 'team' }],
  ['user', { userId: 'user' }],
  ['member of a team', { teamId: 'team', userId: 'user' }],
  ['key', { apiKeyId: 'key' }],
  ['customer', { customer: 'acme' }],
  ['tag', { tag: 'chat' }],
  ['model', { model: 'gpt-4o' }],
  ['provider', { provider: 'openai' }],
  ['key × model', { apiKeyId: 'key', model: 'gpt-4o' }],
  ['customer × model', { customer: 'acme', model: 'gpt-4o' }],
  ['team × tag', { teamId: 'team', tag: 'chat' }],
  ['customer × provider', { customer: 'acme', provider: 'openai' }],
  ['tier, each customer', 'tier'],
  ['tier, each customer × model', 'tier × model'],
];

/** Each begins anew somewhere after `NOW`, which is a millisecond before midnight of the night the clocks leap in Berlin. */
const WINDOWS = [
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'yearly',
  '24h',
  '7d',
  '30d',
  '1mo',
  'total',
];
const KINDS: readonly BudgetKind[] = ['hard', 'soft'];
const ZONE = 'Europe/Berlin';

interface Row {
  readonly scope: string;
  readonly window: string;
  readonly kind: BudgetKind;
  readonly resets: string;
}

const rows: Row[] = [];

function rulesFor(
  scope: Scope | 'tier' | 'tier × model',
  of: { period: string; kind: BudgetKind },
): BudgetRules {
  const terms = { limit: 10n, kind: of.kind, period: of.period, timeZone: ZONE };
  if (typeof scope === 'object') return rules({ budgets: [budget({ ...terms, scope })] });
  const within = scope === 'tier' ? {} : { model: 'gpt-4o' };
  return rules({
    tiers: [tier({ budgets: [tierBudget({ ...terms, id: 'budget', within })] })],
    defaultTierId: 'tier',
  });
}

class Table {
  readonly clock = new FakeClock(NOW);
  readonly #engine: BudgetEngine;
  #keys = 0;

  constructor(of: BudgetRules) {
    this.#engine = new BudgetEngine({
      rules: { load: async () => of },
      spend: NOTHING_SPENT,
      clock: this.clock,
      patienceMs: 0,
    });
  }

  start = () => this.#engine.start();

  async tries(call: CallFacts, cost: bigint): Promise<AdmittedCall | null> {
    const result = await this.#engine.admission.admit(call, fixedNeed(cost), CALLER);
    return result.ok ? result.value : null;
  }

  settle(call: AdmittedCall | null, charge: bigint): void {
    this.#keys += 1;
    call?.post({
      key: `call-${this.#keys}:1`,
      provider: 'openai',
      chargePico: toPico(charge),
      tokens: 0,
    });
    call?.release();
  }

  async posted(customer: string | null): Promise<bigint | undefined> {
    return (await this.#engine.state('budget', customer))?.postedPico;
  }

  async resetsAt(customer: string | null): Promise<Date | null> {
    return (await this.#engine.state('budget', customer))?.resetsAt ?? null;
  }
}

describe.each(SCOPES)('a budget of scope %s', (name, scope) => {
  const customer = typeof scope === 'string' ? 'acme' : null;

  test.each(WINDOWS.flatMap((period) => KINDS.map((kind) => [period, kind] as const)))(
    '%s, %s: holds its limit, leaves others alone, begins anew at its boundary',
    async (period, kind) => {
      const table = new Table(rulesFor(scope, { period, kind }));
      await table.start();
      const late = await table.tries(CALL, 4n);
      table.settle(await table.tries(CALL, 6n), 6n);
      const isOver = (await table.tries(CALL, 1n)) === null;
      expect(isOver).toBe(kind === 'hard');
      if (typeof scope === 'string' || Object.keys(scope).length > 0) {
        expect(await table.tries(OTHER, 10n)).not.toBeNull();
      }
      const resetsAt = await table.resetsAt(customer);
      if (resetsAt !== null) {
        table.clock.advance(resetsAt.getTime() - table.clock.now().getTime() - 1);
        expect((await table.tries(CALL, 1n)) === null).toBe(kind === 'hard');
        table.clock.advance(1);
        table.settle(await table.tries(CALL, 10n), 10n);
        expect(await table.posted(customer)).toBe(10n);
        // Let in before the boundary, over after it: counted where it was let in.
        table.settle(late, 4n);
        expect(await table.posted(customer)).toBe(10n);
      }
      const resets = resetsAt === null ? 'never' : resetsAt.toISOString().replace('.000Z', 'Z');
      rows.push({ scope: name, window: period, kind, resets });
    },
  );
});

test('docs/budget-matrix.md lists every line that was tried', async () => {
  // Some of the lines alone, as with `-t`, are no table.
  if (rows.length < SCOPES.length * WINDOWS.length * KINDS.length) return;
  await expect(document()).toMatchFileSnapshot(DOCUMENT);
});

function document(): string {
  const lines = rows.map(
    ({ scope, window, kind, resets }) =>
      `| ${scope} | ${window} | ${kind} | ${kind === 'hard' ? 'refused' : 'let in, counted'} | ${resets} |`,
  );
  return `# Scopes, windows and kinds of budgets

Written by \`packages/server/test/budgets/matrix.test.ts\`, which tries each line: a budget for 10 with a call of 6
charged and one of 4 under way; what happens to a further call of 1; whether a call outside the scope is let
in; that nothing changes up to a millisecond before the boundary and that all of the limit is there at it; and that
the call that was under way counts where it was let in. The time is ${NOW}, the time zone ${ZONE}, whose clocks
go forward on the 29th; durations count from 2026-01-01T00:00:00Z.

| scope | window | kind | past its limit a call is | begins anew |
|---|---|---|---|---|
${lines.join('\n')}
`;
}
