import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecimalText } from '../../lib/money.ts';
import { assignColours, OTHER_COLOUR, SERIES_SLOTS } from './colours.ts';
import { peakIndex, prepare, type Series, tickIndices } from './prepare.ts';

const amount = fc.nat(10_000).map((mills) => `${mills / 1_000}` as DecimalText);

const chart = fc.integer({ min: 1, max: 40 }).chain((bucketCount) => {
  const values = fc.array(amount, { minLength: bucketCount, maxLength: bucketCount });
  const named = fc.record({ key: fc.option(fc.string()), label: fc.string(), values });
  return fc.record({
    bucketCount: fc.constant(bucketCount),
    other: values,
    named: fc.uniqueArray(named, { maxLength: SERIES_SLOTS, selector: (one) => one.key }),
  });
});

function seriesOf({ named, other }: { named: object[]; other: DecimalText[] }): Series[] {
  const rest = { key: null, label: 'Other', isOther: true, values: other };
  return [rest, ...named.map((one) => ({ isOther: false, ...one }) as Series)];
}

describe('prepare', () => {
  test('every band has one length for each bucket', () => {
    fc.assert(
      fc.property(chart, (drawn) => {
        for (const band of prepare(seriesOf(drawn), drawn.bucketCount)) {
          expect(band.lengths).toHaveLength(drawn.bucketCount);
          expect(band.lengths.every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });

  test('no amount is lost or added: bands carry the values they were given', () => {
    fc.assert(
      fc.property(chart, (drawn) => {
        const series = seriesOf(drawn);
        const bands = prepare(series, drawn.bucketCount);
        const texts = (all: readonly { values: readonly string[] }[]) =>
          all.map((one) => one.values.join()).sort();
        expect(texts(bands)).toEqual(texts(series));
      }),
    );
  });

  test('"Other" is grey and on top; bands have distinct ids and colours', () => {
    fc.assert(
      fc.property(chart, (drawn) => {
        const bands = prepare(seriesOf(drawn), drawn.bucketCount);
        expect(bands.at(-1)?.colour).toBe(OTHER_COLOUR);
        expect(new Set(bands.map((band) => band.id)).size).toBe(bands.length);
        expect(new Set(bands.map((band) => band.colour)).size).toBe(bands.length);
      }),
    );
  });

  test('a band with a hole is refused instead of drawn', () => {
    const sparse: Series = { key: 'a', label: 'a', isOther: false, values: ['1'] };
    expect(() => prepare([sparse], 2)).toThrow('1 values for 2 buckets');
  });
});

test('colours do not depend on rank', () => {
  const keys = fc.uniqueArray(fc.string(), { maxLength: SERIES_SLOTS });
  const both = keys.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(both, ([list, shuffled]) => {
      const colours = assignColours(shuffled);
      for (const [key, colour] of assignColours(list)) expect(colours.get(key)).toBe(colour);
    }),
  );
});

test('labels fit into the room there is and start with the first bucket', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 20 }),
      (count, room) => {
        const ticks = tickIndices(count, room);
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeLessThanOrEqual(room);
        expect(Math.max(...ticks)).toBeLessThan(count);
      },
    ),
  );
});

test('the peak is the bucket with the highest sum', () => {
  expect(peakIndex(['1', '3.5', '3'], 3)).toBe(1);
  expect(peakIndex(['0', '0'], 2)).toBeNull();
  expect(peakIndex([], 2)).toBeNull();
});
