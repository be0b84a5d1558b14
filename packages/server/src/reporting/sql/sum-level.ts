import type { SumLevel } from '../../metering/index.ts';
import type { Reach } from '../../platform/access/index.ts';
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

/** Null when no level has all of it. */
export function levelOf(filter: UsageFilter, groupBy: readonly Grouping[]): CoarseLevel | null {
  const { reach } = filter;
  const levels = new Set<CoarseLevel | null>([
    ...groupBy.map(({ by }) => OF_GROUP[by]),
    ...LISTS.filter((name) => filter[name].length > 0).map((name) => OF_LIST[name]),
    ...filter.without.map((absence) => OF_ABSENCE[absence]),
    ...(reach === 'ALL' ? [] : levelsOfReach(reach)),
  ]);
  levels.delete(null);
  const [level, ...others] = levels;
  return others.length === 0 ? (level ?? 'CALL') : null;
}

function levelsOfReach({ teamIds, userId, customer }: Exclude<Reach, 'ALL'>): CoarseLevel[] {
  const owner: CoarseLevel[] = teamIds.length > 0 || userId !== null ? ['OWNER'] : [];
  return customer === null ? owner : [...owner, 'CUSTOMER'];
}
