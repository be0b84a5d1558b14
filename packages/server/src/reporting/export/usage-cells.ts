import { CURRENCY } from '../../kernel/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { Latency } from '../latency.ts';
import type { Totals } from '../totals.ts';
import type { Grouping, UsageGroup } from '../usage-groups.ts';
import type { UsageQuery } from '../usage-request.ts';

/** One row of a report under stable names, before any format. */
export type Cells = Readonly<Record<string, string | number | null>>;

type KeyCells = (key: string | null, name: string | null, group: Grouping) => Cells;

const plain =
  (column: string): KeyCells =>
  (key) => ({ [column]: key });

const identified =
  (column: string, type: string, nameColumn = `${column}_name`): KeyCells =>
  (key, name) => ({
    [`${column}_id`]: key === null ? null : encodeId(type, key),
    [nameColumn]: name,
  });

const KEY_CELLS: Readonly<Record<UsageGroup, KeyCells>> = {
  API_KEY: identified('api_key', 'ApiKey', 'api_key_alias'),
  CUSTOMER: (key, name) => ({ customer_external_id: key, customer_name: name }),
  DAY: plain('day'),
  ENDPOINT: plain('endpoint'),
  MODEL: plain('model'),
  PROVIDER: plain('provider'),
  SERVICE_TIER: plain('service_tier'),
  STATUS: plain('status'),
  TAG: plain('tag'),
  TAG_KEY: plain('tag_key'),
  TAG_VALUE: (key, _name, { tagKey }) => ({ [`tag:${tagKey}`]: key }),
  TEAM: identified('team', 'Team'),
  TIER: identified('tier', 'Tier'),
  TIME: plain('time'),
  USER: identified('user', 'User'),
};

export function keyCells(
  groupBy: readonly Grouping[],
  row: { key: readonly (string | null)[]; names: readonly (string | null)[] },
): Cells {
  const cells = groupBy.map((group, i) =>
    KEY_CELLS[group.by](row.key[i] ?? null, row.names[i] ?? null, group),
  );
  return Object.assign({}, ...cells);
}

/** The row of all groups beyond the top ones. */
export function otherCells(groupBy: readonly Grouping[]): Cells {
  const columns = Object.keys(keyCells(groupBy, { key: [], names: [] }));
  return Object.fromEntries(columns.map((column, i) => [column, i === 0 ? 'Other' : null]));
}

export function totalCells(totals: Totals): Cells {
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
    margin: totals.margin,
    cache_hits: totals.cacheHits,
    cache_write_tokens: totals.cacheWriteTokens,
  };
}

export function previousCells(totals: Totals): Cells {
  const { currency: _, ...cells } = totalCells(totals);
  return Object.fromEntries(
    Object.entries(cells).map(([name, value]) => [`previous_${name}`, value]),
  );
}

export function latencyCells(latency: Latency | null): Cells {
  return {
    latency_p50_ms: latency?.p50Ms ?? null,
    latency_p95_ms: latency?.p95Ms ?? null,
    latency_p99_ms: latency?.p99Ms ?? null,
  };
}

/** What the provider takes is left out for those whose business it is not. */
export function isShown(column: string, { internals }: { internals: boolean }): boolean {
  return internals || !/(^|_)(cost|margin)$/.test(column);
}

/** Such as `usage_customer_2026-07-01_2026-07-31_Asia-Kolkata`, in parts. */
export function usageFileParts({ groupBy, range }: UsageQuery): string[] {
  const groups = groupBy.map(({ by, tagKey }) => tagKey ?? by.toLowerCase());
  const what = groups.length === 0 ? 'total' : groups.join('-');
  return ['usage', what, range.firstDay, range.lastDay, range.timeZone];
}
