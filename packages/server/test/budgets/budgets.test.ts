import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { signIn } from '../testkit/sign-in.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import { ask, refusalOf } from './budget-api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ now: '2026-03-10T12:30:00Z' });
});
afterAll(() => api[Symbol.asyncDispose]());

const set = (input: Record<string, unknown>) => ask(api, 'setBudget', { input });

function spend(customer: string, amount: string, at = api.clock.now()) {
  const pico = parsePico(amount) as Pico;
  return api.record([
    spendEvent({ customerExternalId: customer, occurredAt: at, cost: pico, charge: pico }),
  ]);
}

describe('setting a budget', () => {
  test('is in force in memory when it is answered, exact to the last digit', async () => {
    const { budget, userErrors } = await set({
      scope: { customer: 'exact' },
      limit: '0.000000000001',
      period: 'monthly',
      thresholds: ['33.33', '100'],
    });
    expect(userErrors).toEqual([]);
    expect(budget).toMatchObject({
      revision: 1,
      kind: 'HARD',
      limit: { amount: '0.000000000001' },
      thresholds: ['33.33', '100'],
      scope: { key: 'customer=exact', customer: 'exact' },
      window: { period: 'monthly', timeZone: 'UTC', anchor: null },
      state: {
        status: 'OK',
        posted: { amount: '0' },
        available: { amount: '0.000000000001' },
        startsAt: '2026-03-01T00:00:00.000Z',
        resetsAt: '2026-04-01T00:00:00.000Z',
      },
    });
    expect(api.budgets.rules.current.budgets).toContainEqual(
      expect.objectContaining({ limitPico: 1n, scope: { customer: 'exact' } }),
    );
  });

  test('again changes nothing, and otherwise changes that budget', async () => {
    const input = { scope: { customer: 'again' }, limit: '5', period: '30d' };
    const first = (await set(input)).budget;
    expect((await set(input)).budget).toMatchObject({ id: first.id, revision: 1 });
    api.clock.advance(86_400_000);
    const changed = (await set({ ...input, limit: '6' })).budget;
    expect(changed).toMatchObject({ id: first.id, revision: 2, limit: { amount: '6' } });
    expect(changed.window.anchor).toBe(first.window.anchor);
  });

  test('of 0 works', async () => {
    const { budget } = await set({ scope: { customer: 'nothing' }, limit: '0' });
    expect(budget.state).toMatchObject({
      status: 'EXCEEDED',
      available: { amount: '0' },
      percentUsed: '100',
    });
  });

  test.each([
    ['monthly', 'monthly'],
    ['30d', '30d'],
    ['quarterly', 'quarterly'],
    ['1mo', '1mo'],
    ['24h', '24h'],
    [' Weekly ', 'weekly'],
    ['yearly', 'yearly'],
    ['total', 'total'],
  ])('reads the period %j', async (period, canonical) => {
    const { budget } = await set({
      scope: { customer: `period ${canonical}` },
      limit: '1',
      period,
    });
    expect(budget.window.period).toBe(canonical);
  });

  test('several windows and kinds of one scope stand beside each other', async () => {
    const scope = { customer: 'several' };
    await set({ scope, limit: '10', period: 'monthly' });
    await set({ scope, limit: '1', period: 'daily' });
    await set({ scope, limit: '5', period: 'monthly', kind: 'SOFT' });
    const { nodes } = await ask(api, 'budgets', { scope });
    expect(nodes).toHaveLength(3);
  });

  test('names the customer, so that it has a page before its first call', async () => {
    await set({ scope: { customer: 'not yet called', model: 'gpt-4o' }, limit: '1' });
    const customer = await ask(api, 'customer', { externalId: 'not yet called' });
    expect(customer.budgets).toMatchObject([
      { scope: { key: 'customer=not%20yet%20called&model=gpt-4o' } },
    ]);
  });

  test.each([
    [{ limit: '-1' }, ['input', 'limit'], 'negative'],
    [{ limit: '0.0000000000001' }, ['input', 'limit'], '12 decimals'],
    [{ limit: '1000000000000.1' }, ['input', 'limit'], 'at most'],
    [{ limit: `1${'0'.repeat(60)}` }, ['input', 'limit'], 'amount'],
    [{ period: 'fortnightly' }, ['input', 'period'], 'A period is'],
    [{ period: '0d' }, ['input', 'period'], 'A period is'],
    [{ period: '' }, ['input', 'period'], 'A period is'],
    [{ timeZone: 'Mars/Olympus' }, ['input', 'timeZone'], 'IANA'],
    [{ timeZone: '+05:30' }, ['input', 'timeZone'], 'IANA'],
    [{ thresholds: ['0'] }, ['input', 'thresholds'], 'thresholds'],
    [{ thresholds: ['80.001'] }, ['input', 'thresholds'], 'thresholds'],
    [
      { thresholds: Array.from({ length: 21 }, (_, i) => String(i + 1)) },
      ['input', 'thresholds'],
      'At most',
    ],
    [{ anchor: '1900-01-01T00:00:00Z' }, ['input', 'anchor'], 'anchor'],
    [{ scope: { customer: '' } }, ['input', 'scope'], 'scope'],
    [{ scope: { customer: 'a\u0000b' } }, ['input', 'scope'], 'scope'],
    [{ scope: { tag: 'x'.repeat(257) } }, ['input', 'scope'], 'scope'],
  ])('%o is refused, and nothing is set', async (change, path, message) => {
    const before = await ask(api, 'budgets', { first: 100 });
    const input = { scope: { customer: 'refused' }, limit: '1', ...change };
    const { budget, userErrors } = await set(input);
    expect(budget).toBeNull();
    expect(userErrors).toEqual([
      { code: 'INVALID', path, message: expect.stringContaining(message) },
    ]);
    expect(await ask(api, 'budgets', { first: 100 })).toEqual(before);
  });

  test('for a key, user or team that does not exist is refused', async () => {
    const scope = { apiKey: 'nonsense', team: 'nonsense', user: 'nonsense' };
    const { userErrors } = await set({ scope, limit: '1' });
    expect(userErrors.map(({ code }: { code: string }) => code)).toEqual(
      Array(3).fill('NOT_FOUND'),
    );
  });

  test('of a key shows the key', async () => {
    const issue = `mutation { issueApiKey(input: { alias: "budgeted" }, idempotencyKey: "budgeted") { apiKey { id } } }`;
    const { id } = (await api.graphql(issue)).data.issueApiKey.apiKey;
    const { budget } = await set({ scope: { apiKey: id }, limit: '10.00', period: 'monthly' });
    expect(budget).toMatchObject({
      limit: { amount: '10' },
      scope: { apiKey: { alias: 'budgeted' } },
    });
  });
});

