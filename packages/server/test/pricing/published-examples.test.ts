import { describe, expect, test } from 'vitest';
import { formatPico } from '../../src/kernel/index.ts';
import {
  DeploymentPrice,
  NO_USAGE,
  placesOf,
  rate,
  readCustomPrices,
  shippedBook,
} from '../../src/pricing/index.ts';
import { PUBLISHED_EXAMPLES, type PublishedExample } from './published-examples.ts';

describe('published prices', () => {
  test('are at least 60 examples of at least 10 providers', () => {
    expect(PUBLISHED_EXAMPLES.length).toBeGreaterThanOrEqual(60);
    const providers = new Set(PUBLISHED_EXAMPLES.map(({ model }) => model.split('/')[0]));
    expect(providers.size).toBeGreaterThanOrEqual(10);
  });

  test.each(PUBLISHED_EXAMPLES)('$model on $asOf costs exactly $expected ($what)', (example) => {
    const price = priceOf(example);
    const rated = price && rate({ ...NO_USAGE, ...example.usage }, price.prices);
    expect(rated?.missing ?? []).toEqual([]);
    expect(rated && rated.total !== null && formatPico(rated.total)).toBe(example.expected);
  });

  test.each(PUBLISHED_EXAMPLES)('$model on $asOf: its working comes to $expected', (example) => {
    const sum = example.working.split(' + ').reduce((all, term) => all + picoOf(term), 0n);
    expect(decimal(sum)).toBe(example.expected);
  });
});

function priceOf({ model, asOf, own = {} }: PublishedExample) {
  const slash = model.indexOf('/');
  const names = { provider: model.slice(0, slash), upstreamModel: model.slice(slash + 1) };
  return new DeploymentPrice({
    own: readCustomPrices(own).price,
    book: shippedBook(),
    places: placesOf({ ...names, baseModel: null }),
    fallback: null,
  }).at(new Date(asOf));
}

const UNITS: Readonly<Record<string, bigint>> = {
  M: 1_000_000n,
  K: 1_000n,
  h: 3_600_000n,
};

/** `6000 × 2.50/M` in whole pico-dollars, by integers alone. */
function picoOf(term: string): bigint {
  const [, quantity = '', whole = '', part = '', unit = ''] =
    /^(\d+) × (\d+)(?:\.(\d+))?(?:\/(\w))?$/.exec(term) ?? [];
  const dollars = BigInt(whole + part.padEnd(12, '0'));
  return (BigInt(quantity) * dollars) / (UNITS[unit] ?? 1n);
}

function decimal(pico: bigint): string {
  const digits = pico.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '');
}
