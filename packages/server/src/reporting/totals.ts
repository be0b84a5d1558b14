import { assert, formatPico, type Pico, parsePico, toPico } from '../kernel/index.ts';

/** Sums over spend events; amounts are US dollars as plain decimal text. */
export interface Totals {
  readonly calls: number;
  readonly failedCalls: number;
  readonly unpricedCalls: number;
  readonly estimatedCalls: number;
  readonly cacheHits: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly cost: string;
  readonly charge: string;
  /** What is left of the charge after the cost; negative when it does not cover it. */
  readonly margin: string;
}

export interface TotalsRow {
  readonly calls: number;
  readonly failed_calls: number;
  readonly unpriced_calls: number;
  readonly estimated_calls: number;
  readonly cache_hits: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly cache_write_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly cost: string;
  readonly charge: string;
}

export const NO_TOTALS: Totals = Object.freeze({
  calls: 0,
  failedCalls: 0,
  unpricedCalls: 0,
  estimatedCalls: 0,
  cacheHits: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cost: '0',
  charge: '0',
  margin: '0',
});

export function toTotals(row: TotalsRow): Totals {
  const cost = picoOf(row.cost);
  const charge = picoOf(row.charge);
  return {
    calls: row.calls,
    failedCalls: row.failed_calls,
    unpricedCalls: row.unpriced_calls,
    estimatedCalls: row.estimated_calls,
    cacheHits: row.cache_hits,
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens,
    cost: formatPico(cost),
    charge: formatPico(charge),
    margin: formatPico(toPico(charge - cost)),
  };
}

/** What PostgreSQL writes for a `numeric` as plain decimal text: `0.001112000000` is `0.001112`. */
export function moneyText(numeric: string): string {
  return formatPico(picoOf(numeric));
}

/** Amounts as `moneyText` writes them, added up. */
export function sumOfMoney(amounts: readonly string[]): string {
  return formatPico(toPico(amounts.reduce((sum, amount) => sum + picoOf(amount), 0n)));
}

function picoOf(numeric: string): Pico {
  const amount = parsePico(numeric);
  assert(amount !== null, `not an amount: ${numeric}`);
  return amount;
}

export function addTotals(a: Totals, b: Totals): Totals {
  return combine(a, b, 1);
}

/** What is left of `a` when `b`, a part of it, is taken away. */
export function subtractTotals(a: Totals, b: Totals): Totals {
  return combine(a, b, -1);
}

function combine(a: Totals, b: Totals, sign: 1 | -1): Totals {
  const amount = (name: 'cost' | 'charge' | 'margin') =>
    formatPico(toPico(picoOf(a[name]) + BigInt(sign) * picoOf(b[name])));
  return {
    calls: a.calls + sign * b.calls,
    failedCalls: a.failedCalls + sign * b.failedCalls,
    unpricedCalls: a.unpricedCalls + sign * b.unpricedCalls,
    estimatedCalls: a.estimatedCalls + sign * b.estimatedCalls,
    cacheHits: a.cacheHits + sign * b.cacheHits,
    inputTokens: a.inputTokens + sign * b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + sign * b.cachedInputTokens,
    cacheWriteTokens: a.cacheWriteTokens + sign * b.cacheWriteTokens,
    outputTokens: a.outputTokens + sign * b.outputTokens,
    reasoningTokens: a.reasoningTokens + sign * b.reasoningTokens,
    cost: amount('cost'),
    charge: amount('charge'),
    margin: amount('margin'),
  };
}
