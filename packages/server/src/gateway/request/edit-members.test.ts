import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editMembers } from './edit-members.ts';
import { topLevelMembers } from './top-level-members.ts';

const spacing = fc.constantFrom(undefined, 1, '\t', ' \n');
const anyObject = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());

describe('members of a JSON object', () => {
  test('are found wherever they stand, whatever is inside them', () => {
    fc.assert(
      fc.property(anyObject, spacing, (object, indent) => {
        const text = ` ${JSON.stringify(object, null, indent)} `;
        const members = topLevelMembers(text) ?? [];
        const found = members.map((m) => [m.key, JSON.parse(text.slice(m.valueStart, m.end))]);
        expect(found).toEqual(Object.entries(JSON.parse(text)));
      }),
    );
  });

  test.each([
    '',
    '[]',
    '"{}"',
    '{',
    '{"a"}',
    '{"a":1',
    '{"a":"x}',
    '{"a":1 "b":2}',
    'null',
    '{"a":]}',
  ])('%j is not an object', (text) => {
    expect(topLevelMembers(text)).toBeNull();
  });

  test('an edit changes its member and nothing else', () => {
    fc.assert(
      fc.property(anyObject, fc.string(), fc.jsonValue(), (object, key, value) => {
        fc.pre(key !== '__proto__');
        const edited = editMembers(JSON.stringify(object), { [key]: JSON.stringify(value) });
        const roundTrip = (each: unknown) => JSON.parse(JSON.stringify(each));
        expect(JSON.parse(edited)).toEqual(roundTrip({ ...object, [key]: value }));
      }),
    );
  });

  test('what is not edited keeps its bytes', () => {
    const text = '{ "seed": 12345678901234567890, "t": 1.0, "x":"\\u00e9", "model": "a" }';
    expect(editMembers(text, { model: '"b"' })).toBe(
      '{"seed": 12345678901234567890,"t": 1.0,"x":"\\u00e9","model": "b"}',
    );
  });

  test('a member named twice or with escapes is edited in every place', () => {
    const text = '{"model":"cheap","mod\\u0065l":"expensive"}';
    expect(JSON.parse(editMembers(text, { model: '"real"' }))).toEqual({ model: 'real' });
    expect(editMembers(text, { model: null })).toBe('{}');
  });
});
