import { expect, test } from 'vitest';
import { readUsageSearch } from '../../lib/search.ts';
import { stepInto, stepToCalls } from './drill.ts';

const by = (group: string, sub = 'none', more: object = {}) =>
  readUsageSearch({ group, sub, ...more });

test('a row opens by the second group, and narrows to its own value', () => {
  const step = stepInto('30d', by('customer', 'model', { customer: ['acme', 'globex'] }), [
    'acme',
    'gpt-4o',
  ]);
  expect(step?.group).toBe('model');
  expect(step?.narrowed.customer).toEqual(['acme']);
  expect(step?.narrowed.model).toBeUndefined();
});

test('the calls of a row carry both of its values', () => {
  const step = stepToCalls('30d', by('customer', 'model'), ['acme', 'gpt-4o']);
  expect(step?.narrowed).toMatchObject({ customer: ['acme'], model: ['gpt-4o'] });
});

test.each([
  ['customer', 'CUSTOMER'],
  ['apiKey', 'API_KEY'],
  ['serviceTier', 'SERVICE_TIER'],
  ['tagKey', 'TAG'],
  ['tag', 'TAG'],
])('a row of no %s is narrowed to what lacks it', (group, absence) => {
  expect(stepToCalls('30d', by(group), [null])?.narrowed.without).toEqual([absence]);
});

test('tags are all required, and a value of a key is a tag', () => {
  const chat = { tag: ['env:prod'] };
  expect(stepToCalls('30d', by('tag:feature', 'none', chat), ['chat'])?.narrowed.tag).toEqual([
    'env:prod',
    'feature:chat',
  ]);
});

test('a day becomes the range', () => {
  expect(stepToCalls('90d', by('day'), ['2026-03-08'])?.range).toBe('2026-03-08..2026-03-08');
});

test('what no filter can say opens nothing', () => {
  expect(stepToCalls('30d', by('tag:feature'), [null])).toBeNull();
  const slice = '2026-03-08T00:00:00.000Z..2026-03-09T00:00:00.000Z';
  expect(stepToCalls('30d', by('day', 'none', { slice }), ['2026-03-08'])).toBeNull();
});
