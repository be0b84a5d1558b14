import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatPico, type Pico, parsePico } from '../../src/kernel/index.ts';
import type { SpendEvent } from '../../src/metering/index.ts';
import { encodeId } from '../../src/platform/opaque/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { newUser, OPERATOR, PLAIN_KEY } from '../testkit/people.ts';
import { randomSpend, sumPico } from '../testkit/random-spend.ts';
import { spendEvent } from '../testkit/spend-events.ts';

type Group = 'API_KEY' | 'CUSTOMER' | 'DAY' | 'MODEL' | 'TAG' | 'TEAM' | 'USER';

interface Row {
  readonly key: readonly (string | null)[];
  readonly totals: Record<string, unknown>;
}

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
  const issued = await api.identity.apiKeys.issue(input, alias, OPERATOR);
  if (!issued.ok) throw new Error('not issued');
  return issued.value.apiKey.id;
}

const TOTALS = `calls failedCalls unpricedCalls estimatedCalls inputTokens cachedInputTokens
  outputTokens reasoningTokens cost { amount } charge { amount currency }`;
const USAGE = `query ($range: RangeInput!, $groupBy: [UsageGroup!]!, $filter: UsageFilter, $first: Int!, $after: String) {
  usage(range: $range, groupBy: $groupBy, filter: $filter) {
    range { startsAt endsAt firstDay lastDay timeZone }
    totals { ${TOTALS} }
    rows(first: $first, after: $after) {
      nodes { key label totals { ${TOTALS} } }
      pageInfo { endCursor hasNextPage }
      totalCount { value capped }
    }
    granularity buckets overlapping csvPath
    series(top: 2) { key label isOther values }
  }
}`;

async function usage(variables: {
  range: object;
  groupBy?: Group[];
  filter?: object;
  first?: number;
  after?: string | null;
}) {
  const answer = await api.graphql(USAGE, { groupBy: [], first: 100, ...variables });
  expect(answer.errors).toBeUndefined();
  return answer.data.usage;
}

/** The same sums, the plain way: over events, with dates from Intl. */
function sumsOf(list: readonly SpendEvent[]): Record<string, unknown> {
  const count = (holds: (event: SpendEvent) => boolean) => list.filter(holds).length;
  const tokens = (of: (event: SpendEvent) => number) =>
    list.reduce((sum, event) => sum + of(event), 0);
  return {
    calls: list.length,
    failedCalls: count((event) => event.status === 'failed'),
    unpricedCalls: count((event) => event.cost === null),
    estimatedCalls: count((event) => event.usageSource === 'estimated'),
    inputTokens: tokens((event) => event.inputTokens),
    cachedInputTokens: tokens((event) => event.cachedInputTokens),
    outputTokens: tokens((event) => event.outputTokens),
    reasoningTokens: tokens((event) => event.reasoningTokens),
    cost: { amount: formatPico(sumPico(list.map((event) => event.cost))) },
    charge: { amount: formatPico(sumPico(list.map((event) => event.charge))), currency: 'USD' },
  };
}

function keysOf(event: SpendEvent, group: Group, timeZone: string): (string | null)[] {
  if (group === 'CUSTOMER') return [event.customerExternalId];
  if (group === 'MODEL') return [event.model];
  if (group === 'API_KEY') return [event.apiKeyId && encodeId('ApiKey', event.apiKeyId)];
  if (group === 'TEAM') return [event.teamId && encodeId('Team', event.teamId)];
  if (group === 'USER') return [event.userId && encodeId('User', event.userId)];
  if (group === 'TAG') return event.tags.length === 0 ? [null] : [...event.tags];
  return [new Intl.DateTimeFormat('en-CA', { timeZone }).format(event.occurredAt)];
}

function within(list: readonly SpendEvent[], range: { startsAt: string; endsAt: string }) {
  const [start, end] = [Date.parse(range.startsAt), Date.parse(range.endsAt)];
  return list.filter(
    ({ occurredAt }) => occurredAt.getTime() >= start && occurredAt.getTime() < end,
  );
}

function groupedSums(
  list: readonly SpendEvent[],
  groupBy: readonly Group[],
  timeZone: string,
): Row[] {
  const groups = new Map<string, SpendEvent[]>();
  for (const event of list) {
    const [first = [], second = [undefined]] = groupBy.map((group) =>
      keysOf(event, group, timeZone),
    );
    for (const a of first) {
      for (const b of second) {
        const key = JSON.stringify(b === undefined ? [a] : [a, b]);
        groups.set(key, [...(groups.get(key) ?? []), event]);
      }
    }
  }
  return [...groups].map(([key, members]) => ({ key: JSON.parse(key), totals: sumsOf(members) }));
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
];

describe('a report equals the plain sums over its events', () => {
  test.each(ZONES)('in %s', async (timeZone) => {
    for (const range of RANGES) {
      for (const groupBy of GROUPINGS) {
        const report = await usage({ range: { ...range, timeZone }, groupBy });
        const list = within(events, report.range);
        expect(report.totals).toEqual(sumsOf(list));
        const rows = report.rows.nodes.map(({ key, totals }: Row) => ({ key, totals }));
        expect(rows.toSorted(byKey)).toEqual(groupedSums(list, groupBy, timeZone).toSorted(byKey));
        expect(report.rows.totalCount).toEqual({ value: rows.length, capped: false });
      }
    }
  });

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
    [{ customers: [] }, () => true],
    [{ customers: ['nobody'] }, () => false],
  ])('filtered by %j', async (filter, holds) => {
    const report = await usage({ range: { preset: 'LAST_7_DAYS' }, groupBy: ['MODEL'], filter });
    const list = within(events, report.range).filter(holds);
    expect(report.totals).toEqual(sumsOf(list));
    expect(report.rows.nodes).toHaveLength(groupedSums(list, ['MODEL'], 'UTC').length);
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
    expect(report.rows.nodes).toEqual([{ key: [], label: 'Total', totals: report.totals }]);
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
    [{ first: 0 }, 'first must be from 1 to 100'],
    [{ first: 101 }, 'first must be from 1 to 100'],
    [{ after: 'x' }, 'after is not a cursor of this list'],
    [
      { after: Buffer.from('["1;drop"]').toString('base64url') },
      'after is not a cursor of this list',
    ],
  ])('%j', async (variables, message) => {
    const whole = { range: { preset: 'TODAY' }, groupBy: [], first: 10, ...variables };
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
