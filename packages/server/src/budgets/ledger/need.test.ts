import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf, grantTokens, type Need } from './need.ts';

const need: fc.Arbitrary<Need> = fc
  .record({
    fixedPico: fc.bigInt({ min: 0n, max: 1_000n }),
    perTokenPico: fc.bigInt({ min: 0n, max: 50n }),
    outputTokens: fc.integer({ min: 0, max: 20_000 }),
    floor: fc.integer({ min: 0, max: 40 }),
    openEnded: fc.boolean(),
    inputTokens: fc.constant(1),
    leaseUntilMs: fc.constant(0),
  })
  .map(({ floor, ...rest }) => ({ ...rest, floorTokens: Math.min(floor, rest.outputTokens) }));
const money = fc.bigInt({ min: -500n, max: 1_500_000n });

describe('what a call is granted', () => {
  test('is affordable, within what was asked for, and never below the floor', () => {
    fc.assert(
      fc.property(need, money, money, fc.boolean(), (asked, a, b, patient) => {
        const [free, unspent] = a < b ? [a, b] : [b, a];
        const granted = grantTokens(asked, { free, unspent, patient });
        if (typeof granted !== 'number') return;
        expect(granted).toBeGreaterThanOrEqual(asked.floorTokens);
        expect(granted).toBeLessThanOrEqual(asked.outputTokens);
        if (costOf(asked, granted) > 0n) expect(costOf(asked, granted)).toBeLessThanOrEqual(free);
      }),
    );
  });

  test('is refused only to who cannot pay for the shortest answer', () => {
    fc.assert(
      fc.property(need, money, money, fc.boolean(), (asked, a, b, patient) => {
        const [free, unspent] = a < b ? [a, b] : [b, a];
        const granted = grantTokens(asked, { free, unspent, patient });
        const least = costOf(asked, asked.floorTokens);
        expect(granted === 'exhausted').toBe(
          least > unspent && costOf(asked, asked.outputTokens) > 0n,
        );
      }),
    );
  });

  test('waits only while something is set aside, and without patience only when not even the shortest answer is free', () => {
    fc.assert(
      fc.property(need, money, money, fc.boolean(), (asked, a, b, patient) => {
        const [free, unspent] = a < b ? [a, b] : [b, a];
        if (grantTokens(asked, { free, unspent, patient }) !== 'wait') return;
        expect(free).toBeLessThan(unspent);
        if (!patient) expect(costOf(asked, asked.floorTokens)).toBeGreaterThan(free);
      }),
    );
  });

  test('of an open-ended call leaves three quarters to others, unless that would hurt', () => {
    const asked: Need = {
      fixedPico: 0n,
      perTokenPico: 1n,
      outputTokens: 128_000,
      floorTokens: 16,
      openEnded: true,
      inputTokens: 1,
      leaseUntilMs: 0,
    };
    const grant = (free: bigint) => grantTokens(asked, { free, unspent: free, patient: true });
    expect(grant(1_000_000n)).toBe(128_000);
    expect(grant(100_000n)).toBe(25_000);
    expect(grant(8_000n)).toBe(4_096);
    expect(grant(3_000n)).toBe(3_000);
    expect(grant(16n)).toBe(16);
    expect(grant(15n)).toBe('exhausted');
  });
});
