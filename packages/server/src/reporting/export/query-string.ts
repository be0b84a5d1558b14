import { err, ok, type Result } from '../../kernel/index.ts';
import { parseInstant } from '../../platform/opaque/index.ts';
import type { Granularity } from '../buckets.ts';
import { readMetric } from '../metrics.ts';
import type { Comparison, RangePreset, RangeRequest } from '../range.ts';
import type { UsageRequest } from '../resolve-usage.ts';
import type { SpendEventFilterRequest, SpendEventRequest } from '../spend-event-request.ts';
import type { FilterRequest } from '../usage-filter.ts';
import { isOfTime } from '../usage-groups.ts';
import type { UsageQuery } from '../usage-request.ts';
import { EVENT_PATHS, type EventExportFormat } from './event-formats.ts';
import type { ExportFormat, ReportOptions } from './report-options.ts';

/** The parameters of a download: those of GraphQL, lists repeated (`customer=a&customer=b`). */
const LISTS = {
  customers: 'customer',
  models: 'model',
  providers: 'provider',
  endpoints: 'endpoint',
  serviceTiers: 'serviceTier',
  statuses: 'status',
  apiKeys: 'apiKey',
  teams: 'team',
  users: 'user',
  tiers: 'tier',
  tags: 'tag',
  tagKeys: 'withTagKey',
  without: 'without',
} as const satisfies Record<keyof FilterRequest, string>;

const RANGE = ['preset', 'from', 'to', 'timeZone'] as const;
const INSTANTS = ['startsAt', 'endsAt'] as const;
/** Both ends of each, such as `chargeMin`. */
const BOUNDS = ['cost', 'charge', 'durationMs'] as const;
const FLAGS = ['latency', 'unpriced'] as const;

const COMMON = [...RANGE, ...INSTANTS, ...Object.values(LISTS)];
const REPORT = ['groupBy', 'tagKey', 'granularity', 'compare', 'orderBy', 'top', 'latency'];
const SEARCH = ['unpriced', 'callId', 'errorText'] as const;
export const USAGE_PARAMETERS: readonly string[] = [...COMMON, ...REPORT];
export const EVENT_PARAMETERS: readonly string[] = [
  ...COMMON,
  ...BOUNDS.flatMap((name) => [`${name}Min`, `${name}Max`]),
  ...SEARCH,
];

/** What is written as nothing is, and so would be left out without a word. Null when there is none. */
export function queryProblem(query: URLSearchParams): string | null {
  for (const name of INSTANTS) {
    const text = query.get(name);
    if (text !== null && parseInstant(text) === null) {
      return `${name} must be an instant such as 2026-03-01T00:00:00Z`;
    }
  }
  for (const name of FLAGS) {
    if (!['true', 'false', null].includes(query.get(name))) return `${name} must be true or false`;
  }
  return null;
}

/** The path that downloads the rows of a report. */
export function usageExportPath(
  request: UsageRequest,
  format: ExportFormat = 'csv',
  options: Partial<ReportOptions> = {},
): string {
  const query = new URLSearchParams();
  const add = (name: string, value: string | null | undefined) => {
    if (value != null) query.append(name, value);
  };
  addRange(request.range, add);
  for (const group of request.groupBy) add('groupBy', group);
  for (const key of request.tagKeys) add('tagKey', key);
  addLists(request.filter ?? {}, add);
  if (request.granularity !== 'AUTO') add('granularity', request.granularity);
  if (request.compare !== 'NONE') add('compare', request.compare);
  add('orderBy', options.orderBy);
  if (options.top != null) add('top', String(options.top));
  if (options.latency) add('latency', 'true');
  return `/exports/usage.${format}?${query}`;
}

function addRange(range: RangeRequest, add: (name: string, value?: string | null) => void): void {
  for (const name of RANGE) add(name, range[name]);
  for (const name of INSTANTS) add(name, range[name]?.toISOString());
}

function addLists(filter: FilterRequest, add: (name: string, value: string) => void): void {
  for (const [list, name] of Object.entries(LISTS)) {
    for (const value of filter[list as keyof typeof LISTS] ?? []) add(name, value);
  }
}

