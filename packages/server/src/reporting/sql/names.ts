import type { UsageGroup } from '../usage-request.ts';

/** Joins that find the names behind the keys k1 and k2 of `page`, and the columns n1 and n2 they fill. */
export function namesOf(groupBy: readonly (UsageGroup | null)[]): {
  joins: string;
  columns: string;
} {
  const joins = groupBy.map((group, i) => JOINS[group ?? 'DAY']?.(i + 1) ?? '');
  const columns = [1, 2].map(
    (i) => `${NAMES[groupBy[i - 1] ?? 'DAY']?.(i) ?? 'null::text'} as n${i}`,
  );
  return { joins: joins.join('\n'), columns: columns.join(', ') };
}

type BySlot = Partial<Record<UsageGroup, (slot: number) => string>>;

const JOINS: BySlot = {
  CUSTOMER: (i) => `left join customer c${i} on c${i}.external_id = page.k${i}`,
  API_KEY: (i) => `left join api_key a${i} on a${i}.id = page.k${i}::uuid`,
  TEAM: (i) => `left join team t${i} on t${i}.id = page.k${i}::uuid`,
  USER: (i) => `left join app_user u${i} on u${i}.id = page.k${i}::uuid`,
};

const NAMES: BySlot = {
  CUSTOMER: (i) => `c${i}.name`,
  API_KEY: (i) => `a${i}.alias`,
  TEAM: (i) => `t${i}.name`,
  USER: (i) => `u${i}.name`,
};
