import type { Clock } from '../kernel/index.ts';
import type { Notifications, Pool } from '../platform/postgres/index.ts';
import { BlockService } from './block-service.ts';
import { BudgetHistory } from './budget-history.ts';
import { BudgetService } from './budget-service.ts';
import { BudgetWatch } from './budget-watch.ts';
import { LimitService } from './limit-service.ts';
import { NewScopeRules } from './new-scope-rules.ts';
import { Previews } from './previews.ts';
import type { BudgetState } from './state.ts';
import { type BudgetTarget, StoredRules } from './stored-rules.ts';
import type { Subjects } from './subjects.ts';
import { TierService } from './tier-service.ts';

/** Who knows where budgets stand. One entry for each target, in order; null where there is no such budget. */
export type BudgetStates = (
  targets: readonly BudgetTarget[],
) => Promise<readonly (BudgetState | null)[]>;

/** What may be spent, kept and changed. */
export interface Budgets {
  readonly rules: StoredRules;
  readonly budgets: BudgetService;
  readonly ofNew: NewScopeRules;
  readonly tiers: TierService;
  readonly limits: LimitService;
  readonly blocks: BlockService;
  readonly history: BudgetHistory;
  readonly previews: Previews;
  readonly watch: BudgetWatch;
  readonly close: () => void;
}

export function createBudgets(deps: {
  pool: Pool;
  notifications: Notifications;
  clock: Clock;
  subjects: Subjects;
  /** Of budgets that name none. */
  timeZone: string;
  /** Of budgets that name none, in hundredths of a per cent. */
  thresholds: readonly number[];
  /** Name of the tier of customers that have none, unless one is marked as that. */
  defaultTier: string | null;
  onError: (error: unknown) => void;
}): Budgets {
  const rules = new StoredRules(deps);
  const budgets = new BudgetService({ ...deps, rules });
  const defaults = () => budgets.defaults;
  const watch = new BudgetWatch({ ...deps, rules, budgets });
  return {
    rules,
    budgets,
    ofNew: new NewScopeRules({ rules, defaults }),
    tiers: new TierService({ ...deps, rules, defaults }),
    limits: new LimitService({ ...deps, rules }),
    blocks: new BlockService({ ...deps, rules }),
    history: new BudgetHistory(deps.pool),
    previews: new Previews({ ...deps, defaults }),
    watch,
    close: () => {
      watch.close();
      rules.close();
    },
  };
}
