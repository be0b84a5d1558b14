import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatPico, type Pico, parsePico } from '../../src/kernel/index.ts';
import type { SpendEvent } from '../../src/metering/index.ts';
import { encodeId } from '../../src/platform/opaque/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { newUser, OPERATOR, PLAIN_KEY } from '../testkit/people.ts';
import { randomSpend, sumPico } from '../testkit/random-spend.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import {
  grouped,
  groupedSums,
  percentileOf,
  type OracleRow as Row,
  sumsOf,
  within,
} from '../testkit/usage-oracle.ts';

/** `TAG_VALUE:env` names its key behind a colon. */
type Group = string;

let api: Api;
let events: SpendEvent[];

beforeAll(async () => {
  api = await startApi({ now: '2026-03-08T20:00:00Z', timeZone: 'America/Los_Angeles' });
  const apiKeyIds = await Promise.all(['first', 'second'].map(issueKey));
  const { rows: teams } = await api.pool.query<{ id: string }>(
    `insert into team (name, created_at) values ('Search', now()), ('Ads', now()) returning id`,
  );
  await api.users.insert(newUser({ login: 'alice@acme.com', name: 'Alice' }));
  const alice = (await api.users.findByLogin('ALICE@acme.com'))?.user;
  events = randomSpend({
    count: 600,
    from: '2026-03-01T00:00:00Z',
    days: 9,
    apiKeyIds,
    teamIds: teams.map(({ id }) => id),
    userIds: [alice?.id ?? ''],
    seed: 42,
  });
  for (let i = 0; i < events.length; i += 100) await api.record(events.slice(i, i + 100));
});
afterAll(() => api[Symbol.asyncDispose]());

async function issueKey(alias: string): Promise<string> {
  const input = { alias, ...PLAIN_KEY };
  const issued = await api.identity.apiKeys.issue(input, { idempotencyKey: alias, by: OPERATOR });
  if (!issued.ok) throw new Error('not issued');
  return issued.value.apiKey.id;
}

const TOTALS = `calls failedCalls unpricedCalls estimatedCalls cacheHits inputTokens cachedInputTokens
  cacheWriteTokens outputTokens reasoningTokens cost { amount } charge { amount currency } margin { amount }`;
const LATENCY = 'latency { calls p50Ms p95Ms p99Ms }';
const USAGE = `query ($range: RangeInput!, $groupBy: [UsageGroup!]!, $tagKeys: [String!]!, $filter: UsageFilter,
  $first: Int!, $after: String, $orderBy: UsageMetric!, $metric: UsageMetric!, $compare: Comparison!,
  $granularity: GranularityChoice!) {
  usage(range: $range, groupBy: $groupBy, tagKeys: $tagKeys, filter: $filter, compare: $compare, granularity: $granularity) {
    range { startsAt endsAt firstDay lastDay timeZone }
    totals { ${TOTALS} } ${LATENCY}
    previous { range { startsAt endsAt firstDay lastDay } buckets totals { ${TOTALS} } ${LATENCY} }
    rows(first: $first, after: $after, orderBy: $orderBy) {
      nodes { key label totals { ${TOTALS} } previous { ${TOTALS} } ${LATENCY} }
      pageInfo { endCursor hasNextPage }
      totalCount { value capped }
      others { count { value } totals { ${TOTALS} } previous { ${TOTALS} } }
    }
    granularity buckets overlapping csvPath
    series(top: 2, metric: $metric) { key label isOther values previous }
    latencySeries(top: 2) { label values { calls p50Ms p95Ms p99Ms } }
  }
}`;

function allOf({ groupBy = [], ...variables }: { groupBy?: Group[] }) {
  const names = groupBy.map((group) => group.split(':'));
  return {
    ...{ first: 100, orderBy: 'CHARGE', metric: 'CHARGE', compare: 'NONE', granularity: 'AUTO' },
    ...variables,
    groupBy: names.map(([by]) => by),
    tagKeys: names.flatMap(([, key]) => (key === undefined ? [] : [key])),
  };
}

async function usage(variables: {
  range: object;
  groupBy?: Group[];
  filter?: object;
  first?: number;
  after?: string | null;
  orderBy?: string;
  metric?: string;
  compare?: string;
  granularity?: string;
}) {
  const answer = await api.graphql(USAGE, allOf(variables));
  expect(answer.errors).toBeUndefined();
  return answer.data.usage;
}

