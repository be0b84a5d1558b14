import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type Cadence, periodAt } from '../../src/billing/period.ts';
import { differenceOf } from '../../src/billing/rating/difference.ts';
import type { Exact } from '../../src/billing/rating/exact.ts';
import type { ModelUsage, RateCard } from '../../src/billing/rating/rate-card.ts';
import { rateUsage } from '../../src/billing/rating/rate-usage.ts';
import { totalsOf } from '../../src/billing/rating/totals.ts';
import { toPico } from '../../src/kernel/index.ts';
import { cardOf, totalOf } from './support.ts';

const SEED = 8;
const runs = (numRuns: number) => ({ seed: SEED, numRuns });

const money = fc.integer({ min: 0, max: 5_000_000 }).map((micro) => `${micro}e-6`);
const meter = fc.constantFrom('TOKENS', 'INPUT_TOKENS', 'OUTPUT_TOKENS', 'REQUESTS', 'SPEND');
const tiers = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 40_000 }), { maxLength: 4 }),
    fc.array(fc.tuple(money, money), { minLength: 5, maxLength: 5 }),
  )
  .map(([bounds, prices]) => {
    const sorted = [...bounds.toSorted((a, b) => a - b).map(String), null];
    return sorted.map((upTo, i) => ({ upTo, unitPrice: prices[i]?.[0], flat: prices[i]?.[1] }));
  });
const price = fc.oneof(
  fc.record({
    kind: fc.constant('COST_PLUS'),
    markupPercent: fc.constantFrom('0', '12.3456', '250'),
  }),
  fc.record({ kind: fc.constant('PER_TOKEN'), input: money, cachedInput: money, output: money }),
  fc.record({ kind: fc.constantFrom('GRADUATED', 'VOLUME'), meter, included: money, tiers }),
  fc.record({
    kind: fc.constant('PACKAGE'),
    meter,
    size: fc.constantFrom('1', '7', '1000'),
    price: money,
  }),
);
const card: fc.Arbitrary<RateCard> = fc
  .record({
    first: price,
    last: price,
    allowance: fc.constantFrom('0', '3.5', '1000'),
    discountPercent: fc.constantFrom('0', '0.0001', '33.3333', '100'),
    minimum: fc.constantFrom('0', '10', '100000'),
    fee: money,
  })
  .map(({ first, last, fee, ...terms }) =>
    cardOf({
      ...terms,
      rules: [
        { name: 'First', models: ['a*'], price: first, requestFee: fee },
        { name: 'Last', models: ['*'], price: last },
      ],
      fixedFees: [{ name: 'Platform', amount: fee }],
    }),
  );

const event: fc.Arbitrary<ModelUsage> = fc
  .record({
    model: fc.constantFrom('a1', 'a2', 'b', '=x'),
    input: fc.tuple(fc.nat(3_000), fc.nat(500), fc.nat(500)),
    outputTokens: fc.nat(4_000),
    cost: fc.bigInt({ min: 0n, max: 10n ** 13n }).map(toPico),
  })
  .map(({ input: [plain, cached, written], ...rest }) => ({
    ...rest,
    calls: 1,
    inputTokens: plain + cached + written,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
  }));
const events = fc.array(event, { maxLength: 40 });

describe('a period is rated', () => {
  test('alike in whatever order its usage comes and however it is split up', () => {
    fc.assert(
      fc.property(card, events, fc.integer(), (rates, all, by) => {
        const turned = [
          ...all.slice(by % (all.length + 1)),
          ...all.slice(0, by % (all.length + 1)),
        ];
        expect(rateUsage(rates, turned)).toEqual(rateUsage(rates, all));
      }),
      runs(300),
    );
  });

  test('in parts, each booked as the difference, to the same lines as at once', () => {
    fc.assert(
      fc.property(card, fc.array(events, { minLength: 1, maxLength: 5 }), (rates, parts) => {
        const booked: ReturnType<typeof rateUsage> = [];
        const soFar: ModelUsage[] = [];
        for (const part of parts) {
          soFar.push(...part);
          booked.push(...differenceOf(rateUsage(rates, soFar), booked));
        }
        expect(differenceOf(rateUsage(rates, soFar), booked)).toEqual([]);
        expect(totalOf(booked)).toBe(totalOf(rateUsage(rates, soFar)));
      }),
      runs(300),
    );
  });

  test('to lines whose amount is quantity times price, wherever they have a price', () => {
    fc.assert(
      fc.property(card, events, (rates, all) => {
        for (const { quantity, unitPrice, exact } of rateUsage(rates, all)) {
          expect((quantity === null) === (unitPrice === null)).toBe(true);
          if (quantity !== null && unitPrice !== null) {
            expect(exact).toBe(quantity * unitPrice * 10n ** 6n);
          }
        }
      }),
      runs(300),
    );
  });

  test('as a slow, naive rater in fractions would', () => {
    fc.assert(
      fc.property(card, events, (rates, all) => {
        const [top, bottom] = naive(rates, all);
        expect(totalOf(rateUsage(rates, all)) * bottom).toBe(top * 10n ** 30n);
      }),
      runs(500),
    );
  });
});

