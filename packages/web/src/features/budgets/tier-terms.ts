import { formatCount } from '../../lib/counts.ts';
import { formatMoney } from '../../lib/money.ts';
import { periodWords } from './budget-words.ts';
import type { TierFacts } from './tier-queries.ts';

type TierBudget = TierFacts['budgets'][number];

/** "$4.00 a month" and what narrows it. */
export function tierBudgetText(budget: TierBudget): string {
  const { limit, window, kind, model, provider, tag } = budget;
  const narrowed = [model, provider, tag].filter((value) => value !== null);
  const on = narrowed.length === 0 ? '' : ` on ${narrowed.join(', ')}`;
  const soft = kind === 'SOFT' ? ' (soft)' : '';
  return `${formatMoney(limit, 'total')} ${periodWords(window.period)}${on}${soft}`;
}

/** Its limits on speed, and the models it allows. */
export function tierLimits(tier: TierFacts): string[] {
  const { requestsPerMinute, tokensPerMinute, maxParallel, models } = tier;
  return [
    ...(requestsPerMinute === null ? [] : [`${formatCount(requestsPerMinute)} requests/min`]),
    ...(tokensPerMinute === null ? [] : [`${formatCount(tokensPerMinute)} tokens/min`]),
    ...(maxParallel === null ? [] : [`${formatCount(maxParallel)} at once`]),
    ...(models === null ? [] : [models.length === 0 ? 'no models' : models.join(', ')]),
  ];
}
