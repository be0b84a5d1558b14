import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assert, Secret } from '../../kernel/index.ts';
import { parseEncryptionKey } from './encryption-key.ts';
import { Sealer } from './sealer.ts';

function newKey() {
  const key = parseEncryptionKey(new Secret(randomBytes(32).toString('base64')));
  assert(key !== null, 'a key of 32 bytes is a key');
  return key;
}

const OLD = newKey();
const NEW = newKey();

describe('a sealed text', () => {
  test('opens where it was sealed for, whatever it says', () => {
    const sealer = new Sealer([NEW]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => {
        expect(sealer.open(sealer.seal(new Secret(text), place), place)?.reveal()).toBe(text);
      }),
    );
  });

  test('opens nowhere else, and not when a single bit of it is changed', () => {
    const sealer = new Sealer([NEW]);
    const sealed = sealer.seal(new Secret('sk-provider'), 'here');
    expect(sealer.open(sealed, 'there')).toBeNull();
    for (let bit = 0; bit < sealed.bytes.length * 8; bit += 1) {
      const bytes = Buffer.from(sealed.bytes);
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(sealer.open({ ...sealed, bytes }, 'here')).toBeNull();
    }
  });

  test('never looks the same twice, and does not hold its text', () => {
    const sealer = new Sealer([NEW]);
    const [one, two] = [1, 2].map(() => sealer.seal(new Secret('sk-provider'), 'here').bytes);
    expect(one?.equals(two as Buffer)).toBe(false);
    expect(one?.includes('sk-provider')).toBe(false);
  });

  test('opens with an old key as long as it is named, and is sealed with the first', () => {
    const sealed = new Sealer([OLD]).seal(new Secret('x'), 'here');
    const both = new Sealer([NEW, OLD]);
    expect(both.open(sealed, 'here')?.reveal()).toBe('x');
    expect(both.isCurrent(sealed)).toBe(false);
    expect(both.isCurrent(both.seal(new Secret('x'), 'here'))).toBe(true);
    expect(new Sealer([NEW]).open(sealed, 'here')).toBeNull();
  });
});

test.each([
  [randomBytes(32).toString('hex'), true],
  [randomBytes(32).toString('base64'), true],
  [randomBytes(32).toString('base64url'), true],
  [randomBytes(31).toString('base64'), false],
  ['correct horse battery staple', false],
  ['', false],
])('%s: is a key is %s', (text, isKey) => {
  expect(parseEncryptionKey(new Secret(text)) !== null).toBe(isKey);
});
