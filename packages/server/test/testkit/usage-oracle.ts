import { formatPico, toPico } from '../../src/kernel/index.ts';
import type { SpendEvent } from '../../src/metering/index.ts';
import { encodeId } from '../../src/platform/opaque/index.ts';
import { sumPico } from './random-spend.ts';

/** What a report must say, the plain way: over events, with dates from Intl. */
export interface OracleRow {
  readonly key: readonly (string | null)[];
  readonly totals: Record<string, unknown>;
}

/** A group of a report; `TAG_VALUE:env` has its key behind a colon. */
export type OracleGroup = string;

export function sumsOf(list: readonly SpendEvent[]): Record<string, unknown> {
  const count = (holds: (event: SpendEvent) => boolean) => list.filter(holds).length;
  const tokens = (of: (event: SpendEvent) => number) =>
    list.reduce((sum, event) => sum + of(event), 0);
  const cost = sumPico(list.map((event) => event.cost));
  const charge = sumPico(list.map((event) => event.charge));
  return {
    calls: list.length,
    failedCalls: count((event) => event.status === 'failed'),
    unpricedCalls: count((event) => event.cost === null),
    estimatedCalls: count((event) => event.usageSource === 'estimated'),
    cacheHits: count((event) => event.cachedInputTokens > 0),
    inputTokens: tokens((event) => event.inputTokens),
    cachedInputTokens: tokens((event) => event.cachedInputTokens),
    cacheWriteTokens: tokens((event) => event.cacheWriteTokens),
    outputTokens: tokens((event) => event.outputTokens),
    reasoningTokens: tokens((event) => event.reasoningTokens),
    cost: { amount: formatPico(cost) },
    charge: { amount: formatPico(charge), currency: 'USD' },
    margin: { amount: formatPico(toPico(charge - cost)) },
  };
}

/** Nearest rank, over calls that were answered; null when there are none. */
export function percentileOf(list: readonly SpendEvent[], percent: number): number | null {
  const durations = list
    .filter(({ status }) => status === 'succeeded' || status === 'failed')
    .map(({ durationMs }) => durationMs)
    .toSorted((a, b) => a - b);
  return durations[Math.ceil((percent * durations.length) / 100) - 1] ?? null;
}

export function keysOf(event: SpendEvent, group: OracleGroup, timeZone: string): (string | null)[] {
  const [by, tagKey] = group.split(':');
  const encoded = (type: string, id: string | null) => [id && encodeId(type, id)];
  switch (by) {
    case 'CUSTOMER':
      return [event.customerExternalId];
    case 'MODEL':
      return [event.model];
    case 'PROVIDER':
      return [event.provider];
    case 'ENDPOINT':
      return [event.route];
    case 'STATUS':
      return [event.status.toUpperCase()];
    case 'SERVICE_TIER':
      return [event.serviceTier];
    case 'API_KEY':
      return encoded('ApiKey', event.apiKeyId);
    case 'TEAM':
      return encoded('Team', event.teamId);
    case 'USER':
      return encoded('User', event.userId);
    case 'TAG':
      return orNull(event.tags);
    case 'TAG_KEY':
      return orNull([...new Set(event.tags.map(keyOfTag).filter((key) => key !== ''))]);
    case 'TAG_VALUE':
      return orNull(
        event.tags
          .filter((tag) => tag.startsWith(`${tagKey}:`))
          .map((tag) => tag.slice(`${tagKey}:`.length))
          .filter((value) => value !== ''),
      );
    case 'DAY':
      return [new Intl.DateTimeFormat('en-CA', { timeZone }).format(event.occurredAt)];
    default:
      throw new Error(`no group ${group}`);
  }
}

function keyOfTag(tag: string): string {
  return tag.includes(':') ? tag.slice(0, tag.indexOf(':')) : '';
}

function orNull(keys: readonly string[]): (string | null)[] {
  return keys.length === 0 ? [null] : [...keys];
}

export function within(
  list: readonly SpendEvent[],
  range: { startsAt: string; endsAt: string },
): SpendEvent[] {
  const [start, end] = [Date.parse(range.startsAt), Date.parse(range.endsAt)];
  return list.filter(
    ({ occurredAt }) => occurredAt.getTime() >= start && occurredAt.getTime() < end,
  );
}

export function groupedSums(
  list: readonly SpendEvent[],
  groupBy: readonly OracleGroup[],
  timeZone: string,
): OracleRow[] {
  return [...grouped(list, groupBy, timeZone)].map(([key, members]) => ({
    key: JSON.parse(key),
    totals: sumsOf(members),
  }));
}

/** The events of each row, by its key as JSON. */
export function grouped(
  list: readonly SpendEvent[],
  groupBy: readonly OracleGroup[],
  timeZone: string,
): Map<string, SpendEvent[]> {
  const groups = new Map<string, SpendEvent[]>();
  for (const event of list) {
    const [first = [], second = [undefined]] = groupBy.map((group) =>
      keysOf(event, group, timeZone),
    );
    for (const a of first) {
      for (const b of second) {
        const key = JSON.stringify(b === undefined ? [a] : [a, b]);
        groups.set(key, [...(groups.get(key) ?? []), event]);
      }
    }
  }
  return groups;
}
