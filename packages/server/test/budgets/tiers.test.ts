import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { type Api, NO_BUDGETS, startApi } from '../testkit/api-harness.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import { ask } from './budget-api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ now: '2026-03-10T12:30:00Z' });
});
afterAll(() => api[Symbol.asyncDispose]());

const create = (name: string, input: Record<string, unknown> = {}) =>
  ask(api, 'createTier', { input: { name, ...input } });
const update = (tier: { id: string; revision: number }, input: Record<string, unknown>) =>
  ask(api, 'updateTier', { id: tier.id, expectedRevision: tier.revision, input });
const assign = (tier: string | null, ...customers: string[]) =>
  ask(api, 'assignTier', { tier, customers });
const customer = (externalId: string) => ask(api, 'customer', { externalId });
const four = { budgets: [{ limit: '4', period: 'monthly' }] };

async function spend(externalId: string, amount: string) {
  const pico = parsePico(amount) as Pico;
  const occurredAt = api.clock.now();
  await api.record([
    spendEvent({ customerExternalId: externalId, occurredAt, cost: pico, charge: pico }),
  ]);
}

describe('a tier', () => {
  test('says what each of its customers may do, in force for all of them when it is answered', async () => {
    const { tier, userErrors } = await create('my-free-tier', {
      ...four,
      requestsPerMinute: 60,
      tokensPerMinute: 0,
      models: ['gpt-4o', 'claude-*'],
    });
    expect(userErrors).toEqual([]);
    expect(tier).toMatchObject({
      revision: 1,
      isDefault: false,
      requestsPerMinute: 60,
      tokensPerMinute: 0,
      maxParallel: null,
      models: ['gpt-4o', 'claude-*'],
      budgets: [{ limit: { amount: '4' }, window: { period: 'monthly', timeZone: 'UTC' } }],
    });
    expect((await assign(tier.id, 'one', 'zwei', '顧客 №3 🙂')).userErrors).toEqual([]);
    for (const id of ['one', 'zwei', '顧客 №3 🙂']) {
      expect(await customer(id)).toMatchObject({
        tier: { name: 'my-free-tier' },
        budgets: [{ scope: { customer: id }, state: { available: { amount: '4' } } }],
      });
      expect(api.budgets.rules.tierOf(id)?.name).toBe('my-free-tier');
    }
  });

  test('that is changed changes all on it, and keeps what they have spent', async () => {
    const { tier } = await create('changed', four);
    await assign(tier.id, 'spender', 'saver');
    await spend('spender', '3');
    const { tier: changed } = await update(tier, {
      budgets: [
        { limit: '2', period: 'monthly' },
        { limit: '0.5', period: 'daily', kind: 'SOFT' },
      ],
    });
    expect(changed.revision).toBe(2);
    expect((await customer('spender')).budgets).toMatchObject([
      { limit: { amount: '2' }, state: { status: 'EXCEEDED', posted: { amount: '3' } } },
      { limit: { amount: '0.5' }, state: { status: 'SOFT_EXCEEDED', posted: { amount: '3' } } },
    ]);
    expect((await customer('saver')).budgets).toMatchObject([
      { state: { available: { amount: '2' } } },
      { state: { available: { amount: '0.5' } } },
    ]);
    const { tier: without } = await update(changed, { budgets: [], requestsPerMinute: 5 });
    expect(without).toMatchObject({ budgets: [], requestsPerMinute: 5, revision: 3 });
    expect((await customer('spender')).budgets).toEqual([]);
  });

  test('left out is as it was: only what is said changes', async () => {
    const { tier } = await create('partial', { ...four, maxParallel: 3, models: ['a'] });
    const { tier: renamed } = await update(tier, { name: 'renamed' });
    expect(renamed).toMatchObject({ name: 'renamed', maxParallel: 3, models: ['a'] });
    expect(renamed.budgets).toHaveLength(1);
    expect((await update(renamed, { models: null })).tier.models).toBeNull();
  });

  test.each([
    ['no name', { name: '' }, ['input', 'name']],
    ['a name with a line break', { name: 'a\nb' }, ['input', 'name']],
    ['a name with half a character', { name: 'a\ud800' }, ['input', 'name']],
    ['a negative rate', { requestsPerMinute: -1 }, ['input', 'requestsPerMinute']],
    ['a budget twice', { budgets: [{ limit: '1' }, { limit: '2' }] }, ['input', 'budgets', '1']],
    ['a negative limit', { budgets: [{ limit: '-1' }] }, ['input', 'budgets', '0', 'limit']],
    ['too many models', { models: Array(201).fill('m') }, ['input', 'models']],
  ])('with %s is refused, and nothing is made', async (_, input, path) => {
    const before = await ask(api, 'tiers', { first: 100 });
    const { tier, userErrors } = await create('refused', input);
    expect([tier, userErrors]).toMatchObject([null, [{ code: 'INVALID', path }]]);
    expect(await ask(api, 'tiers', { first: 100 })).toEqual(before);
  });

  test('has a name of its own; of two who make or change it at once, one is told', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => create('raced', four)));
    const [won] = made.filter(({ tier }) => tier !== null);
    expect(made.filter(({ tier }) => tier === null)).toHaveLength(5);
    const changes = await Promise.all(
      [1, 2, 3].map((maxParallel) => update(won.tier, { maxParallel })),
    );
    expect(changes.filter(({ tier }) => tier !== null)).toHaveLength(1);
    expect(changes.flatMap(({ userErrors }) => userErrors)).toMatchObject(
      Array(2).fill({ code: 'CONFLICT', path: ['expectedRevision'] }),
    );
  });

  test('goes only when nobody is on it, or when they are moved in the same moment', async () => {
    const [{ tier: old }, { tier: next }] = [await create('old', four), await create('next')];
    await assign(old.id, 'moved');
    const remove = (moveCustomersTo?: string) =>
      ask(api, 'deleteTier', { id: old.id, expectedRevision: 1, moveCustomersTo });
    expect((await remove()).userErrors).toMatchObject([
      { code: 'CONFLICT', path: ['moveCustomersTo'] },
    ]);
    expect((await remove(old.id)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await remove(next.id)).deletedId).toBe(old.id);
    expect((await customer('moved')).tier.name).toBe('next');
    expect((await create('old')).userErrors).toEqual([]);
  });
});