/** Names are passed on as they are, known or not: what they mean is checked where it is used. */
export function readUsageRequest(query: URLSearchParams): UsageRequest {
  return {
    range: readRange(query) ?? {},
    groupBy: query.getAll('groupBy'),
    tagKeys: query.getAll('tagKey'),
    filter: readFilter(query),
    granularity: (query.get('granularity') ?? 'AUTO') as Granularity | 'AUTO',
    compare: (query.get('compare') ?? 'NONE') as Comparison | 'NONE',
  };
}

const MOST_TOP = 1_000;

/** How a file shows a report: what its rows are ordered by, how many there are, whether latencies are in it. */
export function readReportOptions(
  query: URLSearchParams,
  { groupBy }: UsageQuery,
  { internals }: { internals: boolean },
): Result<ReportOptions, string> {
  const orderBy = readMetric(query.get('orderBy') ?? 'CHARGE', { internals });
  if (!orderBy.ok) return orderBy;
  const top = query.get('top');
  if (
    top !== null &&
    !(Number.isInteger(Number(top)) && Number(top) >= 1 && Number(top) <= MOST_TOP)
  ) {
    return err(`top must be from 1 to ${MOST_TOP}`);
  }
  if (top !== null && (groupBy.length === 0 || groupBy.some(isOfTime))) {
    return err('top is for reports that are grouped, and not by time');
  }
  return ok({
    orderBy: orderBy.value,
    top: top === null ? null : Number(top),
    latency: query.get('latency') === 'true',
  });
}

/** Null when there is nothing about a range. A preset is passed on as it is, known or not. */
export function readRange(query: URLSearchParams): RangeRequest | null {
  const [preset, from, to, timeZone] = RANGE.map((name) => query.get(name));
  const [startsAt, endsAt] = INSTANTS.map((name) => parseInstant(query.get(name) ?? ''));
  const given = [preset, from, to, startsAt, endsAt];
  if (given.every((value) => value == null)) return null;
  return { preset: preset as RangePreset | null, from, to, startsAt, endsAt, timeZone };
}

export function readFilter(query: URLSearchParams): FilterRequest {
  const lists = Object.entries(LISTS).map(([list, name]) => [list, query.getAll(name)] as const);
  const { statuses = [], ...others }: FilterRequest = Object.fromEntries(lists);
  return { ...others, statuses: statuses?.map((status) => status.toLowerCase()) };
}

/** The path that downloads all events that a search finds. */
export function eventsExportPath(
  { range, filter }: SpendEventRequest,
  format: EventExportFormat,
): string {
  const query = new URLSearchParams();
  const add = (name: string, value: string | number | boolean | null | undefined) => {
    if (value != null) query.append(name, String(value));
  };
  addRange(range ?? {}, add);
  addLists(filter ?? {}, add);
  for (const name of BOUNDS) {
    add(`${name}Min`, filter?.[name]?.min);
    add(`${name}Max`, filter?.[name]?.max);
  }
  for (const name of SEARCH) add(name, filter?.[name]);
  return `${EVENT_PATHS[format]}?${query}`;
}

export function readEventFilter(query: URLSearchParams): SpendEventFilterRequest {
  const unpriced = query.get('unpriced');
  const [durationMsMin, durationMsMax] = [query.get('durationMsMin'), query.get('durationMsMax')];
  return {
    ...readFilter(query),
    unpriced: unpriced === null ? null : unpriced === 'true',
    callId: query.get('callId'),
    errorText: query.get('errorText'),
    cost: { min: query.get('costMin'), max: query.get('costMax') },
    charge: { min: query.get('chargeMin'), max: query.get('chargeMax') },
    durationMs: { min: readCount(durationMsMin), max: readCount(durationMsMax) },
  };
}

/** What is no count is passed on as none, and refused where it is used. */
function readCount(text: string | null): number | null {
  return text === null ? null : Number(/^\d+$/.test(text) ? text : Number.NaN);
}
