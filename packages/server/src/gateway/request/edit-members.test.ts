import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editMembers, type MemberEdits } from './edit-members.ts';
import { countMembers, memberTexts, topLevelMembers } from './top-level-members.ts';

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
    expect(countMembers(text)).toBeNull();
    expect(memberTexts(text, ['a'])).toEqual({});
  });

  test.each([
    ['{"usage":1,"usage":{"a":[2]}}', 2, { usage: '{"a":[2]}' }],
    ['{"\\u0075sage" : 3, "us":4, "usages":5}', 3, { usage: '3' }],
    ['{"x":{"usage":1},"y":"\\"usage\\":2"}', 2, {}],
  ])('%s: each is counted, and the last of a name is read', (text, count, texts) => {
    expect(countMembers(text)).toBe(count);
    expect(memberTexts(text, ['usage', 'toString'])).toEqual(texts);
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

  test.each<[string, MemberEdits, string]>([
    [
      '{ "seed": 12345678901234567890, "t": 1.0, "x":"\\u00e9", "model": "a" }',
      { model: '"b"' },
      '{ "seed": 12345678901234567890, "t": 1.0, "x":"\\u00e9", "model": "b" }',
    ],
    ['\n{\t"a" : 1 ,\n "b":2 ,"c" : 3 }\n', { b: null }, '\n{\t"a" : 1 ,"c" : 3 }\n'],
    ['{ "a":1, "b":2}', { a: null }, '{ "b":2}'],
    ['{"a":1 , "b":2 }', { b: null, c: '3' }, '{"a":1,"c":3 }'],
    ['{ }', { a: '1' }, '{"a":1 }'],
    ['{ "a":1 }', { a: null, b: '2' }, '{"b":2 }'],
  ])('%j, %j: what is not edited keeps its bytes', (text, edits, edited) => {
    expect(editMembers(text, edits)).toBe(edited);
  });

  test('with nothing to edit every byte stays', () => {
    fc.assert(
      fc.property(anyObject, spacing, (object, indent) => {
        const text = ` ${JSON.stringify(object, null, indent)}\n`;
        expect(editMembers(text, {})).toBe(text);
      }),
    );
  });

  test('of a member that stands twice, with escapes or without, the last is kept', () => {
    const text = '{"model":"cheap","mod\\u0065l":"expensive"}';
    expect(editMembers(text, { model: '"real"' })).toBe('{"mod\\u0065l":"real"}');
    expect(editMembers(text, {})).toBe('{"mod\\u0065l":"expensive"}');
    expect(editMembers(text, { model: null })).toBe('{}');
    expect(editMembers('{"a":1,"model":2,"model":3}', { model: null })).toBe('{"a":1}');
  });
});
