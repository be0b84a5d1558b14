import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../../kernel/index.ts';
import { SIGNATURE_HEADER, signatureObjection } from './signed-customer.ts';

const SECRET = 'tgs-secret';
const NOW = new Date('2026-03-01T12:00:00Z');
const SECONDS = NOW.getTime() / 1_000;

function sign(customer: string, { time = SECONDS, secret = SECRET } = {}): string {
  const mac = createHmac('sha256', secret).update(`${time}.${customer}`).digest('hex');
  return `t=${time},v1=${mac}`;
}

function judge(header: string | undefined, customer: string | null): string | null {
  const headers = header === undefined ? {} : { [SIGNATURE_HEADER]: header };
  return (
    signatureObjection(headers, { customer, secret: new Secret(SECRET), now: NOW })?.code ?? null
  );
}

test('an id signed now is believed, whatever it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (customer) => {
      expect(judge(sign(customer), customer)).toBeNull();
    }),
  );
});

test('a signature of one customer is none of another', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      fc.pre(a !== b);
      expect(judge(sign(a), b)).toBe('customer_not_signed');
    }),
  );
});

test.each([
  ['five minutes old', sign('acme', { time: SECONDS - 300 }), null],
  ['older', sign('acme', { time: SECONDS - 301 }), 'customer_not_signed'],
  ['from the future', sign('acme', { time: SECONDS + 301 }), 'customer_not_signed'],
  ['under another secret', sign('acme', { secret: 'other' }), 'customer_not_signed'],
  [
    'with its time changed',
    sign('acme').replace(/t=\d+/, `t=${SECONDS - 1}`),
    'customer_not_signed',
  ],
  ['in capitals', sign('acme').toUpperCase(), 'customer_not_signed'],
  ['cut short', sign('acme').slice(0, -1), 'customer_not_signed'],
  ['empty', '', 'customer_not_signed'],
  ['absent', undefined, 'customer_not_signed'],
])('%s', (_, header, expected) => {
  expect(judge(header, 'acme')).toBe(expected);
});

test('no customer at all is refused', () => {
  expect(judge(sign(''), null)).toBe('customer_not_signed');
});
