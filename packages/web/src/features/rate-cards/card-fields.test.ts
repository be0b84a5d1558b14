import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KINDS, METERS, readFields, writeTerms } from './card-fields.ts';

const decimal = fc
  .tuple(fc.nat(10_000_000), fc.nat(999_999))
  .map(([whole, rest]) => `${whole}.${String(rest).padStart(6, '0')}`);
const maybe = fc.oneof(fc.constant(undefined), decimal);
const name = fc.stringMatching(/^[a-z][a-z0-9*./ -]{0,11}[a-z0-9]$/);

const tiers = fc.array(
  fc.record({ upTo: fc.oneof(fc.constant(null), decimal), unitPrice: decimal, flat: maybe }),
  { minLength: 1, maxLength: 4 },
);
const metered = { meter: fc.constantFrom(...METERS.map(({ value }) => value)), included: maybe };
const kind = (value: (typeof KINDS)[number]['value']) => ({ kind: fc.constant(value) });
const price = fc.oneof(
  fc.record({ ...kind('COST_PLUS'), markupPercent: decimal }),
  fc.record({
    ...{ ...kind('PER_TOKEN'), input: decimal, output: decimal },
    ...{ cachedInput: maybe, cacheWrite: maybe },
  }),
  fc.record({ ...kind('GRADUATED'), ...metered, tiers }),
  fc.record({ ...kind('VOLUME'), ...metered, tiers }),
  fc.record({ ...kind('PACKAGE'), ...metered, size: decimal, price: decimal }),
);
const terms = fc
  .record({
    rules: fc.array(
      fc.record({
        ...{ name, models: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), price },
        requestFee: maybe,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    ...{ allowance: maybe, discountPercent: maybe, minimum: maybe },
    fixedFees: fc.oneof(
      fc.constant(undefined),
      fc.array(fc.record({ name, amount: decimal }), { minLength: 1, maxLength: 3 }),
    ),
  })
  .map((card): unknown => JSON.parse(JSON.stringify(card)));

test('whatever terms say, the fields say the same', () => {
  fc.assert(
    fc.property(terms, (card) => {
      const fields = readFields(card);
      expect(fields).not.toBeNull();
      // Once more through the fields: nothing is lost or moved on the way.
      expect(fields && readFields(writeTerms(fields))).not.toBeNull();
    }),
    { numRuns: 60 },
  );
});

test('prices of tokens stand in the fields as those of a million', () => {
  const card = {
    rules: [
      {
        ...{ name: 'All', models: ['*'] },
        price: { kind: 'VOLUME', meter: 'TOKENS', tiers: [{ unitPrice: '0.0000040' }] },
      },
    ],
  };
  const fields = readFields(card);
  expect(fields?.rules[0]?.tiers[0]?.unitPrice).toBe('4');
  expect(fields && writeTerms(fields)).toMatchObject({
    rules: [{ price: { tiers: [{ unitPrice: '0.000004' }] } }],
  });
});

test.each([
  ['a field of tomorrow', { rules: [], surcharge: '3' }],
  ['a kind nobody knows', { rules: [{ name: 'All', models: ['*'], price: { kind: 'AUCTION' } }] }],
  ['a model with a comma in it', { rules: [{ name: 'All', models: ['a,b'], price: {} }] }],
  ['no object at all', 'free of charge'],
])('terms with %s stay JSON', (_, card) => {
  expect(readFields(card)).toBeNull();
});
