import { err, isPlainText, ok, type Result } from '../kernel/index.ts';

export const USAGE_GROUPS = [
  'API_KEY',
  'CUSTOMER',
  'DAY',
  'ENDPOINT',
  'MODEL',
  'PROVIDER',
  'SERVICE_TIER',
  'STATUS',
  'TAG',
  'TAG_KEY',
  'TAG_VALUE',
  'TEAM',
  'TIER',
  'TIME',
  'USER',
] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** One thing that a report is grouped by. */
export interface Grouping {
  readonly by: UsageGroup;
  /** Whose values they are, of `TAG_VALUE`; null of everything else. */
  readonly tagKey: string | null;
}

export interface GroupRequest {
  readonly groupBy: readonly string[];
  /** One for each `TAG_VALUE` in `groupBy`, in their order. */
  readonly tagKeys: readonly string[];
}

const MOST_GROUPS = 2;
const LONGEST_TAG_KEY = 256;

/** What is nobody's business but the operator's. */
const INTERNAL: ReadonlySet<UsageGroup> = new Set<UsageGroup>([
  'API_KEY',
  'PROVIDER',
  'TAG',
  'TAG_KEY',
  'TAG_VALUE',
  'TEAM',
  'TIER',
  'USER',
]);

/** Groups of which an event can be in several. */
const OVERLAPPING: ReadonlySet<UsageGroup> = new Set<UsageGroup>(['TAG', 'TAG_KEY', 'TAG_VALUE']);
const OF_TIME: ReadonlySet<UsageGroup> = new Set<UsageGroup>(['DAY', 'TIME']);

export function isOverlapping(groupBy: readonly Grouping[]): boolean {
  return groupBy.some(({ by }) => OVERLAPPING.has(by));
}

export function isOfTime({ by }: Grouping): boolean {
  return OF_TIME.has(by);
}

/** At most two groups, each once. */
export function checkGroups(
  { groupBy, tagKeys }: GroupRequest,
  { internals }: { internals: boolean },
): Result<readonly Grouping[], string> {
  const unknown = groupBy.find((group) => !isGroup(group));
  if (unknown !== undefined) return err(`Spend is not grouped by ${JSON.stringify(unknown)}`);
  if (groupBy.length > MOST_GROUPS) return err(`Group by at most ${MOST_GROUPS} things`);
  const names = groupBy.filter(isGroup);
  const hidden = internals ? undefined : names.find((group) => INTERNAL.has(group));
  if (hidden !== undefined) return err(`You may not group by ${hidden}`);
  const wanted = names.filter((name) => name === 'TAG_VALUE').length;
  if (tagKeys.length !== wanted) return err('Give one of tagKeys for each TAG_VALUE of groupBy');
  if (!tagKeys.every(isTagKey)) return err('tagKeys holds something that is no key of a tag');
  const groups = withKeys(names, tagKeys);
  const distinct = new Set(groups.map(({ by, tagKey }) => `${by} ${tagKey ?? ''}`));
  return distinct.size < groups.length ? err('Group by each thing once') : ok(groups);
}

function withKeys(names: readonly UsageGroup[], tagKeys: readonly string[]): Grouping[] {
  const keys = tagKeys.values();
  return names.map((by) => ({
    by,
    tagKey: by === 'TAG_VALUE' ? (keys.next().value ?? null) : null,
  }));
}

/** A tag is `key:value`; the key is what stands before the first colon. */
function isTagKey(text: string): boolean {
  return isPlainText(text, LONGEST_TAG_KEY) && text !== '' && !text.includes(':');
}

function isGroup(text: string): text is UsageGroup {
  return USAGE_GROUPS.some((group) => group === text);
}
