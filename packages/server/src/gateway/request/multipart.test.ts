import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editFields, parseForm } from './multipart.ts';

const NAMES = ['model', 'timeout', 'prompt', 'file'];
const contentType = 'multipart/form-data; boundary=XX';
const formOf = (fields: readonly { name: string; value: string }[]) =>
  Buffer.from(
    `${fields
      .map(({ name, value }) => {
        const file = name === 'file' ? '; filename="a.mp3"' : '';
        return `--XX\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
      })
      .join('')}--XX--\r\n`,
  );
const anyFields = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...NAMES),
    value: fc.string().filter((value) => !value.includes('--XX')),
  }),
  { selector: ({ name }) => name, minLength: 1 },
);

describe('a form', () => {
  test('that is edited is the form that would have been written with other fields', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const edited = editFields(
          { bytes: formOf(fields), contentType },
          { model: 'real', timeout: null },
        );
        const model = { name: 'model', value: 'real' };
        const kept = fields
          .filter(({ name }) => name !== 'timeout')
          .map((field) => (field.name === 'model' ? model : field));
        const wanted = kept.includes(model) ? kept : [model, ...kept];
        expect(edited.toString()).toBe(formOf(wanted).toString());
      }),
    );
  });

  test('gets a missing field after what stands before its first part', () => {
    const file = { name: 'file', value: 'audio' };
    const bytes = Buffer.from(`read on\r\n${formOf([file])}`);
    const edited = editFields({ bytes, contentType }, { model: 'real' });
    expect(edited.toString()).toBe(
      `read on\r\n${formOf([{ name: 'model', value: 'real' }, file])}`,
    );
  });

  test('has its text fields, and not its files', () => {
    const bytes = formOf([
      { name: 'model', value: 'm' },
      { name: 'file', value: 'audio' },
    ]);
    expect(parseForm({ bytes, contentType })).toEqual({ model: 'm' });
    expect(parseForm({ bytes, contentType: 'application/json' })).toBeNull();
  });
});
