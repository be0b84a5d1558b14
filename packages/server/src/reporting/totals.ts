import { assert, formatPico, parsePico } from '../kernel/index.ts';

/** Sums over spend events; amounts are US dollars as plain decimal text. */
export interface Totals {
  readonly calls: number;
  readonly failedCalls: number;
  readonly unpricedCalls: number;
  readonly estimatedCalls: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly cost: string;
  readonly charge: string;
}

export interface TotalsRow {
  readonly calls: number;
  readonly failed_calls: number;
  readonly unpriced_calls: number;
  readonly estimated_calls: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly cost: string;
  readonly charge: string;
}

const COUNTS = [
  'calls',
  'failed_calls',
  'unpriced_calls',
  'estimated_calls',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
];

/** Select list that sums rollups `r` into a TotalsRow; without any rollup it is all zeros. */
export const SUM_TOTALS = [
  ...COUNTS.map((name) => `coalesce(sum(r.${name}), 0)::bigint as ${name}`),
  'coalesce(sum(r.cost), 0) as cost',
  'coalesce(sum(r.charge), 0) as charge',
].join(', ');

export function toTotals(row: TotalsRow): Totals {
  return {
    calls: row.calls,
    failedCalls: row.failed_calls,
    unpricedCalls: row.unpriced_calls,
    estimatedCalls: row.estimated_calls,
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens,
    outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens,
    cost: moneyText(row.cost),
    charge: moneyText(row.charge),
  };
}

export const NO_TOTALS: Totals = Object.freeze({
  calls: 0,
  failedCalls: 0,
  unpricedCalls: 0,
  estimatedCalls: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cost: '0',
  charge: '0',
});

/** What PostgreSQL writes for a `numeric` as plain decimal text: `0.001112000000` is `0.001112`. */
export function moneyText(numeric: string): string {
  const amount = parsePico(numeric);
  assert(amount !== null, `not an amount: ${numeric}`);
  return formatPico(amount);
}