describe('assigning', () => {
  test('1,000 at once works, one more or an id that is none puts nobody on it', async () => {
    const { tier } = await create('many');
    const many = Array.from({ length: 1_000 }, (_, i) => `many-${i}`);
    expect((await assign(tier.id, ...many)).userErrors).toEqual([]);
    const { tier: other } = await create('not many');
    for (const customers of [[], [...many, 'one more'], ['fine', ''], ['fine', 'a\u0000']]) {
      expect((await assign(other.id, ...customers)).userErrors).toMatchObject([
        { code: 'INVALID', path: expect.arrayContaining(['customers']) },
      ]);
    }
    const { nodes } = await ask(api, 'tiers', { first: 100 });
    const counts = nodes.map(({ name, customers }: (typeof nodes)[number]) => [
      name,
      customers.totalCount.value,
    ]);
    expect(Object.fromEntries(counts)).toMatchObject({ many: 1_000, 'not many': 0 });
  });

  test('the same twice changes nothing; none takes a customer off', async () => {
    const { tier } = await create('on and off', four);
    await assign(tier.id, 'twice', 'twice');
    await assign(tier.id, 'twice');
    expect((await customer('twice')).tier.name).toBe('on and off');
    await assign(null, 'twice');
    expect((await customer('twice')).tier).toBeNull();
    expect((await assign('nonsense', 'twice')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});

describe("one customer's share of a tier's budget", () => {
  test('is raised and reset for that customer alone', async () => {
    const { tier } = await create('shared', four);
    await assign(tier.id, 'lucky', 'plain');
    await spend('lucky', '4');
    await spend('plain', '4');
    const [{ id }] = (await customer('lucky')).budgets;
    await ask(api, 'raiseBudget', {
      input: { id, amount: '1', until: '2026-03-20T00:00:00Z', reason: 'goodwill' },
      idempotencyKey: 'lucky raise',
    });
    api.clock.advance(1_000);
    await ask(api, 'resetBudget', { input: { id, reason: 'ours' }, idempotencyKey: 'lucky reset' });
    expect((await customer('lucky')).budgets[0]).toMatchObject({
      limit: { amount: '4' },
      state: { limit: { amount: '5' }, posted: { amount: '0' }, available: { amount: '5' } },
    });
    expect((await customer('plain')).budgets[0].state).toMatchObject({ status: 'EXCEEDED' });
    await assign(null, 'lucky');
    const input = { id, reason: 'too late' };
    expect(
      (await ask(api, 'resetBudget', { input, idempotencyKey: 'late' })).userErrors,
    ).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  test('is found by its id, as the tier is', async () => {
    const { tier } = await create('by id', four);
    await assign(tier.id, 'found: 🙂');
    const [{ id }] = (await customer('found: 🙂')).budgets;
    const query = `query ($id: ID!) { node(id: $id) { id __typename
      ... on Budget { scope { customer } tier { name } } ... on Tier { name } } }`;
    expect((await api.graphql(query, { id })).data.node).toEqual({
      id,
      __typename: 'Budget',
      scope: { customer: 'found: 🙂' },
      tier: { name: 'by id' },
    });
    expect((await api.graphql(query, { id: tier.id })).data.node.name).toBe('by id');
  });
});

describe('the default tier', () => {
  test('is of whoever has neither a tier nor a budget of its own, known or not; one tier at a time', async () => {
    const { tier } = await create('default', { ...four, isDefault: true });
    expect(api.budgets.rules.tierOf('never seen')?.name).toBe('default');
    await ask(api, 'setBudget', { input: { scope: { customer: 'own' }, limit: '9' } });
    expect(await customer('own')).toMatchObject({
      tier: null,
      budgets: [{ limit: { amount: '9' } }],
    });
    const { tier: other } = await create('next default', { isDefault: true });
    const { nodes } = await ask(api, 'tiers', { first: 100 });
    const marked = nodes.filter(({ isDefault }: { isDefault: boolean }) => isDefault);
    expect(marked.map(({ name }: { name: string }) => name)).toEqual(['next default']);
    expect(api.budgets.rules.tierOf('never seen')?.name).toBe('next default');
    const removal = { id: other.id, expectedRevision: other.revision, moveCustomersTo: tier.id };
    expect((await ask(api, 'deleteTier', removal)).userErrors).toMatchObject([
      { code: 'CONFLICT', path: ['id'] },
    ]);
  });

  test('can be named in config.yaml before it is made, and holds from then on', async () => {
    await using configured = await startApi({
      budgets: { ...NO_BUDGETS, defaultTier: 'my-free-tier' },
    });
    expect(configured.budgets.rules.tierOf('anybody')).toBeNull();
    await ask(configured, 'createTier', { input: { name: 'my-free-tier', ...four } });
    expect(configured.budgets.rules.tierOf('anybody')?.name).toBe('my-free-tier');
  });
});

describe('another process on the same database', () => {
  test('has every change in force as soon as PostgreSQL has told it, a restart included', async () => {
    await using second = await startApi({ database: api.database, now: '2026-03-10T12:30:00Z' });
    const { tier } = await create('told', four);
    await assign(tier.id, 'told');
    await expect.poll(() => second.budgets.rules.tierOf('told')?.name).toBe('told');
    await update(tier, { name: 'told again', maxParallel: 0 });
    await expect
      .poll(() => second.budgets.rules.tierOf('told'))
      .toMatchObject({ name: 'told again', limits: { maxParallel: 0 } });
    await ask(second, 'blockCustomer', { customer: 'told', reason: 'by the other one' });
    await expect
      .poll(() => api.budgets.rules.current.blocks)
      .toContainEqual({ kind: 'customer', id: 'told' });
    await ask(api, 'unblockCustomer', { customer: 'told' });
    await expect
      .poll(() => second.budgets.rules.current.blocks)
      .not.toContainEqual({ kind: 'customer', id: 'told' });
  });
});
