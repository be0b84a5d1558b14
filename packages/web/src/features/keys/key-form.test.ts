import { expect, test } from 'vitest';
import { NEW_KEY, toIssueInput, toUpdateInput } from './key-form.ts';
import { checkSpend, NO_RULES, toRules } from './key-spend.ts';

const now = new Date('2026-03-01T00:00:00Z');

test('an empty form asks for a key that may use every model, for nobody, for ever', () => {
  expect(toIssueInput({ ...NEW_KEY, alias: ' web ' }, now)).toEqual({
    alias: 'web',
    tags: [],
    ownerEmail: null,
    teamId: null,
    boundCustomer: null,
    models: null,
    expiresAt: null,
  });
});

test('a lifetime counts from now', () => {
  const { expiresAt } = toIssueInput({ ...NEW_KEY, lifetime: '30' }, now);
  expect(expiresAt).toBe('2026-03-31T00:00:00.000Z');
});

test('an edit sends what was changed and leaves the rest alone', () => {
  const before = { ...NEW_KEY, alias: 'web', ownerEmail: 'a@b.test', lifetime: 'kept' as const };
  expect(toUpdateInput(before, before, now)).toEqual({});
  const after = { ...before, ownerEmail: '', models: 'gpt-4o, gpt-4o' };
  expect(toUpdateInput(before, after, now)).toEqual({ ownerId: null, models: ['gpt-4o'] });
});

test('an empty limit is none, and 0 is one', () => {
  const none = { requestsPerMinute: null, tokensPerMinute: null, maxParallel: null };
  expect(toRules(NO_RULES)).toEqual({ budgets: [], ...none });
  expect(toRules({ ...NO_RULES, limit: ' 0 ', requestsPerMinute: '0' })).toEqual({
    ...none,
    budgets: [{ limit: '0', period: 'monthly' }],
    requestsPerMinute: 0,
  });
  expect(checkSpend(NO_RULES)).toEqual({});
});

test.each(['1,5', '-1', '1e3', '$5', '٣'])('"%s" is not sent as a limit', (limit) => {
  expect(Object.keys(checkSpend({ ...NO_RULES, limit, maxParallel: limit }))).toEqual([
    'limit',
    'maxParallel',
  ]);
});
