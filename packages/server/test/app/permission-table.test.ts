import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissionTable } from '../../src/app/permission-table.ts';
import { fieldsOf } from '../../src/platform/graphql/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';

let api: Api;
let rows: string[][];
beforeAll(async () => {
  api = await startApi();
  const [, , ...lines] = permissionTable(api.schema).trim().split('\n');
  rows = lines.map((line) => line.slice(2, -2).split(' | '));
});
afterAll(() => api[Symbol.asyncDispose]());

test('the table has a row for every field of the schema, and each says what it asks for', () => {
  const fields = [...fieldsOf(api.schema)].map(({ type, field }) => `${type.name}.${field.name}`);
  expect(rows.map(([field]) => field)).toEqual(fields.sort());
  for (const [field, permission] of rows) expect([field, permission]).not.toEqual([field, '']);
});

test.each([
  ['Mutation.createTeam', ['all', '', '', '', '', '', '', '', '']],
  ['Mutation.issueApiKey', ['all', 'all', '', '', '', 'own', '', '', '']],
  ['Query.spendEvents', ['all', 'all', 'all', 'all', 'own', 'own', 'all', 'all', 'own']],
  ['Query.installation', ['all', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all']],
  ['AuditEntry.before', ['all', '', 'all', '', '', '', '', '', '']],
])('%s is for whom it should be', (field, cells) => {
  const row = rows.find(([name]) => name === field)?.slice(2);
  expect(row?.map((cell) => cell.trim())).toEqual(cells);
});
