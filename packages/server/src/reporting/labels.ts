import type { UsageGroup } from './usage-request.ts';

const WITHOUT: Readonly<Record<UsageGroup, string>> = {
  API_KEY: 'Master key',
  CUSTOMER: 'No customer',
  DAY: '',
  MODEL: '',
  TAG: 'No tag',
  TEAM: 'No team',
  USER: 'No user',
};

/** What people call a group: its name, else its key, else a word for having none. */
export function labelOf(group: UsageGroup, key: string | null, name: string | null): string {
  return name ?? key ?? WITHOUT[group];
}

export function rowLabel(
  groupBy: readonly UsageGroup[],
  row: { key: readonly (string | null)[]; names: readonly (string | null)[] },
): string {
  if (groupBy.length === 0) return 'Total';
  return groupBy
    .map((group, i) => labelOf(group, row.key[i] ?? null, row.names[i] ?? null))
    .join(' · ');
}
