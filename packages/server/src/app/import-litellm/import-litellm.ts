import type { Budgets, Scope } from '../../budgets/index.ts';
import { importCustomers } from '../../customers/index.ts';
import { type ImportedIds, importPeople } from '../../identity/index.ts';
import type { Pico } from '../../kernel/index.ts';
import { type Pool, withTransaction } from '../../platform/postgres/index.ts';
import { planSpending, type Spending } from './budgets.ts';
import { planPeople } from './people.ts';
import { setSpending } from './set-spending.ts';
import type { Source } from './source.ts';
import { planSpend } from './spend.ts';
import { readImported } from './totals.ts';
import { type WrittenSpend, writeSpend } from './write-spend.ts';

export interface ImportReport {
  readonly counts: Readonly<Record<string, number>>;
  readonly spend: WrittenSpend;
  readonly totals: readonly ImportTotal[];
  /** What was left out or could not be set, and why. */
  readonly notes: readonly string[];
}

/** One figure as LiteLLM has it and as it is recorded here. */
export interface ImportTotal {
  readonly name: string;
  readonly source: Pico;
  readonly imported: Pico;
}

const BY = 'import from LiteLLM';

/** Imports everything of a dump. Importing it again, or a later one, brings what is new. */
export async function importLitellm(
  source: Source,
  { pool, budgets, now }: { pool: Pool; budgets: Budgets; now: Date },
): Promise<ImportReport> {
  const people = planPeople(source);
  const spending = planSpending(source);
  const spend = planSpend(source);
  const ids = await withTransaction(pool, async (tx) => {
    await importCustomers(tx, spending.customers, now);
    return importPeople(tx, people, { by: BY, now });
  });
  const refused = await setSpending(budgets, inTheseTerms(spending, ids), BY);
  const keys = new Map(
    people.keys.map(({ id, teamId, userId }) => [
      id,
      {
        id: ids.keys.get(id) ?? id,
        teamId: teamId && (ids.teams.get(teamId) ?? null),
        userId: userId && (ids.users.get(userId) ?? null),
      },
    ]),
  );
  const written = await writeSpend(pool, spend.rows, { keys, now });
  const imported = await readImported(pool);
  return {
    counts: {
      teams: people.teams.length,
      users: people.users.length,
      'team members': people.members.length,
      keys: people.keys.length,
      customers: spending.customers.length,
      tiers: spending.tiers.length,
      budgets: spending.budgets.length,
      'rate limits': spending.limits.length,
      'rows of daily spend': spend.rows.length,
    },
    spend: written,
    totals: [
      { name: 'all calls', source: spend.sourceTotal, imported: imported.all },
      { name: 'calls of customers', source: spend.sourceCustomers, imported: imported.ofCustomers },
    ],
    notes: [...people.notes, ...spend.notes, ...refused],
  };
}

/** Scopes with the ids that their teams, users and keys have here. */
function inTheseTerms(spending: Spending, ids: ImportedIds): Spending {
  const rename = <T extends { readonly scope: Scope }>(each: T): T => {
    const { teamId, userId, apiKeyId } = each.scope;
    const scope = {
      ...each.scope,
      ...(teamId === undefined ? {} : { teamId: ids.teams.get(teamId) ?? teamId }),
      ...(userId === undefined ? {} : { userId: ids.users.get(userId) ?? userId }),
      ...(apiKeyId === undefined ? {} : { apiKeyId: ids.keys.get(apiKeyId) ?? apiKeyId }),
    };
    return { ...each, scope };
  };
  return {
    ...spending,
    budgets: spending.budgets.map(rename),
    limits: spending.limits.map(rename),
  };
}
