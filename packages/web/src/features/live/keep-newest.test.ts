import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepNewest, type Received } from './keep-newest.ts';

const at = (connection: number, sequence: number) => ({ connection, message: { sequence } });

test('a message with a lower sequence changes nothing', () => {
  const shown = at(1, 7);
  expect(keepNewest(shown, at(1, 6))).toBe(shown);
});

test('what was read again is shown although nothing was recorded: minutes and days pass', () => {
  const later = at(1, 7);
  expect(keepNewest(at(1, 7), later)).toBe(later);
});

test('the first message after a reconnect wins, even when the server counts from the start', () => {
  const restarted = at(2, 1);
  expect(keepNewest(at(1, 900), restarted)).toBe(restarted);
});

test('whatever the order of arrival, the newest of the newest connection is shown', () => {
  const messages = fc.array(fc.tuple(fc.nat(3), fc.nat(20)), { minLength: 1 });
  fc.assert(
    fc.property(messages, (pairs) => {
      let shown: Received<{ sequence: number }> | undefined;
      for (const [connection, sequence] of pairs) {
        shown = keepNewest(shown, at(connection, sequence));
      }
      const newest = pairs.reduce((a, b) =>
        b[0] > a[0] || (b[0] === a[0] && b[1] > a[1]) ? b : a,
      );
      expect(shown).toEqual(at(...newest));
    }),
  );
});
