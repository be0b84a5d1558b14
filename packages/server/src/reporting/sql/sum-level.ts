import type { SumLevel } from '../../metering/index.ts';
import type { Absence, UsageFilter } from '../usage-filter.ts';
import type { Grouping, UsageGroup } from '../usage-groups.ts';

/** Which sums are coarser than rollups and still tell apart what a report asks for. */
export type CoarseLevel = SumLevel | 'CUSTOMER';

const OF_GROUP: Readonly<Record<UsageGroup, CoarseLevel | null>> = {
  API_KEY: 'OWNER',
  CUSTOMER: 'CUSTOMER',
  DAY: null,
  ENDPOINT: 'CALL',
  MODEL: 'CALL',
  PROVIDER: 'CALL',
  SERVICE_TIER: 'CALL',
  STATUS: 'CALL',
  TAG: 'TAGS',
  TAG_KEY: 'TAGS',
  TAG_VALUE: 'TAGS',
  TEAM: 'OWNER',
  TIER: 'CUSTOMER',
  TIME: null,
  USER: 'OWNER',
};

const OF_ABSENCE: Readonly<Record<Absence, CoarseLevel>> = {
  API_KEY: 'OWNER',
  CUSTOMER: 'CUSTOMER',
  SERVICE_TIER: 'CALL',
  TAG: 'TAGS',
  TEAM: 'OWNER',
  TIER: 'CUSTOMER',
  USER: 'OWNER',
};

const OF_LIST: Readonly<Record<Exclude<keyof UsageFilter, 'without' | 'reach'>, CoarseLevel>> = {
  apiKeys: 'OWNER',
  customers: 'CUSTOMER',
  endpoints: 'CALL',
  models: 'CALL',
  providers: 'CALL',
  serviceTiers: 'CALL',
  statuses: 'CALL',
  tagKeys: 'TAGS',
  tags: 'TAGS',
  teams: 'OWNER',
  tiers: 'CUSTOMER',
  users: 'OWNER',
};
const LISTS = Object.keys(OF_LIST) as (keyof typeof OF_LIST)[];

/** Null when no level has all of it, or the rollups of the customers asked for are few anyway. */
export function levelOf(filter: UsageFilter, groupBy: readonly Grouping[]): CoarseLevel | null {
  const { reach } = filter;
  if (filter.customers.length > 0) return null;
  if (reach !== 'ALL' && reach.customer !== null) return null;
  const levels = new Set<CoarseLevel | null>([
    ...groupBy.map(({ by }) => OF_GROUP[by]),
    ...LISTS.filter((name) => filter[name].length > 0).map((name) => OF_LIST[name]),
    ...filter.without.map((absence) => OF_ABSENCE[absence]),
    reach === 'ALL' ? null : 'OWNER',
  ]);
  levels.delete(null);
  const [level, ...others] = levels;
  return others.length === 0 ? (level ?? 'CALL') : null;
}
