import { isDecimal } from '../../lib/decimal-input.ts';
import type { FormProblems } from '../../lib/form-problems.ts';

/** What a new key may spend and how fast, all of it text; empty is no limit. */
export interface SpendValues {
  readonly limit: string;
  readonly period: string;
  readonly requestsPerMinute: string;
  readonly tokensPerMinute: string;
  readonly maxParallel: string;
}

export const NO_RULES: SpendValues = {
  limit: '',
  period: 'monthly',
  requestsPerMinute: '',
  tokensPerMinute: '',
  maxParallel: '',
};

const NUMBERS = ['requestsPerMinute', 'tokensPerMinute', 'maxParallel'] as const;

export const SPEND_PROBLEM_FIELDS = ['limit', 'period', ...NUMBERS] as const;

/** What cannot even be sent. What a limit may be is for the server to say. */
export function checkSpend(values: SpendValues): FormProblems {
  const limit = values.limit.trim();
  const wrong = NUMBERS.filter((name) => !/^\d{0,15}$/.test(values[name].trim()));
  return {
    ...(limit === '' || isDecimal(limit)
      ? {}
      : { limit: 'Enter an amount in US dollars, such as 12.50.' }),
    ...Object.fromEntries(wrong.map((name) => [name, 'Enter a whole number.'])),
  };
}

export function toRules(values: SpendValues) {
  const limit = values.limit.trim();
  return {
    budgets: isDecimal(limit) ? [{ limit, period: values.period }] : [],
    requestsPerMinute: numberOf(values.requestsPerMinute),
    tokensPerMinute: numberOf(values.tokensPerMinute),
    maxParallel: numberOf(values.maxParallel),
  };
}

function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}
