import { z } from 'zod';
import { parseDecimal, parsePico } from '../../kernel/index.ts';
import type { BudgetsConfig } from './config.ts';

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

export function budgetsConfigOf(
  settings: z.output<typeof budgetSettingsSchema> | null,
  general: z.output<typeof rateLimitSettingsSchema> | null,
): BudgetsConfig {
  const limits = general?.rate_limits ?? [];
  return {
    installation:
      settings?.max_budget === undefined
        ? null
        : { limit: settings.max_budget, period: settings.budget_duration ?? null },
    defaultTier: settings?.max_end_user_budget_id ?? null,
    thresholds: (settings?.budget_alerts ?? []).map(({ threshold }) => percentText(threshold)),
    requestsPerMinute: least(limits.map((limit) => limit.rpm_limit)),
    tokensPerMinute: least(limits.map((limit) => limit.tpm_limit)),
  };
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
