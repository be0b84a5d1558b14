import type { Budgets } from '../budgets/index.ts';
import type { KeyRulesInput, ReadKeyRules } from '../identity/index.ts';
import { ok } from '../kernel/index.ts';

/** Budgets and limits of a key that is about to be made, as `budgets/` keeps them. */
export function keyRules({ ofNew }: Pick<Budgets, 'ofNew'>): ReadKeyRules {
  return (input) => {
    const { limits } = input;
    const budgets = input.budgets.map(({ soft, ...budget }) => {
      return { ...budget, kind: soft ? ('soft' as const) : ('hard' as const) };
    });
    const read = ofNew.read({ limits, budgets });
    if (!read.ok) return read;
    const { write, enforce } = read.value;
    return ok({
      said: textOf(input),
      write: (tx, apiKeyId, by) => write(tx, { apiKeyId }, by),
      enforce,
    });
  };
}

function textOf({ budgets, limits }: KeyRulesInput): string {
  const { requestsPerMinute, tokensPerMinute, maxParallel } = limits;
  const said = budgets.map(({ limit, period, timeZone, soft, thresholds }) => {
    return [limit, period, timeZone, soft, thresholds];
  });
  return JSON.stringify([said, requestsPerMinute, tokensPerMinute, maxParallel]);
}
