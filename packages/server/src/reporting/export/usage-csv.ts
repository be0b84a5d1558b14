import { CURRENCY } from '../../kernel/index.ts';
import { type CsvRow, csvText, fileNameOf } from '../../platform/csv/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import { toUsageRow, type UsageRow, type UsageRowRecord } from '../sql/usage-rows.ts';
import type { Totals } from '../totals.ts';
import type { UsageGroup, UsageQuery } from '../usage-request.ts';

type Cells = (key: string | null, name: string | null) => CsvRow;

/** Text cells of each group; their names are the columns. */
const GROUP_CELLS: Readonly<Record<UsageGroup, Cells>> = {
  API_KEY: (key, name) => ({
    api_key_id: key === null ? '' : encodeId('ApiKey', key),
    api_key_alias: csvText(name),
  }),
  CUSTOMER: (key, name) => ({
    customer_external_id: csvText(key),
    customer_name: csvText(name),
  }),
  DAY: (key) => ({ day: key ?? '' }),
  MODEL: (key) => ({ model: csvText(key) }),
  TAG: (key) => ({ tag: csvText(key) }),
  TEAM: (key, name) => ({
    team_id: key === null ? '' : encodeId('Team', key),
    team_name: csvText(name),
  }),
  USER: (key, name) => ({
    user_id: key === null ? '' : encodeId('User', key),
    user_name: csvText(name),
  }),
};

const TOTAL_COLUMNS = [
  'calls',
  'failed_calls',
  'unpriced_calls',
  'estimated_calls',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cost',
  'charge',
  'currency',
];

/** What the provider takes is left out for those whose business it is not. */
export function usageColumns(
  groupBy: readonly UsageGroup[],
  { internals }: { internals: boolean },
): string[] {
  const totals = internals ? TOTAL_COLUMNS : TOTAL_COLUMNS.filter((name) => name !== 'cost');
  return [...groupBy.flatMap((group) => Object.keys(GROUP_CELLS[group](null, null))), ...totals];
}

export function usageCsvRow(query: UsageQuery, record: UsageRowRecord): CsvRow {
  const row = toUsageRow(query, record);
  return { ...keyCells(query.groupBy, row), ...totalCells(row.totals) };
}

/** Such as `usage_customer_2026-07-01_2026-07-31_Asia-Kolkata.csv`. */
export function usageFileName({ groupBy, range }: UsageQuery): string {
  const groups = groupBy.length === 0 ? 'total' : groupBy.join('-').toLowerCase();
  return fileNameOf(['usage', groups, range.firstDay, range.lastDay, range.timeZone]);
}

function keyCells(groupBy: readonly UsageGroup[], row: UsageRow): CsvRow {
  const cells = groupBy.map((group, i) =>
    GROUP_CELLS[group](row.key[i] ?? null, row.names[i] ?? null),
  );
  return Object.assign({}, ...cells);
}

function totalCells(totals: Totals): CsvRow {
  return {
    calls: totals.calls,
    failed_calls: totals.failedCalls,
    unpriced_calls: totals.unpricedCalls,
    estimated_calls: totals.estimatedCalls,
    input_tokens: totals.inputTokens,
    cached_input_tokens: totals.cachedInputTokens,
    output_tokens: totals.outputTokens,
    reasoning_tokens: totals.reasoningTokens,
    cost: totals.cost,
    charge: totals.charge,
    currency: CURRENCY,
  };
}
