import type { Budgets, Problem } from '../../budgets/index.ts';
import type { Result } from '../../kernel/index.ts';
import type { ImportedTier, Spending } from './budgets.ts';

/** Sets tiers, budgets, limits and blocks by the rules of this side. Tells what these refused. */
export async function setSpending(
  budgets: Budgets,
  spending: Spending,
  by: string,
): Promise<string[]> {
  const refused: string[] = [];
  const note = (what: string, result: Result<unknown, readonly Problem[]>) => {
    if (!result.ok)
      refused.push(`${what}: ${result.error.map(({ message }) => message).join('; ')}`);
  };
  for (const tier of spending.tiers) {
    note(`The tier ${tier.name}`, await setTier(budgets, tier, by));
  }
  for (const budget of spending.budgets) {
    const set = await budgets.budgets.set({ ...budget, id: null, expectedRevision: null }, by);
    note(`The ${budget.kind} budget of ${JSON.stringify(budget.scope)}`, set);
  }
  for (const { scope, limits } of spending.limits) {
    const set = await budgets.limits.set({ scope, limits, expectedRevision: null }, by);
    note(`The limits of ${JSON.stringify(scope)}`, set);
  }
  for (const { externalId } of spending.customers.filter(({ blocked }) => blocked)) {
    const block = { kind: 'customer', id: externalId } as const;
    note(`The block of ${externalId}`, await budgets.blocks.block(block, 'Blocked in LiteLLM', by));
  }
  return refused;
}

async function setTier(
  { tiers }: Budgets,
  { name, budgets, limits, models, customers }: ImportedTier,
  by: string,
): Promise<Result<unknown, readonly Problem[]>> {
  const input = {
    limits,
    models,
    budgets: budgets.map(({ scope, ...terms }) => ({ ...terms, within: scope })),
  };
  const named = await tiers.list({ limit: 100, afterName: null, search: name });
  const present = named.find((tier) => tier.name === name);
  const set =
    present === undefined
      ? await tiers.create({ ...input, name }, by)
      : await tiers.update(present.id, present.revision, input, by);
  if (!set.ok) return set;
  for (let from = 0; from < customers.length; from += 1_000) {
    const assigned = await tiers.assign(set.value.id, customers.slice(from, from + 1_000), by);
    if (!assigned.ok) return assigned;
  }
  return set;
}
