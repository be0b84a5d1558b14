import { err, isPlainText, ok, type Result } from '../kernel/index.ts';
import type { Reach } from '../platform/access/index.ts';
import { decodeUuid } from '../platform/opaque/index.ts';
import type { SpendEventStatus } from './spend-event.ts';

export const SPEND_EVENT_STATUSES = ['aborted', 'failed', 'succeeded', 'unknown'] as const;

/** What an event can be without. */
export const ABSENCES = [
  'API_KEY',
  'CUSTOMER',
  'SERVICE_TIER',
  'TAG',
  'TEAM',
  'TIER',
  'USER',
] as const;
export type Absence = (typeof ABSENCES)[number];

type OptionalList = readonly string[] | null | undefined;

/** As callers give it: ids are opaque, and a list that is empty or absent filters nothing. */
export interface FilterRequest {
  readonly customers?: OptionalList;
  readonly models?: OptionalList;
  readonly providers?: OptionalList;
  readonly endpoints?: OptionalList;
  readonly serviceTiers?: OptionalList;
  readonly statuses?: OptionalList;
  readonly apiKeys?: OptionalList;
  readonly teams?: OptionalList;
  readonly users?: OptionalList;
  readonly tiers?: OptionalList;
  readonly tags?: OptionalList;
  readonly tagKeys?: OptionalList;
  readonly without?: OptionalList;
}

/** Within a list any value matches, save for tags and `without`, all of which must hold; empty lists match all. */
export interface UsageFilter {
  readonly customers: readonly string[];
  readonly models: readonly string[];
  readonly providers: readonly string[];
  /** Routes of the gateway, such as `chat.completions`. */
  readonly endpoints: readonly string[];
  readonly serviceTiers: readonly string[];
  readonly statuses: readonly SpendEventStatus[];
  /** UUIDs. */
  readonly apiKeys: readonly string[];
  readonly teams: readonly string[];
  readonly users: readonly string[];
  readonly tiers: readonly string[];
  readonly tags: readonly string[];
  readonly tagKeys: readonly string[];
  /** The event has none of these. */
  readonly without: readonly Absence[];
  /** What the caller may see at all, whatever is asked for. */
  readonly reach: Reach;
}

export const NO_FILTER: UsageFilter = Object.freeze({
  customers: [],
  models: [],
  providers: [],
  endpoints: [],
  serviceTiers: [],
  statuses: [],
  apiKeys: [],
  teams: [],
  users: [],
  tiers: [],
  tags: [],
  tagKeys: [],
  without: [],
  reach: 'ALL',
});

/** Opaque ids, what each is the id of, and what people call that. */
const IDS = [
  ['apiKeys', 'ApiKey', 'API key'],
  ['teams', 'Team', 'team'],
  ['users', 'User', 'user'],
  ['tiers', 'Tier', 'tier'],
] as const;
type IdLists = Pick<UsageFilter, (typeof IDS)[number][0]>;

const MOST_VALUES = 200;
const LONGEST_VALUE = 256;

export function resolveFilter(
  request: FilterRequest | null | undefined,
  reach: Reach,
): Result<UsageFilter, string> {
  const lists = {
    customers: request?.customers ?? [],
    models: request?.models ?? [],
    providers: request?.providers ?? [],
    endpoints: request?.endpoints ?? [],
    serviceTiers: request?.serviceTiers ?? [],
    apiKeys: request?.apiKeys ?? [],
    teams: request?.teams ?? [],
    users: request?.users ?? [],
    tiers: request?.tiers ?? [],
    tags: request?.tags ?? [],
    tagKeys: request?.tagKeys ?? [],
  };
  const problem = problemOf(lists);
  if (problem !== null) return err(problem);
  const ids = decodeIds(lists);
  if (!ids.ok) return ids;
  const statuses = request?.statuses ?? [];
  if (!statuses.every(isStatus)) return err('statuses holds something that is no status');
  const without = request?.without ?? [];
  if (!without.every(isAbsence)) return err('without holds something that every event has');
  return ok({ ...lists, ...ids.value, statuses, without, reach });
}

/** What tells how things are run, and is nobody's business but the operator's. */
const INTERNAL = ['providers', 'apiKeys', 'teams', 'users', 'tiers', 'tags', 'tagKeys'] as const;

/** Why the caller may not filter so; null when there is no reason. */
export function checkFilter(
  filter: UsageFilter,
  { internals }: { internals: boolean },
): string | null {
  const hidden = internals ? undefined : INTERNAL.find((name) => filter[name].length > 0);
  return hidden === undefined ? null : `You may not filter by ${hidden}`;
}

function problemOf(lists: Readonly<Record<string, readonly string[]>>): string | null {
  for (const [name, values] of Object.entries(lists)) {
    if (values.length > MOST_VALUES) return `${name} has more than ${MOST_VALUES} values`;
    if (!values.every((value) => isPlainText(value, LONGEST_VALUE))) {
      return `${name} holds a value that nothing can have`;
    }
  }
  return null;
}

function decodeIds(lists: IdLists): Result<IdLists, string> {
  const decoded: Record<keyof IdLists, readonly string[]> = { ...lists };
  for (const [name, type, noun] of IDS) {
    const uuids = lists[name].map((id) => decodeUuid(type, id));
    if (!uuids.every((uuid) => uuid !== null)) {
      return err(`${name} holds something that is no ${noun}`);
    }
    decoded[name] = uuids;
  }
  return ok(decoded);
}

function isStatus(text: string): text is SpendEventStatus {
  return SPEND_EVENT_STATUSES.some((status) => status === text);
}

function isAbsence(text: string): text is Absence {
  return ABSENCES.some((absence) => absence === text);
}
