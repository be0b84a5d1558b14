import { expect, test } from 'vitest';
import { checkAmounts, NO_PRICE, sentFields, toFieldText, toPriceInput } from './price-form.ts';

test('what was typed goes to the server as text, and what was left empty does not', () => {
  const values = {
    ...NO_PRICE,
    usual: { ...NO_PRICE.usual, input: ' 0.15 ', request: '0.000000000001' },
    others: [
      { id: 'a', kind: 'web_search', amount: '10', per: '1000' },
      { id: 'b', kind: '', amount: '', per: '1' },
    ],
    from: '2026-03-01T00:00',
    reason: 'new contract',
  };
  expect(toPriceInput('openai/gpt', values)).toEqual({
    subject: 'openai/gpt',
    components: [
      { kind: 'input', amount: '0.15', perUnits: 1_000_000 },
      { kind: 'request', amount: '0.000000000001', perUnits: 1 },
      { kind: 'web_search', amount: '10', perUnits: 1000 },
    ],
    effectiveFrom: '2026-03-01T00:00:00.000Z',
    effectiveUntil: null,
    reason: 'new contract',
  });
});

test('nothing typed is no price, for the server to refuse', () => {
  expect(toPriceInput('openai/gpt', NO_PRICE)).toMatchObject({
    components: [],
    effectiveFrom: null,
  });
});

test('an instant is put into a field without its seconds', () => {
  expect(toFieldText('2026-03-01T23:59:58.123Z')).toBe('2026-03-01T23:59');
});

test('what is wrong with a number of the request is wrong with the row that it came from', () => {
  const values = {
    ...NO_PRICE,
    usual: { ...NO_PRICE.usual, output: '2' },
    others: [
      { id: 'blank', kind: '', amount: '', per: '1' },
      { id: 'search', kind: 'web-search', amount: '0.01', per: '1' },
    ],
  };
  expect([...sentFields(values)]).toEqual([
    ['components.0.kind', 'output kind'],
    ['components.0.amount', 'output amount'],
    ['components.1.kind', 'search kind'],
    ['components.1.amount', 'search amount'],
  ]);
  expect(toPriceInput('a/b', values).components?.map(({ kind }) => kind)).toEqual([
    'output',
    'web-search',
  ]);
});

test.each(['-1', '1e-6', '1,5', '0x10', '.5', '١', 'NaN'])('%j is no amount', (input) => {
  const values = { ...NO_PRICE, usual: { ...NO_PRICE.usual, input, output: '1.50' } };
  expect(Object.keys(checkAmounts(values))).toEqual(['input amount']);
});
