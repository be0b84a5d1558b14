import { z } from 'zod';
import { parseDecimal, parsePico } from '../../kernel/index.ts';
import type { BudgetConfig, BudgetsConfig } from './config.ts';

/** What LiteLLM's file says about budgets and limits. Amounts and shares stay the text that was written. */
const text = z.string('must be text').trim().min(1, 'must not be empty');

const amount = text.refine((value) => (parsePico(value) ?? -1n) >= 0n, {
  error: (issue) => `"${issue.input}" is not an amount of US dollars with at most 12 decimals`,
});

const count = text.regex(/^\d{1,15}$/, 'must be a whole number').transform(Number);

/** A share of the budget, 1.0 being all of it, as per cent: 0.8 becomes "80". */
const share = text.transform((value, context) => {
  const hundredths = parseDecimal(value, 4);
  if (hundredths !== null && hundredths > 0n && hundredths <= 100_000n) return hundredths;
  context.addIssue(`"${value}" is not a share of a budget above 0 and up to 10, such as 0.8`);
  return z.NEVER;
});

export const budgetSettingsSchema = z
  .looseObject({
    max_budget: amount.optional(),
    budget_duration: text.optional(),
    max_end_user_budget_id: text.optional(),
    budget_alerts: z.array(z.looseObject({ threshold: share }), 'must be a list').optional(),
  })
  .default({});

/** By either of the names that LiteLLM has given its parts. */
const scopedBudget = z
  .looseObject({
    max_budget: amount.optional(),
    budget_limit: amount.optional(),
    budget_duration: text.optional(),
    time_period: text.optional(),
  })
  .transform((given, context) => {
    const limit = given.max_budget ?? given.budget_limit;
    if (limit !== undefined) return { limit, period: given.budget_duration ?? given.time_period };
    context.addIssue('needs a max_budget');
    return z.NEVER;
  });

/** What `router_settings` and `litellm_settings` both may hold. */
export const scopedBudgetsSchema = z
  .looseObject({
    provider_budget_config: z.record(text, scopedBudget).optional(),
    tag_budget_config: z.record(text, scopedBudget).optional(),
  })
  .default({});

type ScopedBudgets = z.output<typeof scopedBudgetsSchema>;

export const rateLimitSettingsSchema = z
  .looseObject({
    rate_limits: z
      .array(
        z.looseObject({ rpm_limit: count.optional(), tpm_limit: count.optional() }),
        'must be a list',
      )
      .optional(),
  })
  .default({});

export function budgetsConfigOf(read: {
  readonly litellm: z.output<typeof budgetSettingsSchema> | null;
  readonly general: z.output<typeof rateLimitSettingsSchema> | null;
  /** By the name of their section. */
  readonly scoped: Readonly<Record<string, ScopedBudgets | null>>;
}): BudgetsConfig {
  const { litellm } = read;
  const limits = read.general?.rate_limits ?? [];
  return {
    budgets: [
      ...(litellm?.max_budget === undefined ? [] : [wholeBudget(litellm, litellm.max_budget)]),
      ...Object.entries(read.scoped).flatMap(([section, given]) => scopedBudgets(section, given)),
    ],
    defaultTier: litellm?.max_end_user_budget_id ?? null,
    thresholds: (litellm?.budget_alerts ?? []).map(({ threshold }) => percentText(threshold)),
    requestsPerMinute: least(limits.map((limit) => limit.rpm_limit)),
    tokensPerMinute: least(limits.map((limit) => limit.tpm_limit)),
  };
}

function wholeBudget(
  { budget_duration: period }: z.output<typeof budgetSettingsSchema>,
  limit: string,
): BudgetConfig {
  const setting = period === undefined ? 'max_budget' : 'budget_duration';
  return { scope: {}, limit, period: period ?? null, setting: `litellm_settings.${setting}` };
}

function scopedBudgets(section: string, given: ScopedBudgets | null): BudgetConfig[] {
  const of = (dimension: 'provider' | 'tag') =>
    Object.entries(given?.[`${dimension}_budget_config`] ?? {}).map(([name, budget]) => ({
      scope: { [dimension]: name },
      limit: budget.limit,
      period: budget.period ?? null,
      setting: `${section}.${dimension}_budget_config.${name}`,
    }));
  return [...of('provider'), ...of('tag')];
}

/** Entries of a list hold all at once: the tightest decides. */
function least(values: readonly (number | undefined)[]): number | null {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? null : Math.min(...given);
}

/** From whole hundredths of a per cent. */
function percentText(hundredths: bigint): string {
  const whole = hundredths / 100n;
  const rest = (hundredths % 100n).toString().padStart(2, '0').replace(/0+$/, '');
  return rest === '' ? `${whole}` : `${whole}.${rest}`;
}
