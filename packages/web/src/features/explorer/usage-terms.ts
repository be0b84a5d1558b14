import type {
  ComparisonName,
  FilterName,
  GranularityName,
  GroupName,
  Metric,
  UsageSearch,
} from '../../lib/search.ts';
import { isTagGroup } from '../../lib/search.ts';
import type { Unit } from '../../ui/time-series/unit.ts';
import { DIMENSION_WORDS } from '../filters/dimensions.ts';
import type { UsageVariables } from './usage-query.ts';

type UsageGroup = UsageVariables['groupBy'][number];

const GROUPS: Readonly<Record<Exclude<GroupName, 'none' | `tag:${string}`>, UsageGroup>> = {
  customer: 'CUSTOMER',
  team: 'TEAM',
  user: 'USER',
  apiKey: 'API_KEY',
  model: 'MODEL',
  provider: 'PROVIDER',
  endpoint: 'ENDPOINT',
  serviceTier: 'SERVICE_TIER',
  status: 'STATUS',
  tier: 'TIER',
  tag: 'TAG',
  tagKey: 'TAG_KEY',
  day: 'DAY',
};

/** The groups of a screen, the first one first. */
export function groupsOf({ group, sub }: Pick<UsageSearch, 'group' | 'sub'>): GroupName[] {
  return [group, sub].filter((name) => name !== 'none');
}

/** The groups as the server is asked. */
export function groupInput(groups: readonly GroupName[]) {
  return {
    groupBy: groups.flatMap((name): UsageGroup[] => {
      if (isTagGroup(name)) return ['TAG_VALUE'];
      return name === 'none' ? [] : [GROUPS[name]];
    }),
    tagKeys: groups.filter(isTagGroup).map(tagKeyOf),
  };
}

export function tagKeyOf(group: `tag:${string}`): string {
  return group.slice('tag:'.length);
}

/** What a group is called: "Customer"; of the values of a tag key, the key. */
export function groupWord(group: GroupName): string {
  if (isTagGroup(group)) return `Tag ${tagKeyOf(group)}`;
  if (group === 'none') return 'Nothing';
  return group === 'day' ? 'Day' : DIMENSION_WORDS[group satisfies FilterName];
}

interface MetricTerms {
  readonly word: string;
  readonly asked: UsageVariables['metric'];
  readonly isMoney: boolean;
}

export const METRIC_TERMS: Readonly<Record<Metric, MetricTerms>> = {
  spend: { word: 'Spend', asked: 'CHARGE', isMoney: true },
  cost: { word: 'Provider cost', asked: 'COST', isMoney: true },
  calls: { word: 'Calls', asked: 'CALLS', isMoney: false },
  failed: { word: 'Failed calls', asked: 'FAILED_CALLS', isMoney: false },
  input: { word: 'Input tokens', asked: 'INPUT_TOKENS', isMoney: false },
  cached: { word: 'Cached input tokens', asked: 'CACHED_INPUT_TOKENS', isMoney: false },
  cacheWrites: { word: 'Cache write tokens', asked: 'CACHE_WRITE_TOKENS', isMoney: false },
  output: { word: 'Output tokens', asked: 'OUTPUT_TOKENS', isMoney: false },
  reasoning: { word: 'Reasoning tokens', asked: 'REASONING_TOKENS', isMoney: false },
  cacheHits: { word: 'Cache hits', asked: 'CACHE_HITS', isMoney: false },
  estimated: { word: 'Estimated calls', asked: 'ESTIMATED_CALLS', isMoney: false },
  unpriced: { word: 'Unpriced calls', asked: 'UNPRICED_CALLS', isMoney: false },
};

export function unitOf(metric: Metric, currency: string): Unit {
  return METRIC_TERMS[metric].isMoney ? { currency } : 'count';
}

export const GRANULARITY_TERMS: Readonly<
  Record<GranularityName, { word: string; asked: UsageVariables['granularity'] }>
> = {
  auto: { word: 'Auto', asked: 'AUTO' },
  minute: { word: 'Minutes', asked: 'MINUTE' },
  quarter: { word: 'Quarter hours', asked: 'QUARTER_HOUR' },
  hour: { word: 'Hours', asked: 'HOUR' },
  day: { word: 'Days', asked: 'DAY' },
  week: { word: 'Weeks', asked: 'WEEK' },
  month: { word: 'Months', asked: 'MONTH' },
};

export const COMPARISON_TERMS: Readonly<
  Record<ComparisonName, { word: string; asked: UsageVariables['compare'] }>
> = {
  none: { word: 'Nothing', asked: 'NONE' },
  previous: { word: 'The period before', asked: 'PREVIOUS_PERIOD' },
  year: { word: 'The year before', asked: 'PREVIOUS_YEAR' },
};
