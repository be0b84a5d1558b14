import type { VariablesOf } from '../../lib/graphql.ts';
import {
  type Absence,
  type CallStatus,
  type FilterName,
  type FilterSearch,
  isAbsence,
  isCallStatus,
} from '../../lib/search.ts';
import type { SuggestValues_Query } from './suggest-query.ts';

export const DIMENSION_WORDS: Readonly<Record<FilterName, string>> = {
  customer: 'Customer',
  model: 'Model',
  provider: 'Provider',
  endpoint: 'Endpoint',
  status: 'Status',
  apiKey: 'API key',
  team: 'Team',
  user: 'User',
  tier: 'Tier',
  tag: 'Tag',
  tagKey: 'Tag key',
  serviceTier: 'Service tier',
  without: 'Without',
};

export const STATUS_WORDS: Readonly<Record<CallStatus, string>> = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  ABORTED: 'Aborted',
  UNKNOWN: 'Unknown',
};

export const ABSENCE_WORDS: Readonly<Record<Absence, string>> = {
  CUSTOMER: 'a customer',
  API_KEY: 'an API key of its own',
  TEAM: 'a team',
  USER: 'a user',
  TIER: 'a tier',
  TAG: 'a tag',
  SERVICE_TIER: 'a service tier',
};

export type Group = VariablesOf<typeof SuggestValues_Query>['groupBy'][number];

/** Whose values are text that nobody need know by heart: they are read off what was spent. */
export const SUGGESTED: Readonly<Partial<Record<FilterName, Group>>> = {
  model: 'MODEL',
  provider: 'PROVIDER',
  endpoint: 'ENDPOINT',
  tag: 'TAG',
  tagKey: 'TAG_KEY',
  serviceTier: 'SERVICE_TIER',
};

/** The filter of the address as the server is asked. */
export function toFilter(search: FilterSearch) {
  return {
    customers: list(search.customer),
    models: list(search.model),
    providers: list(search.provider),
    endpoints: list(search.endpoint),
    statuses: (search.status ?? []).filter(isCallStatus),
    apiKeys: list(search.apiKey),
    teams: list(search.team),
    users: list(search.user),
    tiers: list(search.tier),
    tags: list(search.tag),
    tagKeys: list(search.tagKey),
    serviceTiers: list(search.serviceTier),
    without: (search.without ?? []).filter(isAbsence),
  };
}

function list(values: readonly string[] | undefined): string[] | null {
  return values ? [...values] : null;
}
