import { expect, test } from 'vitest';
import { formatExact } from '../../src/billing/rating/exact.ts';
import type { ModelUsage } from '../../src/billing/rating/rate-card.ts';
import { rateUsage } from '../../src/billing/rating/rate-usage.ts';
import { cardOf, textOf, totalOf, usageOf } from './support.ts';

/** One pricing model with usage at, below and above each of its boundaries; totals worked out by hand. */
interface Case {
  readonly name: string;
  readonly price: object;
  readonly terms?: object;
  readonly usage: (boundary: bigint) => ModelUsage;
  readonly totals: Readonly<Record<string, string>>;
}

const spent = (microDollars: bigint) => usageOf({ calls: 1, cost: `${microDollars}e-6` });
const tokens = (count: bigint) => usageOf({ calls: 1, inputTokens: Number(count) });
const calls = (count: bigint) => usageOf({ calls: Number(count), cost: `${count}e-2` });
const atCost = { kind: 'COST_PLUS', markupPercent: '0' };
const TIERS = [
  { upTo: '1000', unitPrice: '0.002', flat: '1' },
  { upTo: '2000', unitPrice: '0.001' },
  { unitPrice: '0.0005', flat: '3' },
];
const MAX_TOKENS = String(2n ** 53n - 1n);

const CASES: readonly Case[] = [
  {
    name: 'cost-plus',
    price: { kind: 'COST_PLUS', markupPercent: '17.5' },
    usage: spent,
    totals: { 0: '0', 1: '0.000001175', 1000000: '1.175', 9000000000000: '10575000' },
  },
  {
    name: 'own-prices',
    price: { kind: 'PER_TOKEN', input: '2.5', cachedInput: '1.25', output: '10' },
    usage: (count) =>
      usageOf({
        calls: 1,
        inputTokens: Number(count),
        cachedInputTokens: Number(count / 2n),
        outputTokens: Number(count),
      }),
    totals: { 0: '0', 1: '0.0000125', 2: '0.00002375', 1000000: '11.875' },
  },
  {
    name: 'graduated',
    price: { kind: 'GRADUATED', meter: 'TOKENS', tiers: TIERS },
    usage: tokens,
    totals: {
      0: '0',
      1: '1.002',
      999: '2.998',
      1000: '3',
      1001: '3.001',
      2000: '4',
      2001: '7.0005',
      [MAX_TOKENS]: '4503599627376.4955',
    },
  },
  {
    name: 'volume',
    price: { kind: 'VOLUME', meter: 'TOKENS', tiers: TIERS },
    usage: tokens,
    totals: { 0: '0', 1: '1.002', 1000: '3', 1001: '1.001', 2000: '2', 2001: '4.0005' },
  },
  {
    name: 'package',
    price: { kind: 'PACKAGE', meter: 'REQUESTS', size: '100', price: '9.99' },
    usage: calls,
    totals: { 0: '0', 1: '9.99', 99: '9.99', 100: '9.99', 101: '19.98', 200: '19.98' },
  },
  {
    name: 'included-units',
    price: { kind: 'GRADUATED', meter: 'REQUESTS', included: '10', tiers: [{ unitPrice: '0.5' }] },
    usage: calls,
    totals: { 0: '0', 9: '0', 10: '0', 11: '0.5', 20: '5' },
  },
  {
    name: 'tiered-markup',
    price: {
      kind: 'GRADUATED',
      meter: 'SPEND',
      tiers: [{ upTo: '1', unitPrice: '1.3' }, { unitPrice: '1.1' }],
    },
    usage: spent,
    totals: { 0: '0', 1: '0.0000013', 1000000: '1.3', 1000001: '1.3000011', 3000000: '3.5' },
  },
  {
    name: 'allowance',
    price: atCost,
    terms: { allowance: '5' },
    usage: spent,
    totals: { 0: '0', 1: '0', 4999999: '0', 5000000: '0', 5000001: '0.000001', 6000000: '1' },
  },
  {
    name: 'minimum',
    price: atCost,
    terms: { minimum: '5' },
    usage: spent,
    totals: { 0: '5', 1: '5', 4999999: '5', 5000000: '5', 5000001: '5.000001' },
  },
  {
    name: 'discount',
    price: atCost,
    terms: { discountPercent: '12.3456' },
    usage: spent,
    totals: { 0: '0', 1: '0.000000876544', 1000000: '0.876544' },
  },
  {
    name: 'discount-of-everything',
    price: atCost,
    terms: { discountPercent: '100' },
    usage: spent,
    totals: { 0: '0', 1: '0', 1000000: '0' },
  },
  {
    name: 'fees',
    price: atCost,
    terms: { fixedFees: [{ name: 'Platform', amount: '49' }] },
    usage: spent,
    totals: { 0: '49', 1: '49.000001', 1000000: '50' },
  },
  {
    name: 'all-terms-in-order',
    price: atCost,
    terms: {
      allowance: '2',
      discountPercent: '10',
      minimum: '9',
      fixedFees: [{ name: 'Platform', amount: '1' }],
    },
    usage: spent,
    // (usage − 2) less a tenth, at least 9, and the fee on top.
    totals: { 0: '10', 2000000: '10', 12000000: '10', 12000001: '10.0000009', 22000000: '19' },
  },
];

const BOUNDARIES = CASES.flatMap((each) =>
  Object.entries(each.totals).map(([boundary, total]) => ({ ...each, boundary, total })),
);

test.each(BOUNDARIES)('$name at $boundary comes to $total', async (each) => {
  const card = cardOf({
    rules: [{ name: 'Everything', models: ['*'], price: each.price }],
    ...each.terms,
  });
  const lines = rateUsage(card, [each.usage(BigInt(each.boundary))]);
  expect(formatExact(totalOf(lines))).toBe(each.total);
  const golden = `./golden/${each.name}-${each.boundary}.json`;
  await expect(`${JSON.stringify(textOf(lines), null, 2)}\n`).toMatchFileSnapshot(golden);
});

test('a fee per request comes beside the price, for each model', () => {
  const rule = { name: 'A', models: ['*'], price: atCost, requestFee: '0.01' };
  const usage = ['a', 'b'].map((model) => usageOf({ model, calls: 3, cost: '1' }));
  expect(formatExact(totalOf(rateUsage(cardOf({ rules: [rule] }), usage)))).toBe('2.06');
});

test('the first rule that names a model has it', () => {
  const free = { name: 'Free', models: ['gpt-4o', 'sim/*'], price: { ...atCost } };
  const rest = { name: 'Rest', models: ['*'], price: { kind: 'COST_PLUS', markupPercent: '100' } };
  const usage = ['gpt-4o', 'gpt-4o-mini', 'sim/x'].map((model) => usageOf({ model, cost: '1' }));
  expect(formatExact(totalOf(rateUsage(cardOf({ rules: [free, rest] }), usage)))).toBe('4');
});