describe('two people at once', () => {
  test('with the revision they have seen: one wins, the other is told', async () => {
    const { id } = (await set({ scope: { customer: 'raced' }, limit: '1' })).budget;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => set({ id, limit: String(10 + i), expectedRevision: 1 })),
    );
    const won = answers.filter(({ budget }) => budget !== null);
    expect(won).toHaveLength(1);
    expect(won[0].budget.revision).toBe(2);
    for (const { userErrors } of answers.filter(({ budget }) => budget === null)) {
      expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['expectedRevision'] }]);
    }
  });

  test('setting the same new budget make one of it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => set({ scope: { customer: 'same' }, limit: '1' })),
    );
    const { nodes } = await ask(api, 'budgets', { scope: { customer: 'same' } });
    expect(nodes).toHaveLength(1);
    for (const { budget, userErrors } of answers) {
      expect(budget?.id ?? userErrors[0].code).toBe(budget === null ? 'CONFLICT' : nodes[0].id);
    }
  });

  test('revision 0 means that there is none yet', async () => {
    const input = { scope: { customer: 'fresh' }, limit: '1', expectedRevision: 0 };
    expect((await set(input)).userErrors).toEqual([]);
    expect((await set(input)).userErrors).toMatchObject([{ code: 'CONFLICT' }]);
  });
});

