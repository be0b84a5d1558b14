import type { Limits, Scope } from '../../budgets/index.ts';
import { formatPico, type Pico } from '../../kernel/index.ts';
import { readDouble } from './amount.ts';
import { keyIdOf, teamIdOf, userIdOf } from './people.ts';
import { type DumpRow, readArray } from './read-dump.ts';
import type { Source } from './source.ts';

export interface ImportedBudget {
  readonly scope: Scope;
  readonly limit: string;
  readonly period: string;
  readonly kind: 'hard' | 'soft';
}

export interface ImportedTier {
  readonly name: string;
  readonly budgets: readonly ImportedBudget[];
  readonly limits: Limits;
  readonly models: readonly string[] | null;
  /** External ids of the customers on it. */
  readonly customers: readonly string[];
}

export interface Spending {
  readonly tiers: readonly ImportedTier[];
  readonly budgets: readonly ImportedBudget[];
  readonly limits: readonly { readonly scope: Scope; readonly limits: Limits }[];
  readonly customers: readonly {
    readonly externalId: string;
    readonly name: string | null;
    readonly blocked: boolean;
  }[];
}

/**
 * A budget that customers have becomes a tier of its name, because it is one there: who changes it
 * changes it for all of them. What keys, teams, users and tags have becomes a budget of their own.
 */
export function planSpending(source: Source): Spending {
  const budgetOf = new Map(source.budgets.map((row) => [row['budget_id'] ?? '', row]));
  const shared = (row: DumpRow) => budgetOf.get(row['budget_id'] ?? '');
  const teams = new Set(source.teams.map((row) => row['team_id']));
  const users = new Set(source.users.map((row) => row['user_id']));
  const isKnown = (row: DumpRow) => teams.has(row['team_id']) && users.has(row['user_id']);
  const onTier = Map.groupBy(
    source.customers.filter((row) => shared(row) !== undefined),
    (row) => row['budget_id'] ?? '',
  );
  const owners: { scope: Scope; row: DumpRow }[] = [
    ...source.keys.flatMap((row) =>
      ownersOf('apiKeyId', keyIdOf(row['token'] ?? null), row, shared),
    ),
    ...source.teams.flatMap((row) =>
      ownersOf('teamId', teamIdOf(row['team_id'] ?? ''), row, shared),
    ),
    ...source.users.flatMap((row) =>
      ownersOf('userId', userIdOf(row['user_id'] ?? ''), row, shared),
    ),
    ...source.tags.flatMap((row) => ownersOf('tag', row['tag_name'] ?? null, row, shared)),
    ...source.memberships.filter(isKnown).flatMap((row) => {
      const budget = shared(row);
      const scope = {
        teamId: teamIdOf(row['team_id'] ?? ''),
        userId: userIdOf(row['user_id'] ?? ''),
      };
      return budget === undefined ? [] : [{ scope, row: budget }];
    }),
  ];
  return {
    tiers: source.budgets.map((row) => ({
      name: row['budget_id'] ?? '',
      budgets: budgetsIn(row, {}),
      limits: limitsIn(row),
      models: modelsIn(row),
      customers: (onTier.get(row['budget_id'] ?? '') ?? []).map((each) => each['user_id'] ?? ''),
    })),
    budgets: owners.flatMap(({ scope, row }) => budgetsIn(row, scope)),
    limits: owners
      .map(({ scope, row }) => ({ scope, limits: limitsIn(row) }))
      .filter(({ limits }) => Object.values(limits).some((limit) => limit !== null)),
    customers: source.customers.map((row) => ({
      externalId: row['user_id'] ?? '',
      name: row['alias'] || null,
      blocked: row['blocked'] === 't',
    })),
  };
}

/** Its own limits, and those of the shared budget it names. */
function ownersOf(
  dimension: 'apiKeyId' | 'tag' | 'teamId' | 'userId',
  id: string | null,
  row: DumpRow,
  shared: (row: DumpRow) => DumpRow | undefined,
): { scope: Scope; row: DumpRow }[] {
  if (id === null) return [];
  const scope: Scope = { [dimension]: id };
  const named = shared(row);
  return [{ scope, row }, ...(named === undefined ? [] : [{ scope, row: named }])];
}

function budgetsIn(row: DumpRow, scope: Scope): ImportedBudget[] {
  const period = row['budget_duration'] ?? 'total';
  const limits = [
    ['hard', row['max_budget']],
    ['soft', row['soft_budget']],
  ] as const;
  return [
    ...limits.flatMap(([kind, text]) => {
      const limit = amountIn(text);
      return limit === null ? [] : [{ scope, limit: formatPico(limit), period, kind }];
    }),
    ...modelBudgetsIn(row, scope),
  ];
}

/** `{"gpt-4o": {"budget_limit": 1, "time_period": "1d"}}`; older ones say max_budget, budget_duration. */
function modelBudgetsIn(row: DumpRow, scope: Scope): ImportedBudget[] {
  const read: unknown = JSON.parse(row['model_max_budget'] ?? '{}');
  return Object.entries(
    (read ?? {}) as Record<string, Record<string, unknown> | number | null>,
  ).flatMap(([model, terms]) => {
    const given = typeof terms === 'object' ? (terms ?? {}) : { max_budget: terms };
    const limit = amountIn(String(given['budget_limit'] ?? given['max_budget'] ?? ''));
    const period = String(given['time_period'] ?? given['budget_duration'] ?? 'total');
    if (limit === null) return [];
    return [
      { scope: { ...scope, model }, limit: formatPico(limit), period, kind: 'hard' as const },
    ];
  });
}

function limitsIn(row: DumpRow): Limits {
  return {
    requestsPerMinute: countIn(row['rpm_limit']),
    tokensPerMinute: countIn(row['tpm_limit']),
    maxParallel: countIn(row['max_parallel_requests']),
  };
}

function modelsIn(row: DumpRow): readonly string[] | null {
  const models = readArray(row['allowed_models'] ?? null);
  return models.length === 0 ? null : models;
}

function amountIn(text: string | null | undefined): Pico | null {
  const amount = text == null || text === '' ? null : readDouble(text);
  return amount === null || amount < 0n ? null : amount;
}

/** What is no count, or too large to be counted, is no limit. */
function countIn(text: string | null | undefined): number | null {
  const count = Number(text ?? Number.NaN);
  return Number.isSafeInteger(count) && count >= 0 ? count : null;
}