/** Fractions as [numerator, denominator]: the oracle shares no arithmetic with what it checks. */
type Fraction = readonly [bigint, bigint];
const plus = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d + c * b, b * d];
const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
const less = (a: Fraction, [c, d]: Fraction): Fraction => plus(a, [-c, d]);
const isLess = ([a, b]: Fraction, [c, d]: Fraction) => a * d < c * b;
const PICO = 10n ** 12n;
const pico = (value: bigint): Fraction => [value, PICO];
const none: Fraction = [0n, 1n];

function naive(card: RateCard, all: readonly ModelUsage[]): Fraction {
  let usage = none;
  for (const [index, rule] of card.rules.entries()) {
    const own = all.filter(({ model }) => model.startsWith('a') === (index === 0));
    for (const each of own)
      usage = plus(usage, times([BigInt(each.calls), 1n], pico(rule.requestFee)));
    usage = plus(usage, naiveRule(rule.price, own));
  }
  const free = isLess(usage, pico(card.allowance)) ? usage : pico(card.allowance);
  usage = less(usage, free);
  usage = times(usage, [1_000_000n - card.discountPercent, 1_000_000n]);
  if (isLess(usage, pico(card.minimum))) usage = pico(card.minimum);
  return card.fixedFees.reduce((sum, { amount }) => plus(sum, pico(amount)), usage);
}

function naiveRule(
  price: RateCard['rules'][number]['price'],
  own: readonly ModelUsage[],
): Fraction {
  const sum = (of: (each: ModelUsage) => number) =>
    own.reduce((total, each) => total + BigInt(of(each)), 0n);
  const cost = pico(own.reduce((total, each) => total + each.cost, 0n));
  if (price.kind === 'COST_PLUS') return times(cost, pico(price.factor));
  if (price.kind === 'PER_TOKEN') {
    const { input, cachedInput, cacheWrite, output } = price.prices;
    const plain = sum((u) => u.inputTokens - u.cachedInputTokens - u.cacheWriteTokens);
    return [
      times([plain, 1n], pico(input)),
      times([sum((u) => u.cachedInputTokens), 1n], pico(cachedInput)),
      times([sum((u) => u.cacheWriteTokens), 1n], pico(cacheWrite)),
      times([sum((u) => u.outputTokens), 1n], pico(output)),
    ].reduce(plus);
  }
  const meters: Record<string, Fraction> = {
    TOKENS: [sum((u) => u.inputTokens + u.outputTokens), 1n],
    INPUT_TOKENS: [sum((u) => u.inputTokens), 1n],
    OUTPUT_TOKENS: [sum((u) => u.outputTokens), 1n],
    REQUESTS: [sum((u) => u.calls), 1n],
    SPEND: cost,
  };
  const owed = less(meters[price.meter] ?? none, pico(price.included));
  if (!isLess(none, owed)) return none;
  if (price.kind === 'PACKAGE') {
    let packages = 0n;
    while (isLess(times([packages, 1n], pico(price.size)), owed)) packages += 1n;
    return times([packages, 1n], pico(price.price));
  }
  let total = none;
  let from = none;
  for (const tier of price.tiers) {
    const reaches = tier.upTo === null || !isLess(pico(tier.upTo), owed);
    if (price.kind === 'VOLUME') {
      if (reaches) return plus(times(owed, pico(tier.unitPrice)), pico(tier.flat));
      continue;
    }
    const until = reaches || tier.upTo === null ? owed : pico(tier.upTo);
    total = plus(total, plus(times(less(until, from), pico(tier.unitPrice)), pico(tier.flat)));
    if (reaches) return total;
    from = until;
  }
  return total;
}