describe('changing by id', () => {
  test('changes window and kind, never the scope, and not into another budget', async () => {
    const scope = { customer: 'by id' };
    const { id } = (await set({ scope, limit: '1', period: 'monthly' })).budget;
    await set({ scope, limit: '1', period: 'daily' });
    expect((await set({ id, limit: '2', period: 'weekly', kind: 'SOFT' })).budget).toMatchObject({
      id,
      kind: 'SOFT',
      window: { period: 'weekly' },
    });
    expect((await set({ id, limit: '2', period: 'daily' })).userErrors).toMatchObject([
      { code: 'CONFLICT', path: ['input', 'period'] },
    ]);
    expect((await set({ id, scope: { customer: 'other' }, limit: '2' })).userErrors).toMatchObject([
      { code: 'INVALID', path: ['input', 'scope'] },
    ]);
  });

  test.each(['nonsense', '', Buffer.from('Budget:1').toString('base64url')])(
    'the id %j is of no budget',
    async (id) => {
      expect((await set({ id, limit: '1' })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
      const input = { id, reason: 'x' };
      for (const [operation, variables] of [
        ['resetBudget', { input, idempotencyKey: `r${id}` }],
        [
          'raiseBudget',
          { input: { ...input, amount: '1', until: '2027-01-01T00:00:00Z' }, idempotencyKey: 'x' },
        ],
        ['removeBudget', { id }],
      ] as const) {
        expect((await ask(api, operation, variables)).userErrors).toMatchObject([
          { code: 'NOT_FOUND' },
        ]);
      }
    },
  );

  test('what is removed is gone, its history is not, and it can be set anew', async () => {
    const input = { scope: { customer: 'removed' }, limit: '1' };
    const { id, revision } = (await set(input)).budget;
    await ask(api, 'resetBudget', {
      input: { id, reason: 'test' },
      idempotencyKey: 'before removal',
    });
    expect((await ask(api, 'removeBudget', { id, expectedRevision: 7 })).userErrors).toMatchObject([
      { code: 'CONFLICT' },
    ]);
    expect((await ask(api, 'removeBudget', { id, expectedRevision: revision })).removedId).toBe(id);
    expect(await ask(api, 'budget', { id })).toBeNull();
    expect((await ask(api, 'removeBudget', { id })).userErrors).toMatchObject([
      { code: 'NOT_FOUND' },
    ]);
    const { rows } = await api.pool.query(`select reason from budget_reset where reason = 'test'`);
    expect(rows).toHaveLength(1);
    expect((await set(input)).budget.id).not.toBe(id);
  });
});

describe('where it stands', () => {
  test('posted, thresholds and states follow the record', async () => {
    const scope = { customer: 'stands' };
    const { id } = (await set({ scope, limit: '1', thresholds: ['50', '80', '100'] })).budget;
    const state = async () => (await ask(api, 'budget', { id })).state;
    await spend('stands', '0.499999999999');
    expect(await state()).toMatchObject({
      status: 'OK',
      percentUsed: '49.99',
      thresholdsReached: [],
    });
    await spend('stands', '0.300000000001');
    expect(await state()).toMatchObject({
      status: 'NEAR',
      percentUsed: '80',
      thresholdsReached: ['50', '80'],
      available: { amount: '0.2' },
    });
    await spend('stands', '0.25');
    expect(await state()).toMatchObject({
      status: 'EXCEEDED',
      percentUsed: '105',
      thresholdsReached: ['50', '80', '100'],
      available: { amount: '0' },
    });
    await set({ id, limit: '1', kind: 'SOFT', thresholds: [] });
    expect(await state()).toMatchObject({ status: 'SOFT_EXCEEDED' });
  });
});

describe('raising', () => {
  const until = '2026-04-01T00:00:00Z';
  const raise = (id: string, change: Record<string, unknown> = {}, idempotencyKey = 'raise') =>
    ask(api, 'raiseBudget', {
      input: { id, amount: '0.5', until, reason: 'launch week', ...change },
      idempotencyKey,
    });

  test('adds to the limit until its end, once for each idempotency key', async () => {
    const { id } = (await set({ scope: { customer: 'raised' }, limit: '1' })).budget;
    for (let i = 0; i < 3; i += 1) {
      const { budget } = await raise(id);
      expect(budget).toMatchObject({ limit: { amount: '1' }, state: { limit: { amount: '1.5' } } });
    }
    const concurrent = await Promise.all(Array.from({ length: 5 }, () => raise(id, {}, 'raise 2')));
    expect(concurrent.every(({ userErrors }) => userErrors.length === 0)).toBe(true);
    expect((await ask(api, 'budget', { id })).state.limit.amount).toBe('2');
    expect((await raise(id, { amount: '0.6' })).userErrors).toMatchObject([
      { code: 'CONFLICT', path: ['idempotencyKey'] },
    ]);
    const history = `query ($id: ID!) { budget(id: $id) { raises(first: 1) {
      nodes { amount { amount } until reason createdBy } pageInfo { hasNextPage } } } }`;
    expect((await api.graphql(history, { id })).data.budget.raises).toEqual({
      nodes: [
        {
          amount: { amount: '0.5' },
          until: '2026-04-01T00:00:00.000Z',
          reason: 'launch week',
          createdBy: 'Master key',
        },
      ],
      pageInfo: { hasNextPage: true },
    });
  });

  test.each([
    [{ amount: '0' }, ['input', 'amount']],
    [{ amount: '-1' }, ['input', 'amount']],
    [{ amount: '1e30'.replace('e30', '0'.repeat(30)) }, ['input', 'amount']],
    [{ until: '2026-03-01T00:00:00Z' }, ['input', 'until']],
    [{ until: '2099-03-01T00:00:00Z' }, ['input', 'until']],
    [{ reason: ' ' }, ['input', 'reason']],
    [{ reason: 'x'.repeat(501) }, ['input', 'reason']],
  ])('%o is refused', async (change, path) => {
    const { id } = (await set({ scope: { customer: 'raised' }, limit: '1' })).budget;
    expect((await raise(id, change, 'refused')).userErrors).toMatchObject([
      { code: 'INVALID', path },
    ]);
  });

  test('ends by itself', async () => {
    const { id } = (await set({ scope: { customer: 'raise ends' }, limit: '1', period: 'total' }))
      .budget;
    await raise(id, { until: new Date(api.clock.now().getTime() + 1_000).toISOString() }, 'short');
    const limit = async () => (await ask(api, 'budget', { id })).state.limit.amount;
    expect(await limit()).toBe('1.5');
    api.clock.advance(1_000);
    expect(await limit()).toBe('1');
  });
});

describe('resetting', () => {
  test('lets the window begin anew, once for each idempotency key; the record stays', async () => {
    const { id } = (await set({ scope: { customer: 'reset' }, limit: '1' })).budget;
    await spend('reset', '0.9');
    api.clock.advance(1_000);
    const reset = (idempotencyKey: string) =>
      ask(api, 'resetBudget', { input: { id, reason: 'apology' }, idempotencyKey });
    expect((await reset('once')).budget.state).toMatchObject({
      posted: { amount: '0' },
      startsAt: api.clock.now().toISOString(),
      resetsAt: '2026-04-01T00:00:00.000Z',
    });
    await spend('reset', '0.1');
    api.clock.advance(1_000);
    expect((await reset('once')).budget.state.posted.amount).toBe('0.1');
    const { rows } = await api.pool.query(
      `select sum(charge)::text as charge from spend_event where customer_external_id = 'reset'`,
    );
    expect(rows[0].charge).toBe('1.000000000000');
  });

  test('needs a reason and an idempotency key', async () => {
    const { id } = (await set({ scope: { customer: 'reset' }, limit: '1' })).budget;
    const input = { id, reason: '' };
    expect((await ask(api, 'resetBudget', { input, idempotencyKey: '' })).userErrors).toMatchObject(
      [
        { code: 'INVALID', path: ['input', 'reason'] },
        { code: 'INVALID', path: ['idempotencyKey'] },
      ],
    );
  });
});

test('pages hold each budget once while new ones are set', async () => {
  const before = await ask(api, 'budgets', { first: 100 });
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: { nodes: { id: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } =
      await ask(api, 'budgets', { first: 4, after });
    seen.push(...page.nodes.map(({ id }) => id));
    await set({ scope: { customer: `page ${seen.length}` }, limit: '1' });
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual(before.nodes.map(({ id }: { id: string }) => id));
  expect(new Set(seen).size).toBe(seen.length);
});

test('who may only read changes nothing; who may not read sees nothing', async () => {
  const viewer = await signIn(api, { login: 'viewer@example.com', role: 'VIEWER' });
  const finance = await signIn(api, { login: 'finance@example.com', role: 'FINANCE' });
  const member = await signIn(api, { login: 'member@example.com', role: 'MEMBER' });
  const input = { scope: { customer: 'who' }, limit: '1' };
  expect(await refusalOf(api, 'setBudget', { input }, viewer)).toBe('FORBIDDEN');
  expect(await refusalOf(api, 'setBudget', { input }, {})).toBe('UNAUTHENTICATED');
  const { budget } = await ask(api, 'setBudget', { input }, finance);
  expect(budget.createdBy).toBe('Test');
  expect(await ask(api, 'budget', { id: budget.id }, viewer)).toMatchObject({ id: budget.id });
  expect(await ask(api, 'budget', { id: budget.id }, member)).toBeNull();
  expect(await refusalOf(api, 'budgets', {}, member)).toBe('FORBIDDEN');
});
