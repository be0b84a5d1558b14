import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { parsePeriod } from '../../src/budgets/index.ts';
import { loadConfig } from '../../src/platform/config/index.ts';
import { startApi } from '../testkit/api-harness.ts';

const DOCUMENT = readFileSync(
  fileURLToPath(new URL('../../../../docs/budgets.md', import.meta.url)),
  'utf8',
);

function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...DOCUMENT.matchAll(fence)].map((match) => match[1] ?? '');
}

interface Answer {
  readonly userErrors?: readonly object[];
  readonly tier?: { readonly id?: string } | null;
  readonly budget?: { readonly id?: string } | null;
}

test('every example of docs/budgets.md does what it says, one after the other', async () => {
  await using api = await startApi({ now: '2026-11-10T12:00:00Z' });
  const ids = { TIER_ID: '', BUDGET_ID: '' };
  const examples = blocks('graphql');
  expect(examples.length).toBeGreaterThan(8);
  for (const example of examples) {
    const query = example.replace('TIER_ID', ids.TIER_ID).replace('BUDGET_ID', ids.BUDGET_ID);
    const { data, errors } = await api.graphql(query);
    expect([query, errors]).toEqual([query, undefined]);
    const [answer] = Object.values(data) as Answer[];
    expect([query, answer?.userErrors]).toEqual([query, []]);
    ids.TIER_ID = answer?.tier?.id ?? ids.TIER_ID;
    ids.BUDGET_ID = answer?.budget?.id ?? ids.BUDGET_ID;
  }
  expect(api.budgets.rules.tierOf('nobody has seen me')?.name).toBe('my-free-tier');
  expect(api.budgets.rules.current.blocks).toEqual([{ kind: 'customer', id: 'acme' }]);
});

test('every mutation of docs/budgets.md is one of the schema, with these arguments', async () => {
  await using api = await startApi();
  const fields = api.schema.getMutationType()?.getFields() ?? {};
  const rows = [...DOCUMENT.matchAll(/^\| .+? \| `(\w+\(.+?)` \| .*\|$/gm)];
  const named = rows.flatMap((row) => [...(row[1] ?? '').matchAll(/(\w+)\(([^)]*)\)?/g)]);
  expect(named.length).toBeGreaterThan(10);
  for (const [, name = '', list = ''] of named) {
    const args = fields[name]?.args.map((each) => each.name).sort();
    expect([name, args]).toEqual([name, list.split(', ').sort()]);
  }
});

test('every period of docs/budgets.md is one', () => {
  const rows = [...DOCUMENT.matchAll(/^\| ((?:`\w+` ?)+) \|/gm)];
  const periods = rows.flatMap((row) => [...(row[1] ?? '').matchAll(/`(\w+)`/g)]);
  expect(periods.length).toBeGreaterThan(10);
  for (const [, period = ''] of periods) {
    const anchor = new Date('2026-11-10T00:00:00Z');
    expect([period, parsePeriod(period, { timeZone: 'UTC', anchor })]).not.toEqual([period, null]);
  }
});

test('what docs/budgets.md writes into config.yaml is in force at the next start, and gone at the one after', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-budgets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'config.yaml');
  await writeFile(path, blocks('yaml').join('\n'));
  const { budgets } = loadConfig({ TOLLGATE_CONFIG: path }, () => []);
  const bare = await startApi();
  onTestFinished(() => bare[Symbol.asyncDispose]());
  const { database } = bare;
  await bare.graphql(
    'mutation { setBudget(input: { scope: { provider: "openai" }, limit: "1", period: "1d" }) { budget { id } } }',
  );
  const standing = async (file?: typeof budgets) => {
    await using api = await startApi({
      database,
      ...(file === undefined ? {} : { budgets: file }),
    });
    const query = '{ budgets { nodes { scope { key } limit { amount } configured } } }';
    const { data } = await api.graphql(query);
    const shown = data.budgets.nodes.map((each: Shown) => [
      each.scope.key,
      each.limit.amount,
      each.configured,
    ]);
    return shown.sort();
  };
  const configured = [
    ['global', '500', true],
    ['provider=openai', '100', true],
    ['tag=feature%3Achat', '25', true],
  ];
  expect(await standing(budgets)).toEqual(configured);
  expect(await standing(budgets)).toEqual(configured);
  expect(await standing()).toEqual([]);
});

interface Shown {
  readonly scope: { readonly key: string };
  readonly limit: { readonly amount: string };
  readonly configured: boolean;
}
