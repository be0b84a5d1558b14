import { type DumpRow, readDump } from './read-dump.ts';

const TABLES = {
  teams: 'LiteLLM_TeamTable',
  users: 'LiteLLM_UserTable',
  memberships: 'LiteLLM_TeamMembership',
  keys: 'LiteLLM_VerificationToken',
  deletedKeys: 'LiteLLM_DeletedVerificationToken',
  customers: 'LiteLLM_EndUserTable',
  budgets: 'LiteLLM_BudgetTable',
  tags: 'LiteLLM_TagTable',
  userSpend: 'LiteLLM_DailyUserSpend',
  customerSpend: 'LiteLLM_DailyEndUserSpend',
} as const;

/** The rows that are imported, as they are in the dump. */
export type Source = { readonly [Name in keyof typeof TABLES]: readonly DumpRow[] };

export async function readSource(lines: AsyncIterable<string>): Promise<Source> {
  const names = Object.keys(TABLES) as (keyof typeof TABLES)[];
  const rows = Object.fromEntries(names.map((name) => [name, [] as DumpRow[]])) as {
    [Name in keyof typeof TABLES]: DumpRow[];
  };
  const nameOf = new Map<string, keyof typeof TABLES>(names.map((name) => [TABLES[name], name]));
  for await (const { table, row } of readDump(lines, new Set(nameOf.keys()))) {
    const name = nameOf.get(table);
    if (name !== undefined) rows[name].push(row);
  }
  return rows;
}
