import type { CardFields } from './card-fields.ts';

const OF_CARD = ['rules', 'allowance', 'discountPercent', 'minimum', 'fixedFees'];
const OF_PRICE = ['kind', 'markupPercent', 'input', 'cachedInput', 'cacheWrite', 'output'].concat([
  'meter',
  'included',
  'size',
  'price',
  'tiers',
]);
const OF_TIER = ['upTo', 'unitPrice', 'flat'];

/** The paths that problems of these fields can have, as the API spells them with dots. */
export function pathsOf({ rules, fixedFees }: CardFields): string[] {
  return [
    ...OF_CARD,
    ...rules.flatMap(({ tiers }, at) => {
      const price = `rules.${at}.price`;
      return [
        ...['name', 'models', 'requestFee', 'price'].map((name) => `rules.${at}.${name}`),
        ...OF_PRICE.map((name) => `${price}.${name}`),
        ...tiers.flatMap((_, i) => OF_TIER.map((name) => `${price}.tiers.${i}.${name}`)),
      ];
    }),
    ...fixedFees.flatMap((_, at) => ['name', 'amount'].map((name) => `fixedFees.${at}.${name}`)),
  ];
}
