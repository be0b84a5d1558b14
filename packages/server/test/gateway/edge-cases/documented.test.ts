import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const TESTS = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../../../../../docs/edge-cases.md', import.meta.url));
const CASES = Array.from({ length: 42 }, (_, index) => index + 1);
const HEADING = '## The tests\n\n';

interface NamedTest {
  readonly edgeCase: number;
  readonly file: string;
  readonly title: string;
}

/** Tests and groups of tests whose title begins with a case, as they stand in the files. */
function namedTests(): NamedTest[] {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort();
  return files.flatMap((name) => {
    const source = readFileSync(join(TESTS, name), 'utf8');
    const titles = source.matchAll(
      /^ *(?:(?:describe|test)\(|\]\)\(|\)\(|\}\)\()?(['"])case (\d+): (.+?)\1,/gm,
    );
    return Array.from(titles, ([, , edgeCase, title = '']) => ({
      edgeCase: Number(edgeCase),
      file: relative(TESTS, join(TESTS, name)),
      title: title.replaceAll('|', '\\|'),
    }));
  });
}

const found = namedTests();

test.each(CASES)('edge case %i has a test that is named after it', (edgeCase) => {
  expect(found.filter((each) => each.edgeCase === edgeCase)).not.toEqual([]);
});

test('docs/edge-cases.md lists them all', async () => {
  const document = readFileSync(DOCUMENT, 'utf8');
  const prose = document.slice(0, document.indexOf(HEADING) + HEADING.length);
  const rows = found
    .toSorted((a, b) => a.edgeCase - b.edgeCase)
    .map(({ edgeCase, file, title }) => `| ${edgeCase} | \`${file}\` | ${title} |`);
  const table = `In \`packages/server/test/\`.\n\n| # | file | test |\n|---|---|---|\n${rows.join('\n')}\n`;
  await expect(prose + table).toMatchFileSnapshot(DOCUMENT);
});

test('docs/edge-cases.md says what is done in each', () => {
  const [prose = ''] = readFileSync(DOCUMENT, 'utf8').split(HEADING);
  const described = prose.matchAll(/^\| (\d+) \| /gm);
  expect(Array.from(described, ([, edgeCase]) => Number(edgeCase))).toEqual(CASES);
});