const byKey = (a: Row, b: Row) => (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1);

const ZONES = ['America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'UTC'];
const RANGES = [
  { preset: 'TODAY' },
  { preset: 'LAST_7_DAYS' },
  { from: '2026-03-07', to: '2026-03-10' },
];
const GROUPINGS: Group[][] = [
  ['CUSTOMER'],
  ['MODEL'],
  ['API_KEY'],
  ['TAG'],
  ['DAY'],
  ['CUSTOMER', 'MODEL'],
  ['TAG', 'DAY'],
  ['DAY', 'CUSTOMER'],
  ['TEAM'],
  ['USER', 'TEAM'],
  ['PROVIDER', 'STATUS'],
  ['ENDPOINT', 'SERVICE_TIER'],
  ['TAG_KEY'],
  ['TAG_VALUE:feature', 'TAG_VALUE:team'],
  ['TAG_VALUE:env', 'TAG_KEY'],
];

describe('a report equals the plain sums over its events', () => {
  // Every group in every zone and over every range, though not in all of their combinations.
  test.each(ZONES.map((timeZone, i) => ({ timeZone, i })))(
    'in $timeZone',
    async ({ timeZone, i }) => {
      for (const [j, groupBy] of GROUPINGS.entries()) {
        const range = { ...RANGES[(i + j) % RANGES.length], timeZone };
        const report = await usage({ range, groupBy });
        const list = within(events, report.range);
        expect(report.totals).toEqual(sumsOf(list));
        const rows = report.rows.nodes.map(({ key, totals }: Row) => ({ key, totals }));
        expect(rows.toSorted(byKey)).toEqual(groupedSums(list, groupBy, timeZone).toSorted(byKey));
        expect(report.rows.totalCount).toEqual({ value: rows.length, capped: false });
      }
    },
  );

  test.each([
    [
      { customers: ['acme', 'zoë'] },
      (e: SpendEvent) => ['acme', 'zoë'].includes(e.customerExternalId ?? ''),
    ],
    [
      { models: ['sonar'], customers: ['bob'] },
      (e: SpendEvent) => e.model === 'sonar' && e.customerExternalId === 'bob',
    ],
    [
      { tags: ['team:a', 'feature:chat'] },
      (e: SpendEvent) => e.tags.includes('team:a') && e.tags.includes('feature:chat'),
    ],
    [
      { providers: ['openai'], statuses: ['FAILED', 'ABORTED'] },
      (e: SpendEvent) => e.provider === 'openai' && ['failed', 'aborted'].includes(e.status),
    ],
    [
      { endpoints: ['embeddings'], serviceTiers: ['batch'] },
      (e: SpendEvent) => e.route === 'embeddings' && e.serviceTier === 'batch',
    ],
    [
      { tagKeys: ['team', 'feature'] },
      (e: SpendEvent) =>
        ['team:', 'feature:'].some((key) => e.tags.some((tag) => tag.startsWith(key))),
    ],
    [
      { without: ['CUSTOMER', 'TAG'] },
      (e: SpendEvent) => e.customerExternalId === null && e.tags.length === 0,
    ],
    [{ customers: [] }, () => true],
    [{ customers: ['nobody'] }, () => false],
  ])('filtered by %j', async (filter, holds) => {
    const report = await usage({ range: { preset: 'LAST_7_DAYS' }, groupBy: ['MODEL'], filter });
    const list = within(events, report.range).filter(holds);
    expect(report.totals).toEqual(sumsOf(list));
    expect(report.rows.nodes).toHaveLength(groupedSums(list, ['MODEL'], 'UTC').length);
  });

  test.each(ZONES)('of customers over months, whole or nearly so, in %s', async (timeZone) => {
    for (const dates of [
      { from: '2026-03-01', to: '2026-04-01' },
      { from: '2026-03-06', to: '2026-04-01' },
      { from: '2026-02-27', to: '2026-03-09' },
      { from: '2026-02-01', to: '2026-03-09' },
    ]) {
      const range = { ...dates, timeZone };
      const report = await usage({ range, groupBy: ['CUSTOMER'], compare: 'PREVIOUS_PERIOD' });
      const [list, before] = [report.range, report.previous.range].map((each) =>
        within(events, each),
      );
      const alone = await usage({ range, groupBy: ['CUSTOMER'], filter: { statuses: [] } });
      expect(
        alone.rows.nodes.map(({ key, totals }: Row) => ({ key, totals })).toSorted(byKey),
      ).toEqual(groupedSums(list ?? [], ['CUSTOMER'], timeZone).toSorted(byKey));
      const previous: Row[] = report.rows.nodes.map(
        (row: { key: string[]; previous: Record<string, unknown> }) => ({
          ...{ key: row.key, totals: row.previous },
        }),
      );
      expect(previous.filter(({ totals }) => totals['calls'] !== 0).toSorted(byKey)).toEqual(
        groupedSums(before ?? [], ['CUSTOMER'], timeZone).toSorted(byKey),
      );
    }
  });

  test('filtered by team and user', async () => {
    const some = events.find((event) => event.teamId !== null && event.userId !== null);
    const [teamId, userId] = [some?.teamId ?? '', some?.userId ?? ''];
    const filter = { teams: [encodeId('Team', teamId)], users: [encodeId('User', userId)] };
    const report = await usage({ range: { preset: 'LAST_7_DAYS' }, groupBy: ['TEAM'], filter });
    const list = within(events, report.range).filter(
      (event) => event.teamId === teamId && event.userId === userId,
    );
    expect(report.totals).toEqual(sumsOf(list));
    expect(report.rows.nodes).toMatchObject([{ key: [encodeId('Team', teamId)] }]);
  });

  test('without groups there is one row, the total', async () => {
    const report = await usage({ range: { preset: 'LAST_7_DAYS' } });
    expect(report.rows.nodes).toMatchObject([{ key: [], label: 'Total', totals: report.totals }]);
    expect(report.series).toMatchObject([{ key: null, label: 'Total', isOther: false }]);
  });
});

describe('series', () => {
  const pico = (text: string) => parsePico(text) as Pico;
  const sumBands = (report: { series: { values: string[] }[] }) =>
    formatPico(sumPico(report.series.flatMap((band) => band.values.map(pico))));

  test.each<[Group[]]>([[[]], [['CUSTOMER']], [['MODEL']], [['DAY', 'API_KEY']], [['DAY']]])(
    'of %j, the top bands and the others together, sum to the total',
    async (groupBy) => {
      for (const preset of ['TODAY', 'LAST_7_DAYS']) {
        const report = await usage({ range: { preset }, groupBy });
        expect(sumBands(report)).toBe(report.totals.charge.amount);
        for (const band of report.series) expect(band.values).toHaveLength(report.buckets.length);
      }
    },
  );

  test('the day the clock leaps has 23 hours, and its spend is in the right ones', async () => {
    const report = await usage({ range: { preset: 'TODAY' } });
    expect(report).toMatchObject({ granularity: 'HOUR', range: { firstDay: '2026-03-08' } });
    expect(report.buckets).toHaveLength(23);
    const expected = report.buckets.map((start: string, i: number) => {
      const end = report.buckets[i + 1] ?? report.range.endsAt;
      const hour = within(events, { startsAt: start, endsAt: end });
      return formatPico(sumPico(hour.map((event) => event.charge)));
    });
    expect(report.series[0].values).toEqual(expected);
  });

  test('the bands beyond the top ones are called Other, and come last', async () => {
    const { series } = await usage({ range: { preset: 'LAST_7_DAYS' }, groupBy: ['CUSTOMER'] });
    expect(series.map((band: { isOther: boolean }) => band.isOther)).toEqual([false, false, true]);
    expect(series[2]).toMatchObject({ key: null, label: 'Other' });
  });

  test('by tag, bands overlap and the report says so', async () => {
    expect(await usage({ range: { preset: 'TODAY' }, groupBy: ['TAG'] })).toMatchObject({
      overlapping: true,
    });
    expect(await usage({ range: { preset: 'TODAY' }, groupBy: ['MODEL'] })).toMatchObject({
      overlapping: false,
    });
  });
});

describe('rows', () => {
  test('come highest charge first, and small pages are the large one in pieces', async () => {
    for (const groupBy of [
      ['CUSTOMER', 'MODEL'],
      ['DAY', 'CUSTOMER'],
      ['API_KEY', 'DAY'],
      ['TAG'],
    ] as Group[][]) {
      const range = { preset: 'LAST_7_DAYS' };
      const whole = (await usage({ range, groupBy })).rows.nodes;
      const pieces: unknown[] = [];
      let after: string | null = null;
      do {
        const { rows } = await usage({ range, groupBy, first: 4, after });
        pieces.push(...rows.nodes);
        expect(rows.totalCount.value).toBe(whole.length);
        after = rows.pageInfo.hasNextPage ? rows.pageInfo.endCursor : null;
      } while (after !== null);
      expect(pieces).toEqual(whole);
    }
  });

  test('name what has a name', async () => {
    const labels = async (groupBy: Group[]) => {
      const { rows } = await usage({ range: { preset: 'LAST_7_DAYS' }, groupBy });
      return rows.nodes.map((row: { label: string }) => row.label).sort();
    };
    expect(await labels(['API_KEY'])).toEqual(['Master key', 'first', 'second']);
    expect(await labels(['CUSTOMER'])).toEqual(['=SUM(A1)', 'No customer', 'acme', 'bob', 'zoë']);
    expect(await labels(['TAG'])).toContain('No tag');
    expect(await labels(['TEAM'])).toEqual(['Ads', 'No team', 'Search']);
    expect(await labels(['USER'])).toEqual(['Alice', 'No user']);
    expect(await labels(['CUSTOMER', 'MODEL'])).toContain('acme · sonar');
  });
});

describe('a report that is compared', () => {
  const PERIOD = { from: '2026-03-05', to: '2026-03-08' };
  const listBefore = (report: { previous: { range: { startsAt: string; endsAt: string } } }) =>
    within(events, report.previous.range);

  test('has the days right before it beside it, in totals, rows and series', async () => {
    const report = await usage({
      range: PERIOD,
      groupBy: ['CUSTOMER'],
      compare: 'PREVIOUS_PERIOD',
    });
    expect(report.previous.range).toMatchObject({ firstDay: '2026-03-02', lastDay: '2026-03-04' });
    expect(report.previous.totals).toEqual(sumsOf(listBefore(report)));
    const expected = groupedSums(listBefore(report), ['CUSTOMER'], 'UTC');
    const rows = report.rows.nodes.map(({ key, previous }: { key: []; previous: object }) => ({
      key,
      totals: previous,
    }));
    expect(rows.toSorted(byKey)).toEqual(expected.toSorted(byKey));
    const bands = report.series.flatMap((band: { previous: string[] }) => band.previous);
    expect(formatPico(sumPico(bands.map((text: string) => parsePico(text))))).toBe(
      report.previous.totals.charge.amount,
    );
  });

  test('by day has the days of the same number side by side, and drops none', async () => {
    const range = { from: '2026-03-01', to: '2026-04-01' };
    const report = await usage({ range, groupBy: ['DAY'], compare: 'PREVIOUS_PERIOD' });
    expect(report.previous.range).toMatchObject({ firstDay: '2026-02-01', lastDay: '2026-02-28' });
    const calls = report.rows.nodes.reduce(
      (sum: number, { previous }: { previous: { calls: number } }) => sum + previous.calls,
      0,
    );
    expect(calls).toBe(report.previous.totals.calls);
  });

  test('has a row for what was there before only', async () => {
    await api.record([
      spendEvent({ customerExternalId: 'gone', occurredAt: new Date('2026-02-20T12:00:00Z') }),
    ]);
    const range = { from: '2026-02-21', to: '2026-02-22' };
    const report = await usage({ range, groupBy: ['CUSTOMER'], compare: 'PREVIOUS_PERIOD' });
    expect(report.rows.nodes).toMatchObject([
      { key: ['gone'], totals: { calls: 0 }, previous: { calls: 1 }, latency: null },
    ]);
    expect(report.latency).toBeNull();
  });
});

describe('top rows and the others', () => {
  test.each([['CHARGE'], ['FAILED_CALLS'], ['MARGIN'], ['OUTPUT_TOKENS']])(
    'by %s are the first ones of all, and together the whole',
    async (orderBy) => {
      const range = { preset: 'LAST_7_DAYS' };
      const groupBy = ['CUSTOMER', 'MODEL'];
      const whole = (await usage({ range, groupBy, orderBy })).rows.nodes;
      const { rows, totals } = await usage({ range, groupBy, orderBy, first: 4 });
      expect(rows.nodes).toEqual(whole.slice(0, 4));
      expect(rows.others.count.value).toBe(whole.length - 4);
      const shown = rows.nodes.map((row: Row) => row.totals);
      for (const name of ['calls', 'inputTokens', 'cacheHits', 'failedCalls']) {
        const sum = shown.reduce(
          (so: number, each: Record<string, number>) => so + (each[name] ?? 0),
          rows.others.totals[name],
        );
        expect([name, sum]).toEqual([name, totals[name]]);
      }
      for (const name of ['charge', 'cost', 'margin']) {
        const amounts = [...shown, rows.others.totals].map((each) => parsePico(each[name].amount));
        expect([name, formatPico(sumPico(amounts))]).toEqual([name, totals[name].amount]);
      }
    },
  );

  test.each([['CALLS'], ['MARGIN'], ['CACHE_HITS']])(
    'bands of %s sum to the total',
    async (metric) => {
      const report = await usage({ range: { preset: 'LAST_7_DAYS' }, groupBy: ['TEAM'], metric });
      const values = report.series.flatMap((band: { values: string[] }) => band.values);
      const sum = formatPico(sumPico(values.map((text: string) => parsePico(text))));
      const { calls, margin, cacheHits } = report.totals;
      const expected = {
        CALLS: String(calls),
        MARGIN: margin.amount,
        CACHE_HITS: String(cacheHits),
      };
      expect(sum).toBe(expected[metric as keyof typeof expected]);
    },
  );
});

describe('percentiles of latency', () => {
  test('of everything, of rows and of bands are within 2.5 per cent of those of the calls', async () => {
    const report = await usage({ range: { preset: 'LAST_7_DAYS' }, groupBy: ['MODEL'] });
    const list = within(events, report.range);
    const near = (latency: Record<string, number>, calls: readonly SpendEvent[]) => {
      for (const percent of [50, 95, 99]) {
        const exact = percentileOf(calls, percent) ?? Number.NaN;
        const error = Math.abs((latency[`p${percent}Ms`] ?? Number.NaN) - exact);
        expect(error).toBeLessThanOrEqual(exact < 40 ? 0 : exact * 0.025);
      }
    };
    near(report.latency, list);
    for (const row of report.rows.nodes) {
      near(row.latency, grouped(list, ['MODEL'], 'UTC').get(JSON.stringify(row.key)) ?? []);
    }
    const bands = report.latencySeries.flatMap((band: { values: ({ calls: number } | null)[] }) =>
      band.values.map((value) => value?.calls ?? 0),
    );
    expect(bands.reduce((sum: number, calls: number) => sum + calls, 0)).toBe(report.latency.calls);
  });
});

describe('granularity', () => {
  test.each([
    ['MINUTE', 23 * 60],
    ['QUARTER_HOUR', 23 * 4],
    ['HOUR', 23],
    ['DAY', 1],
  ])(
    'the day the clock leaps by %s has as many buckets as it takes, and all of its spend',
    async (granularity, count) => {
      const range = { preset: 'TODAY' };
      const report = await usage({ range, groupBy: ['CUSTOMER'], granularity, metric: 'CALLS' });
      expect(report.buckets).toHaveLength(count);
      const list = within(events, report.range);
      const expected = report.buckets.map((startsAt: string, i: number) =>
        String(
          within(list, { startsAt, endsAt: report.buckets[i + 1] ?? report.range.endsAt }).length,
        ),
      );
      const sums = expected.map((_: string, i: number) =>
        String(
          report.series.reduce(
            (sum: number, { values }: { values: string[] }) => sum + Number(values[i]),
            0,
          ),
        ),
      );
      expect(sums).toEqual(expected);
    },
  );

  test('rows by time are those of the buckets', async () => {
    const range = { from: '2026-02-25', to: '2026-03-09' };
    const report = await usage({ range, groupBy: ['TIME'], granularity: 'WEEK' });
    const keys = report.rows.nodes.map(({ key }: Row) => key[0]);
    expect(report.buckets).toHaveLength(2);
    expect(keys).toEqual(['2026-02-25', '2026-03-02']);
  });
});

describe('the tier of a customer', () => {
  test('is the one it is on now, and the default one of whoever has none', async () => {
    const make = async (input: string) => {
      const { data } = await api.graphql(
        `mutation { createTier(input: { ${input}, budgets: [] }) { tier { id } } }`,
      );
      return data.createTier.tier.id;
    };
    const [gold, free] = [await make('name: "gold"'), await make('name: "free", isDefault: true')];
    await api.graphql(
      `mutation { assignTier(customers: ["acme"], tier: "${gold}") { userErrors { code } } }`,
    );
    const range = { preset: 'LAST_7_DAYS' };
    const report = await usage({ range, groupBy: ['TIER'] });
    const list = within(events, report.range);
    const calls = Object.fromEntries(
      report.rows.nodes.map(({ label, totals }: { label: string; totals: { calls: number } }) => [
        label,
        totals.calls,
      ]),
    );
    const of = (holds: (customer: string | null) => boolean) =>
      list.filter(({ customerExternalId }) => holds(customerExternalId)).length;
    expect(calls).toEqual({
      gold: of((customer) => customer === 'acme'),
      free: of((customer) => customer !== 'acme' && customer !== null),
      'No tier': of((customer) => customer === null),
    });
    const filtered = async (filter: object) => (await usage({ range, filter })).totals.calls;
    expect(await filtered({ tiers: [gold] })).toBe(calls['gold']);
    expect(await filtered({ tiers: [free] })).toBe(calls['free']);
    expect(await filtered({ without: ['TIER'] })).toBe(calls['No tier']);
  });
});

describe('what cannot be asked is bad input', () => {
  test.each([
    [{ range: {} }, 'Give a preset, or both from and to'],
    [{ range: { preset: 'TODAY', timeZone: 'Nowhere' } }, 'There is no time zone "Nowhere"'],
    [{ groupBy: ['DAY', 'DAY'] }, 'Group by each thing once'],
    [{ groupBy: ['DAY', 'TAG', 'MODEL'] }, 'Group by at most 2 things'],
    [{ filter: { apiKeys: ['nonsense'] } }, 'apiKeys holds something that is no API key'],
    [{ filter: { teams: ['nonsense'] } }, 'teams holds something that is no team'],
    [{ filter: { users: ['nonsense'] } }, 'users holds something that is no user'],
    [{ filter: { customers: ['a\0'] } }, 'customers holds a value that nothing can have'],
    [{ groupBy: ['TAG_VALUE'] }, 'Give one of tagKeys for each TAG_VALUE of groupBy'],
    [{ groupBy: ['TAG_VALUE:x', 'TAG_VALUE:x'] }, 'Group by each thing once'],
    [
      { range: { preset: 'LAST_7_DAYS' }, granularity: 'MINUTE' },
      'A report has at most 1500 buckets: choose a coarser granularity',
    ],
    [
      { range: { startsAt: '2026-03-01T00:05:00Z', endsAt: '2026-03-01T01:00:00Z' } },
      'startsAt and endsAt of a report are whole quarters of an hour',
    ],
    [{ filter: { tiers: ['nonsense'] } }, 'tiers holds something that is no tier'],
    [{ first: 0 }, 'first must be from 1 to 100'],
    [{ first: 101 }, 'first must be from 1 to 100'],
    [{ after: 'x' }, 'after is not a cursor of this list'],
    [
      { after: Buffer.from('["1;drop"]').toString('base64url') },
      'after is not a cursor of this list',
    ],
  ])('%j', async (variables, message) => {
    const whole = allOf({ range: { preset: 'TODAY' }, first: 10, ...variables } as object);
    const { errors } = await api.graphql(USAGE, whole);
    expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
    expect(api.faults).toEqual([]);
  });
});

test('totals, rows and series of one operation are of one moment, whatever is recorded meanwhile', async () => {
  let recording = true;
  const recorder = (async () => {
    while (recording)
      await api.record([spendEvent({ occurredAt: api.clock.now(), customerExternalId: 'busy' })]);
  })();
  try {
    for (let i = 0; i < 20; i += 1) {
      const report = await usage({ range: { preset: 'TODAY' }, groupBy: ['CUSTOMER'] });
      const rows = report.rows.nodes.map(
        (row: { totals: { charge: { amount: string } } }) => row.totals.charge.amount,
      );
      expect(formatPico(sumPico(rows.map(parsePico)))).toBe(report.totals.charge.amount);
    }
  } finally {
    recording = false;
    await recorder;
  }
});
