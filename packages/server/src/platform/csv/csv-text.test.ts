import { expect, test } from 'vitest';
import { csvText } from './csv-text.ts';

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '\0=1',
  '  =HYPERLINK("http://evil")',
  '\u00a0=1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
  ' ＝1',
  '\ttext',
  '\0text',
])('%j would run or hide: it is marked as text', (text) => {
  expect(csvText(text)).toBe(`'${text}`);
});

test.each(['acme', ' acme', 'a=b', 'user-1', "'quoted", '', '日本'])(
  '%j stays as it is',
  (text) => {
    expect(csvText(text)).toBe(text);
  },
);

test('nothing is an empty cell', () => {
  expect(csvText(null)).toBe('');
});
