import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactPrices } from '../catalogue.ts';
import { priceOf } from '../price.ts';
import { flatPrice, onlyBase, type PriceVersion } from '../prices.ts';
import { withPublishedRules } from '../published-rules.ts';
import { shippedCatalogue } from './shipped-catalogue.ts';
import { ALL_DAY, EARLIEST, findEntry, LATEST, type PriceEntry, splice } from './timeline.ts';
import { pricesText } from './version-name.ts';

function version(name: string): PriceVersion {
  return { version: name, prices: onlyBase({ input: flatPrice(priceOf(1n)) }) };
}

const day = (offset: number) => new Date(Date.UTC(2026, 0, 1 + offset));

/** A timeline of whole days with gaps, made from lengths: none of its entries overlap. */
const timeline = fc
  .array(fc.record({ gap: fc.nat(3), length: fc.integer({ min: 1, max: 5 }) }), { maxLength: 6 })
  .map((spans) => {
    let at = 0;
    return spans.map(({ gap, length }, i): PriceEntry => {
      const from = at + gap;
      at = from + length;
      const period = { effectiveFrom: day(from), effectiveUntil: day(at) };
      return { ...period, ...ALL_DAY, price: version(`old ${i}`) };
    });
  });

describe('a timeline', () => {
  test('changed for a while says the new thing then, and the old thing before and after', () => {
    const change = fc.record({
      from: fc.integer({ min: -2, max: 30 }),
      length: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(timeline, change, fc.boolean(), (entries, { from, length }, ends) => {
        const span = { from: day(from), until: ends ? day(from + length) : LATEST };
        const price = version('new');
        const replacement = { effectiveFrom: EARLIEST, effectiveUntil: LATEST, ...ALL_DAY, price };
        const changed = splice(entries, span, [replacement]);
        for (let at = -3; at < 60; at += 1) {
          const moment = day(at);
          const inside = moment >= span.from && moment < span.until;
          const expected = inside ? price : findEntry(entries, moment.getTime()).price;
          expect(findEntry(changed, moment.getTime()).price).toBe(expected);
        }
      }),
    );
  });

  test('an answer holds from its first to its last millisecond, and no longer', () => {
    fc.assert(
      fc.property(timeline, fc.integer({ min: -3, max: 40 }), (entries, at) => {
        const { price, fromMs, untilMs } = findEntry(entries, day(at).getTime());
        for (const inside of [fromMs, untilMs - 1].filter(Number.isFinite)) {
          expect(findEntry(entries, inside).price).toBe(price);
        }
        if (Number.isFinite(untilMs)) {
          expect(findEntry(entries, untilMs).fromMs).toBe(untilMs);
        }
      }),
    );
  });

  test('a window of the day opens and closes at its very minute, every day', () => {
    const night = { fromMinute: 990, untilMinute: 1440, price: version('night') };
    const light = { fromMinute: 0, untilMinute: 990, price: version('day') };
    const whole = { effectiveFrom: EARLIEST, effectiveUntil: LATEST };
    const entries = [light, night].map((window) => ({ ...whole, ...window }));
    const at = (time: string) => findEntry(entries, Date.parse(`2026-05-04T${time}Z`));
    expect(at('16:29:59.999').price?.version).toBe('day');
    expect(at('16:30:00.000').price?.version).toBe('night');
    expect(at('16:29:59.999').untilMs).toBe(Date.parse('2026-05-04T16:30:00Z'));
    expect(at('16:30:00.000').untilMs).toBe(Date.parse('2026-05-05T00:00:00Z'));
  });
});

describe('the shipped catalogue as timelines', () => {
  const timelines = shippedCatalogue();

  test('every model is there once, with one price at a time', () => {
    expect(timelines.length).toBeGreaterThan(1_200);
    expect(new Set(timelines.map(({ subject }) => subject)).size).toBe(timelines.length);
  });

  test('at any moment it says what the catalogue itself says', () => {
    const model = fc.constantFrom(...timelines);
    const moment = fc.date({ min: day(-700), max: day(700), noInvalidDate: true });
    fc.assert(
      fc.property(model, moment, ({ subject, entries }, at) => {
        const slash = subject.indexOf('/');
        const [providerId, name] = [subject.slice(0, slash), subject.slice(slash + 1)];
        const oracle = calcPrice({ input_tokens: 1 }, name, { providerId, timestamp: at });
        if (oracle === null || oracle.model.id !== name) return;
        const published = exactPrices(oracle.model_price);
        const expected = withPublishedRules({ provider: providerId, model: name }, published);
        const found = findEntry(entries, at.getTime()).price;
        expect(found && pricesText(found.prices)).toBe(expected && pricesText(expected));
      }),
      { numRuns: 3_000 },
    );
  });

  test('models with prices by date and by time of day are among them', () => {
    const lengths = timelines.map(({ entries }) => entries.length);
    expect(Math.max(...lengths)).toBeGreaterThan(3);
  });
});
