import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeId } from '../../src/platform/opaque/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { signIn } from '../testkit/sign-in.ts';
import { ask, refusalOf } from './budget-api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ now: '2026-03-10T12:30:00Z' });
});
afterAll(() => api[Symbol.asyncDispose]());

describe('a block', () => {
  test('stands with its first date and reason until it is lifted, and stays on record', async () => {
    const block = (reason: string) => ask(api, 'blockCustomer', { customer: 'acme', reason });
    const first = (await block('unpaid')).block;
    expect(first).toMatchObject({ subject: 'CUSTOMER', subjectId: 'acme', reason: 'unpaid' });
    api.clock.advance(1_000);
    expect((await block('still unpaid')).block).toEqual(first);
    expect(await ask(api, 'customer', { externalId: 'acme' })).toMatchObject({
      block: { reason: 'unpaid' },
    });
    for (const _ of ['lifted', 'lifted again, which changes nothing']) {
      expect(await ask(api, 'unblockCustomer', { customer: 'acme' })).toEqual({
        block: null,
        userErrors: [],
      });
    }
    const { rows } = await api.pool.query(`select reason, lifted_by from block`);
    expect(rows).toEqual([{ reason: 'unpaid', lifted_by: 'Master key' }]);
    expect((await block('again')).block.reason).toBe('again');
  });

  test('of a customer nobody has seen yet gives it a page that says so', async () => {
    await ask(api, 'blockCustomer', { customer: '未知 🙂', reason: 'fraud' });
    const customer = await ask(api, 'customer', { externalId: '未知 🙂' });
    expect(customer.block.reason).toBe('fraud');
    expect(api.budgets.rules.current.blocks).toContainEqual({ kind: 'customer', id: '未知 🙂' });
  });

  test('of two at once is one', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((reason) => ask(api, 'blockCustomer', { customer: 'both', reason })),
    );
    expect(new Set(answers.map(({ block }) => block.reason)).size).toBe(1);
  });

  test.each([
    ['nobody', {}],
    ['two', { customer: 'a', team: 'b' }],
    ['an id of another kind', { team: encodeId('ApiKey', '0a8f2b6e-1111-7000-8000-000000000001') }],
    [
      'a team that is not there',
      { team: encodeId('Team', '0a8f2b6e-1111-7000-8000-000000000001') },
    ],
    ['an empty id', { customer: '' }],
    ['half a character', { customer: '\udc00' }],
  ])('of %s is refused', async (_, subject) => {
    const { block, userErrors } = await ask(api, 'block', { subject, reason: 'x' });
    expect(block).toBeNull();
    expect(userErrors).toHaveLength(1);
  });

  test('is a matter of who manages budgets', async () => {
    const viewer = await signIn(api, { login: 'viewer@example.com', role: 'VIEWER' });
    const variables = { customer: 'acme', reason: 'spite' };
    expect(await refusalOf(api, 'blockCustomer', variables, viewer)).toBe('FORBIDDEN');
  });
});

describe('limits on how fast', () => {
  const set = (input: Record<string, unknown>) => ask(api, 'setRateLimit', { input });

  test('are set whole, 0 included, and are gone when nothing is said', async () => {
    const scope = { customer: 'fast', model: 'gpt-4o' };
    const { rateLimit } = await set({ scope, requestsPerMinute: 0, maxParallel: 2 });
    expect(rateLimit).toEqual({
      scope: { key: 'customer=fast&model=gpt-4o' },
      requestsPerMinute: 0,
      tokensPerMinute: null,
      maxParallel: 2,
      revision: 1,
      configured: false,
    });
    expect(api.budgets.rules.current.limits).toContainEqual(
      expect.objectContaining({ scope, limits: { ...NONE, requestsPerMinute: 0, maxParallel: 2 } }),
    );
    expect((await set({ scope, requestsPerMinute: 9 })).rateLimit.revision).toBe(2);
    expect((await set({ scope, expectedRevision: 1 })).userErrors).toMatchObject([
      { code: 'CONFLICT' },
    ]);
    expect(await set({ scope })).toEqual({ rateLimit: null, userErrors: [] });
    expect(api.budgets.rules.current.limits).toEqual([]);
  });

  test.each([
    [{ requestsPerMinute: -1 }],
    [{ tokensPerMinute: -5 }],
    [{ scope: { customer: '' }, maxParallel: 1 }],
    [{ scope: { team: 'nonsense' }, maxParallel: 1 }],
  ])('%j are refused', async (input) => {
    const { rateLimit, userErrors } = await set({ scope: {}, ...input });
    expect(rateLimit).toBeNull();
    expect(userErrors).toHaveLength(1);
  });

  const NONE = { requestsPerMinute: null, tokensPerMinute: null, maxParallel: null };
});
