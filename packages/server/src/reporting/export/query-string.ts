import type { RangePreset, RangeRequest } from '../range.ts';
import type { SpendEventFilterRequest } from '../spend-event-request.ts';
import type { FilterRequest, UsageGroup } from '../usage-request.ts';

/** The parameters of a download: those of GraphQL, lists repeated (`customer=a&customer=b`). */
const LISTS = {
  customers: 'customer',
  models: 'model',
  apiKeys: 'apiKey',
  teams: 'team',
  users: 'user',
  tags: 'tag',
} as const;

export interface UsageRequest {
  readonly range: RangeRequest;
  readonly groupBy: readonly UsageGroup[];
  readonly filter: FilterRequest | null | undefined;
}

/** The path that downloads the rows of a report. */
export function usageCsvPath({ range, groupBy, filter }: UsageRequest): string {
  const query = new URLSearchParams();
  for (const name of ['preset', 'from', 'to', 'timeZone'] as const) {
    if (range[name] != null) query.append(name, range[name]);
  }
  for (const group of groupBy) query.append('groupBy', group);
  for (const [list, name] of Object.entries(LISTS)) {
    for (const value of filter?.[list as keyof typeof LISTS] ?? []) query.append(name, value);
  }
  return `/exports/usage.csv?${query}`;
}

/** Null when there is nothing about a range. A preset is passed on as it is, known or not. */
export function readRange(query: URLSearchParams): RangeRequest | null {
  const [preset, from, to, timeZone] = ['preset', 'from', 'to', 'timeZone'].map((n) =>
    query.get(n),
  );
  if (preset == null && from == null && to == null) return null;
  return { preset: preset as RangePreset | null, from, to, timeZone };
}

export function readFilter(query: URLSearchParams): FilterRequest {
  return {
    customers: query.getAll(LISTS.customers),
    models: query.getAll(LISTS.models),
    apiKeys: query.getAll(LISTS.apiKeys),
    teams: query.getAll(LISTS.teams),
    users: query.getAll(LISTS.users),
    tags: query.getAll(LISTS.tags),
  };
}

export function readEventFilter(query: URLSearchParams): SpendEventFilterRequest {
  const unpriced = query.get('unpriced');
  return {
    ...readFilter(query),
    statuses: query.getAll('status').map((status) => status.toLowerCase()),
    unpriced: unpriced === null ? null : unpriced === 'true',
    callId: query.get('callId'),
  };
}
