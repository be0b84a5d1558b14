import { expect, test } from 'vitest';
import { type DumpRow, readArray, readDump } from './read-dump.ts';

async function read(text: string): Promise<DumpRow[]> {
  async function* lines() {
    yield* text.split('\n');
  }
  const rows: DumpRow[] = [];
  for await (const { row } of readDump(lines(), new Set(['LiteLLM_EndUserTable']))) rows.push(row);
  return rows;
}

const HEADER = 'COPY public."LiteLLM_EndUserTable" (user_id, "alias") FROM stdin;';

test('rows are read as they were written, whatever is in them', async () => {
  const text = [
    '-- a dump',
    'COPY public.other (a) FROM stdin;',
    'COPY public."LiteLLM_EndUserTable" (not, this) FROM stdin;',
    '\\.',
    HEADER,
    'acme\t\\N',
    'a\\tb\\nc\\\\N\t',
    'müller & söhne\t\\\\.',
    '\\.',
    'select 1;',
  ].join('\n');
  expect(await read(text)).toEqual([
    { user_id: 'acme', alias: null },
    { user_id: 'a\tb\nc\\N', alias: '' },
    { user_id: 'müller & söhne', alias: '\\.' },
  ]);
});

test.each([
  ['an archive', 'PGDMP\u0001', 'This is no text'],
  ['inserts', 'INSERT INTO public."LiteLLM_EndUserTable" VALUES (1);', 'INSERT statements'],
  ['half a dump', `${HEADER}\nacme\t\\N`, 'ends within'],
  ['a torn row', `${HEADER}\nacme\n\\.`, '1 values for 2 columns'],
])('%s is refused with what to do', async (_, text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});

test.each([
  [null, []],
  ['{}', []],
  ['{a,b}', ['a', 'b']],
  ['{"a,b","say \\"hi\\"",c}', ['a,b', 'say "hi"', 'c']],
])('the array %j is %j', (text, list) => {
  expect(readArray(text)).toEqual(list);
});
