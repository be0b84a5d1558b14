import type { Grouping, UsageGroup } from '../usage-groups.ts';

/** Joins that find the names behind the keys k1 and k2 of `page`, and the columns n1 and n2 they fill. */
export function namesOf(groupBy: readonly Grouping[]): { joins: string; columns: string } {
  const joins = groupBy.map(({ by }, i) => NAMED[by]?.join(i + 1) ?? '');
  const columns = [1, 2].map((slot) => {
    const group = groupBy[slot - 1];
    const name = group && NAMED[group.by]?.name(slot);
    return `${name ?? 'null::text'} as n${slot}`;
  });
  return { joins: joins.join('\n'), columns: columns.join(', ') };
}

interface Named {
  join(slot: number): string;
  name(slot: number): string;
}

const NAMED: Partial<Record<UsageGroup, Named>> = {
  API_KEY: {
    join: (i) => `left join api_key a${i} on a${i}.id = page.k${i}::uuid`,
    name: (i) => `a${i}.alias`,
  },
  CUSTOMER: {
    join: (i) => `left join customer c${i} on c${i}.external_id = page.k${i}`,
    name: (i) => `c${i}.name`,
  },
  TEAM: {
    join: (i) => `left join team t${i} on t${i}.id = page.k${i}::uuid`,
    name: (i) => `t${i}.name`,
  },
  TIER: {
    join: (i) => `left join tier l${i} on l${i}.id = page.k${i}::uuid`,
    name: (i) => `l${i}.name`,
  },
  USER: {
    join: (i) => `left join app_user u${i} on u${i}.id = page.k${i}::uuid`,
    name: (i) => `u${i}.name`,
  },
};