const UNIT = 10n ** 28n;
const exact = fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }).map((value) => value as Exact);
const currency = fc.constantFrom(
  { digits: 2, exchangeRate: 10n ** 10n },
  { digits: 0, exchangeRate: 1_512_345_678_901n },
  { digits: 3, exchangeRate: 3_071_234_567n },
);

describe('an invoice is rounded once', () => {
  test('its lines add up to the subtotal, and subtotal and tax to the total', () => {
    fc.assert(
      fc.property(
        fc.array(exact),
        currency,
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        (lines, of, tax) => {
          const totals = totalsOf(lines, of, tax);
          expect(totals.lines.reduce((sum, line) => sum + line, 0n)).toBe(totals.subtotal);
          expect(totals.subtotal + totals.tax).toBe(totals.total);
        },
      ),
      runs(500),
    );
  });

  test('5,000 lines together are off by at most half a cent, and each by less than a cent', () => {
    const tiny = fc.bigInt({ min: 0n, max: 10n ** 29n }).map((value) => value as Exact);
    fc.assert(
      fc.property(fc.array(tiny, { minLength: 5_000, maxLength: 5_000 }), (lines) => {
        const totals = totalsOf(lines, { digits: 2, exchangeRate: 10n ** 10n }, 0n);
        const off = totals.subtotal * UNIT - lines.reduce((sum, line) => sum + line, 0n);
        expect(2n * (off < 0n ? -off : off) <= UNIT).toBe(true);
        lines.forEach((line, i) => {
          const difference = (totals.lines[i] ?? 0n) * UNIT - line;
          expect(difference < UNIT && difference > -UNIT).toBe(true);
        });
      }),
      runs(20),
    );
  });

  test('half a cent rounds away from zero, so that a credit mirrors its charge', () => {
    const half = (UNIT / 2n) as Exact;
    const usd = { digits: 2, exchangeRate: 10n ** 10n };
    expect(totalsOf([half], usd, 0n).total).toBe(1n);
    expect(totalsOf([-half as Exact], usd, 0n).total).toBe(-1n);
  });
});

describe('billing periods tile time', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC');
  const instant = fc.integer({
    min: Date.parse('2024-01-01T00:00:00Z'),
    max: Date.parse('2029-03-01T00:00:00Z'),
  });
  const cadence = fc.constantFrom<Cadence>('MONTH', 'QUARTER', 'WEEK', 'ANCHORED');

  test('in every zone, at every cadence, with every anchor', () => {
    fc.assert(
      fc.property(
        zone,
        cadence,
        fc.integer({ min: 1, max: 31 }),
        instant,
        (timeZone, of, day, at) => {
          const schedule = { cadence: of, anchorDay: day, timeZone };
          const period = periodAt(schedule, new Date(at));
          expect(period.startsAt.getTime()).toBeLessThanOrEqual(at);
          expect(period.endsAt.getTime()).toBeGreaterThan(at);
          expect(periodAt(schedule, period.startsAt)).toEqual(period);
          expect(periodAt(schedule, period.endsAt).startsAt).toEqual(period.endsAt);
          expect(periodAt(schedule, new Date(period.startsAt.getTime() - 1)).endsAt).toEqual(
            period.startsAt,
          );
        },
      ),
      runs(2_000),
    );
  });

  const days = (timeZone: string, anchorDay: number, from: string, count: number) => {
    const starts: string[] = [];
    let at = new Date(from);
    for (let i = 0; i < count; i += 1) {
      const { startsAt, endsAt } = periodAt({ cadence: 'ANCHORED', anchorDay, timeZone }, at);
      const local = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime());
      starts.push(local.toZonedDateTimeISO(timeZone).toPlainDate().toString());
      at = endsAt;
    }
    return starts;
  };

  test('from the 31st through a leap February, and back to the 31st', () => {
    expect(days('America/New_York', 31, '2028-01-31T12:00:00Z', 4)).toEqual([
      '2028-01-31',
      '2028-02-29',
      '2028-03-31',
      '2028-04-30',
    ]);
  });

  test('the month of a summer-time change is an hour shorter or longer', () => {
    const hours = (at: string) => {
      const schedule = { cadence: 'MONTH', anchorDay: 1, timeZone: 'Europe/Berlin' } as const;
      const { startsAt, endsAt } = periodAt(schedule, new Date(at));
      return (endsAt.getTime() - startsAt.getTime()) / 3_600_000;
    };
    expect([hours('2026-03-10T00:00:00Z'), hours('2026-10-10T00:00:00Z')]).toEqual([743, 745]);
  });
});
