import { expect, test } from 'vitest';
import { parseRateCard } from './parse-rate-card.ts';

const price = { kind: 'COST_PLUS', markupPercent: '20' };
const rule = { name: 'All', models: ['*'], price };
const tiered = (tiers: unknown) => [{ ...rule, price: { kind: 'VOLUME', meter: 'TOKENS', tiers } }];

test.each([
  ['nothing', null],
  ['no rules', { rules: [] }],
  ['models without a rule', { rules: [{ ...rule, models: ['gpt-4o'] }] }],
  ['two rules of one name', { rules: [rule, rule] }],
  ['a markup that is a number', { rules: [{ ...rule, price: { ...price, markupPercent: 20 } }] }],
  ['a negative markup', { rules: [{ ...rule, price: { ...price, markupPercent: '-1' } }] }],
  ['a fifth decimal', { rules: [{ ...rule, price: { ...price, markupPercent: '0.00001' } }] }],
  ['tiers without an end', { rules: tiered([{ upTo: '5', unitPrice: '1' }]) }],
  [
    'tiers that fall',
    {
      rules: tiered([
        { upTo: '5', unitPrice: '1' },
        { upTo: '5', unitPrice: '1' },
        { unitPrice: '1' },
      ]),
    },
  ],
  ['a tier after the last', { rules: tiered([{ unitPrice: '1' }, { unitPrice: '1' }]) }],
  [
    'an empty package',
    { rules: [{ ...rule, price: { kind: 'PACKAGE', meter: 'TOKENS', size: '0', price: '1' } }] },
  ],
  ['more than everything off', { rules: [rule], discountPercent: '100.0001' }],
  ['a misspelt term', { rules: [rule], minimun: '5' }],
  ['a name of control characters', { rules: [{ ...rule, name: '\u0000' }] }],
])('refuses %s, and says where', (_, json) => {
  const read = parseRateCard(json);
  expect(read).toMatchObject({ ok: false });
  expect(read.ok ? [] : read.error.map(({ message }) => message).filter(Boolean)).not.toEqual([]);
});
