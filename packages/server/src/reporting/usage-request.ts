import { err, isPlainText, ok, type Result } from '../kernel/index.ts';
import type { Reach } from '../platform/access/index.ts';
import { decodeUuid } from '../platform/opaque/index.ts';
import type { Range } from './range.ts';

export const USAGE_GROUPS = ['API_KEY', 'CUSTOMER', 'DAY', 'MODEL', 'TAG', 'TEAM', 'USER'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** As callers give it: ids are opaque, and a list that is empty or absent filters nothing. */
export interface FilterRequest {
  readonly customers?: readonly string[] | null | undefined;
  readonly models?: readonly string[] | null | undefined;
  readonly apiKeys?: readonly string[] | null | undefined;
  readonly teams?: readonly string[] | null | undefined;
  readonly users?: readonly string[] | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
}

/** Within a list any value matches, save for tags, which an event must all carry; empty lists match all. */
export interface UsageFilter {
  readonly customers: readonly string[];
  readonly models: readonly string[];
  /** UUIDs. */
  readonly apiKeys: readonly string[];
  readonly teams: readonly string[];
  readonly users: readonly string[];
  readonly tags: readonly string[];
  /** What the caller may see at all, whatever is asked for. */
  readonly reach: Reach;
}

export const NO_FILTER: UsageFilter = Object.freeze({
  customers: [],
  models: [],
  apiKeys: [],
  teams: [],
  users: [],
  tags: [],
  reach: 'ALL',
});

/** Which spend a report is about. Null: of all time. */
export interface UsageScope {
  readonly range: Range | null;
  readonly filter: UsageFilter;
}

export interface UsageQuery extends UsageScope {
  readonly range: Range;
  readonly groupBy: readonly UsageGroup[];
}

const MOST_VALUES = 200;
const LONGEST_VALUE = 256;
const MOST_GROUPS = 2;

export function resolveFilter(
  request: FilterRequest | null | undefined,
  reach: Reach,
): Result<UsageFilter, string> {
  const lists = {
    customers: request?.customers ?? [],
    models: request?.models ?? [],
    apiKeys: request?.apiKeys ?? [],
    teams: request?.teams ?? [],
    users: request?.users ?? [],
    tags: request?.tags ?? [],
  };
  const problem = checkValues(lists);
  if (problem !== null) return err(problem);
  const apiKeys = decodeAll('ApiKey', lists.apiKeys);
  if (apiKeys === null) return err('apiKeys holds something that is no API key');
  const teams = decodeAll('Team', lists.teams);
  if (teams === null) return err('teams holds something that is no team');
  const users = decodeAll('User', lists.users);
  if (users === null) return err('users holds something that is no user');
  return ok({ ...lists, apiKeys, teams, users, reach });
}

/** What is wrong with the lists of a filter, in words; null when nothing is. */
export function checkValues(lists: Readonly<Record<string, readonly string[]>>): string | null {
  for (const [name, values] of Object.entries(lists)) {
    if (values.length > MOST_VALUES) return `${name} has more than ${MOST_VALUES} values`;
    if (!values.every((value) => isPlainText(value, LONGEST_VALUE))) {
      return `${name} holds a value that nothing can have`;
    }
  }
  return null;
}

/** The UUIDs in opaque ids; null when one of them is not of this type. */
export function decodeAll(type: string, ids: readonly string[]): readonly string[] | null {
  const uuids = ids.map((id) => decodeUuid(type, id));
  return uuids.every((uuid) => uuid !== null) ? uuids : null;
}

/** What is nobody's business but the operator's. */
const INTERNAL: ReadonlySet<string> = new Set(['API_KEY', 'TAG', 'TEAM', 'USER']);

/** At most two groups, each once. */
export function checkGroups(
  groupBy: readonly string[],
  { internals }: { internals: boolean },
): Result<readonly UsageGroup[], string> {
  const unknown = groupBy.find((group) => !isGroup(group));
  if (unknown !== undefined) return err(`Spend is not grouped by ${JSON.stringify(unknown)}`);
  if (groupBy.length > MOST_GROUPS) return err(`Group by at most ${MOST_GROUPS} things`);
  if (new Set(groupBy).size < groupBy.length) return err('Group by each thing once');
  const hidden = internals ? undefined : groupBy.find((group) => INTERNAL.has(group));
  if (hidden !== undefined) return err(`You may not group by ${hidden}`);
  return ok(groupBy.filter(isGroup));
}

function isGroup(text: string): text is UsageGroup {
  return USAGE_GROUPS.some((group) => group === text);
}
