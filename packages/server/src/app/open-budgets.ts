import {
  type Budgets,
  createBudgets,
  readPercent,
  type Subjects,
  storeConfiguredRules,
} from '../budgets/index.ts';
import { recordFirstSight } from '../customers/index.ts';
import type { Identity } from '../identity/index.ts';
import { type Clock, OperatorError } from '../kernel/index.ts';
import type { BudgetsConfig } from '../platform/config/index.ts';
import type { Notifications, Pool } from '../platform/postgres/index.ts';

const DEFAULT_THRESHOLDS = [8_000, 10_000];

/** Budgets, tiers, limits and blocks, with what the configuration file says of them in force. */
export async function openBudgets(deps: {
  pool: Pool;
  notifications: Notifications;
  clock: Clock;
  identity: Pick<Identity, 'apiKeys' | 'teams' | 'users'>;
  config: BudgetsConfig;
  timeZone: string;
  onError: (error: unknown) => void;
}): Promise<Budgets> {
  const { config } = deps;
  const budgets = createBudgets({
    ...deps,
    subjects: createSubjects(deps.identity),
    thresholds: thresholdsOf(config),
    defaultTier: config.defaultTier,
  });
  const stored = await storeConfiguredRules(deps.pool, config, budgets.budgets.defaults);
  if (!stored.ok) {
    const problems = stored.error.map(({ path, message }) => `  - ${path.join('.')}: ${message}`);
    throw new OperatorError(`The configuration is wrong:\n${problems.join('\n')}`);
  }
  await budgets.rules.reload();
  return budgets;
}

/** Of budgets that name none, in hundredths of a per cent. */
export function thresholdsOf({ thresholds }: BudgetsConfig): number[] {
  const given = thresholds.map(readPercent).filter((each) => each !== null);
  return given.length > 0 ? given.sort((a, b) => a - b) : DEFAULT_THRESHOLDS;
}

function createSubjects(identity: Pick<Identity, 'apiKeys' | 'teams' | 'users'>): Subjects {
  return {
    nameCustomers: (tx, externalIds, at) =>
      recordFirstSight(
        tx,
        externalIds.map((externalId) => ({ externalId, firstSeenAt: at, lastSeenAt: at })),
      ),
    async missing({ apiKeyId, userId, teamId }) {
      const [key] = apiKeyId === undefined ? [] : await identity.apiKeys.byIds([apiKeyId]);
      const [user] = userId === undefined ? [] : await identity.users.byIds([userId]);
      const [team] = teamId === undefined ? [] : await identity.teams.byIds([teamId]);
      return [
        ...(key === null ? (['apiKeyId'] as const) : []),
        ...(user === null ? (['userId'] as const) : []),
        ...(team === null ? (['teamId'] as const) : []),
      ];
    },
  };
}
