import { Arg, Query, Resolver } from 'type-graphql';
import { formatPico } from '../../kernel/index.ts';
import { money, Permit } from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { Previews } from '../index.ts';
import { PreviewBudgetInput, PreviewBudgetPayload } from './budget-inputs.ts';
import { readScope } from './scope-types.ts';
import { readTierBudget } from './tier-resolver.ts';
import { TIER_ID } from './tier-types.ts';

@Resolver()
export class PreviewResolver {
  readonly #previews: Previews;

  constructor(previews: Previews) {
    this.#previews = previews;
  }

  @Query(() => PreviewBudgetPayload, {
    description:
      'What a budget would have done to the recorded calls of last calendar month, replayed one by one. Changes nothing.',
  })
  @Permit('MANAGE_BUDGETS')
  async previewBudget(
    @Arg('input', () => PreviewBudgetInput) input: PreviewBudgetInput,
  ): Promise<PreviewBudgetPayload> {
    const { within, ...terms } = readTierBudget(input.budget);
    const scope = input.scope == null ? null : readScope(input.scope);
    const tierId = input.tier == null ? null : (decodeUuid(TIER_ID, input.tier) ?? '');
    const previewed = await this.#previews.lastMonth({ terms, within, scope, tierId });
    if (!previewed.ok) return { preview: null, userErrors: previewed.error };
    const { affectedChargePico, ...facts } = previewed.value;
    return {
      preview: { ...facts, affectedCharge: money(formatPico(affectedChargePico)) },
      userErrors: [],
    };
  }
}
