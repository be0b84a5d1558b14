import type { Grouping, UsageGroup } from './usage-groups.ts';

const WITHOUT: Partial<Record<UsageGroup, string>> = {
  API_KEY: 'Master key',
  CUSTOMER: 'No customer',
  SERVICE_TIER: 'Standard',
  TAG: 'No tag',
  TAG_KEY: 'No tag',
  TEAM: 'No team',
  TIER: 'No tier',
  USER: 'No user',
};

/** What people call a group: its name, else its key, else a word for having none. */
export function labelOf({ by, tagKey }: Grouping, key: string | null, name: string | null): string {
  return name ?? key ?? (by === 'TAG_VALUE' ? `No ${tagKey}` : (WITHOUT[by] ?? ''));
}

interface Row {
  readonly key: readonly (string | null)[];
  readonly names: readonly (string | null)[];
}

/** What people call the row, in each of its groups. */
export function rowLabels(groupBy: readonly Grouping[], row: Row): string[] {
  return groupBy.map((group, i) => labelOf(group, row.key[i] ?? null, row.names[i] ?? null));
}

export function rowLabel(groupBy: readonly Grouping[], row: Row): string {
  return groupBy.length === 0 ? 'Total' : rowLabels(groupBy, row).join(' · ');
}
