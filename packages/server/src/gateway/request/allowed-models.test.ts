import { expect, test } from 'vitest';
import { mayUse, modelObjection } from './allowed-models.ts';

test.each([
  [null, 'anything', true],
  [[], 'gpt-4o', false],
  [['gpt-4o'], 'gpt-4o', true],
  [['gpt-4o'], 'gpt-4o-mini', false],
  [['gpt-4o'], 'GPT-4o', false],
  [['sim/*'], 'sim/fast', true],
  [['sim/*'], 'sim', false],
  [['*'], 'gpt-4o', true],
  [['a*b'], 'a*b', true],
  [['a*b'], 'axb', false],
])('a key for %j asking for %s: %s', (models, name, expected) => {
  expect(mayUse({ models }, name)).toBe(expected);
});

test('the refusal is the same for a model that exists and one that does not', () => {
  expect(modelObjection({ models: [] }, 'x')).toMatchObject({
    code: 'model_not_allowed',
    param: 'model',
  });
  expect(modelObjection({ models: ['x'] }, 'x')).toBeNull();
});
