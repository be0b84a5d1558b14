import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { reconcile } from '../../src/metering/index.ts';
import { proposeUpdate, shippedCatalogue } from '../../src/pricing/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { deploymentConfig } from '../testkit/gateway-harness.ts';
import { readCsv } from '../testkit/read-csv.ts';
import { signIn } from '../testkit/sign-in.ts';
import { spendEvent } from '../testkit/spend-events.ts';

let api: Api;
const NOW = '2026-03-15T12:00:00Z';

beforeAll(async () => {
  api = await startApi({
    now: NOW,
    fileDeployments: [
      deploymentConfig({
        id: 'own',
        modelName: 'mine',
        provider: 'openai',
        upstreamModel: 'private',
      }),
      deploymentConfig({
        id: 'flag',
        modelName: 'new-model',
        provider: 'openai',
        upstreamModel: 'new-model',
        settings: {},
        unpriced: 'flag',
      }),
      deploymentConfig({
        id: 'based',
        modelName: 'based',
        provider: 'azure',
        upstreamModel: 'my-gpt',
        baseModel: 'openai/gpt-4o',
        apiBase: 'http://azure',
        settings: {},
      }),
    ],
  });
  await proposeUpdate(
    api.pool,
    {
      layer: 'catalogue',
      source: 'genai-prices@test',
      timelines: shippedCatalogue(),
      report: {},
      proposedBy: 'test',
      accept: true,
    },
    api.clock.now(),
  );
  await api.prices.refresh();
});
afterAll(() => api[Symbol.asyncDispose]());

const SET_PRICE = `mutation ($input: SetPriceInput!, $key: String!, $revision: Int) {
  setPrice(input: $input, idempotencyKey: $key, expectedRevision: $revision) {
    prices { layer subject revision entries { effectiveFrom effectiveUntil version { name free components { kind amount perUnits aboveInputTokens serviceTier } } } }
    past { startsAt endsAt }
    userErrors { code path message }
  }
}`;

let keys = 0;
async function setPrice(
  input: Record<string, unknown>,
  options: { key?: string; revision?: number } = {},
) {
  keys += 1;
  const variables = { input, key: options.key ?? `k${keys}`, revision: options.revision ?? null };
  const { data, errors } = await api.graphql(SET_PRICE, variables);
  expect(errors).toBeUndefined();
  return data.setPrice;
}

function perMillion(input: string, output: string) {
  return [
    { kind: 'input', amount: input, perUnits: 1_000_000 },
    { kind: 'output', amount: output, perUnits: 1_000_000 },
  ];
}

async function ask(query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await api.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

describe('the list of models', () => {
  test('says what each costs now, and where that price is from', async () => {
    const { models } = await ask(`{ models { totalCount nodes {
      name subject revision unpricedPolicy price { name free } place { layer subject } } } }`);
    expect(models.totalCount).toBe(3);
    expect(models.nodes).toMatchObject([
      {
        name: 'based',
        subject: 'azure/my-gpt',
        place: { layer: 'CATALOGUE', subject: 'openai/gpt-4o' },
      },
      {
        name: 'mine',
        place: { layer: 'CONFIG' },
        price: { name: expect.stringMatching(/^config:/) },
      },
      { name: 'new-model', unpricedPolicy: 'FLAG', price: null, place: null, revision: 0 },
    ]);
  });

  test('by provider: only what is its own, and which ones there are', async () => {
    const { data } = await api.graphql(
      `{ models(provider: "azure") { nodes { name } totalCount providers }
         prices(provider: "mistral", first: 1) { nodes { subject } totalCount providers }
         none: prices(provider: "mis") { totalCount } }`,
    );
    expect(data.models.nodes).toEqual([{ name: 'based' }]);
    expect(data.models.providers).toEqual(expect.arrayContaining(['azure', 'openai']));
    expect(data.prices.nodes[0].subject).toMatch(/^mistral\//);
    expect(data.prices.totalCount).toBeGreaterThan(10);
    expect(data.prices.providers.length).toBeGreaterThan(20);
    expect(data.none.totalCount).toBe(0);
  });

  test('is paged and searched, and so is the whole book', async () => {
    const query = `query ($after: String) { models(first: 2, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } } }`;
    const first = (await ask(query)).models;
    const second = (await ask(query, { after: first.pageInfo.endCursor })).models;
    expect([...first.nodes, ...second.nodes].map(({ name }: { name: string }) => name)).toEqual([
      'based',
      'mine',
      'new-model',
    ]);
    const { prices } = await ask(
      `{ prices(search: "OPENAI/gpt-4o", first: 100, layers: [CATALOGUE]) { totalCount nodes { subject layer price { free } } } }`,
    );
    expect(prices.nodes.map(({ subject }: { subject: string }) => subject)).toContain(
      'openai/gpt-4o',
    );
    expect(prices.totalCount).toBe(prices.nodes.length);
  });
});

describe('setting a price', () => {
  test('takes effect at its instant; what was before stays; history keeps every revision', async () => {
    const subject = 'openai/history';
    await setPrice({
      subject,
      components: perMillion('1', '2'),
      effectiveFrom: '2026-01-01T00:00:00Z',
      reason: 'contract',
    });
    const second = await setPrice({
      subject,
      components: perMillion('3', '4'),
      effectiveFrom: '2026-04-01T00:00:00Z',
    });
    expect(second.past).toBeNull();
    expect(second.prices).toMatchObject({
      revision: 2,
      entries: [
        { effectiveFrom: '2026-01-01T00:00:00.000Z', effectiveUntil: '2026-04-01T00:00:00.000Z' },
        { effectiveFrom: '2026-04-01T00:00:00.000Z', effectiveUntil: null },
      ],
    });
    const at = async (moment: string) => {
      const { priceQuote } = await ask(
        `query ($at: DateTime) { priceQuote(model: "openai/history", at: $at, usage: { inputTokens: 1000000 }) { amount { amount } } }`,
        { at: moment },
      );
      return priceQuote.amount?.amount ?? null;
    };
    expect(await at('2025-12-31T23:59:59.999Z')).toBeNull();
    expect(await at('2026-03-31T23:59:59.999Z')).toBe('1');
    expect(await at('2026-04-01T00:00:00.000Z')).toBe('3');
    const { priceHistory } = await ask(
      `{ priceHistory(model: "openai/history") { nodes { layer revision reason recordedBy entries { version { name } } } } }`,
    );
    expect(priceHistory.nodes).toMatchObject([
      { revision: 2, entries: [{}, {}] },
      { revision: 1, reason: 'contract', recordedBy: 'Master key', entries: [{}] },
    ]);
    const name = priceHistory.nodes[1].entries[0].version.name;
    const { priceVersion } = await ask(
      `query ($name: String!) { priceVersion(name: $name) { components { kind amount perUnits } } }`,
      { name },
    );
    expect(priceVersion.components).toEqual(perMillion('1', '2'));
  });

  test('a past date tells which calls it concerns', async () => {
    const set = await setPrice({
      subject: 'openai/past',
      components: perMillion('1', '1'),
      effectiveFrom: '2026-03-01T00:00:00Z',
    });
    expect(set.past).toEqual({
      startsAt: '2026-03-01T00:00:00.000Z',
      endsAt: new Date(NOW).toISOString(),
    });
  });

  test('a repeated request is one change; one key for two requests is refused', async () => {
    const input = { subject: 'openai/twice', components: perMillion('1', '1') };
    const [a, b] = await Promise.all([
      setPrice(input, { key: 'same' }),
      setPrice(input, { key: 'same' }),
    ]);
    expect([a.prices.revision, b.prices.revision]).toEqual([1, 1]);
    const other = await setPrice({ ...input, components: perMillion('2', '1') }, { key: 'same' });
    expect(other).toMatchObject({
      prices: null,
      userErrors: [{ code: 'CONFLICT', path: ['idempotencyKey'] }],
    });
  });

  test('of two changes that were made of one revision, one is made', async () => {
    const change = (dollars: string) =>
      setPrice({ subject: 'openai/clash', components: perMillion(dollars, '1') }, { revision: 0 });
    const results = await Promise.all([change('1'), change('2')]);
    expect(results.flatMap((result) => result.userErrors)).toMatchObject([
      { code: 'CONFLICT', path: ['expectedRevision'] },
    ]);
  });

  test('null ends a price: other layers decide from then on', async () => {
    await setPrice({
      subject: 'openai/gpt-4o',
      components: perMillion('9', '9'),
      effectiveFrom: '2026-03-01T00:00:00Z',
    });
    await setPrice({
      subject: 'openai/gpt-4o',
      components: null,
      effectiveFrom: '2026-03-10T00:00:00Z',
    });
    const layerAt = async (at: string) => {
      const { priceQuote } = await ask(
        `query ($at: DateTime) { priceQuote(model: "openai/gpt-4o", at: $at, usage: {}) { steps { layer found { name } } } }`,
        { at },
      );
      return priceQuote.steps.at(-1).layer;
    };
    expect(await layerAt('2026-03-05T00:00:00Z')).toBe('CUSTOM');
    expect(await layerAt('2026-03-10T00:00:00Z')).toBe('CATALOGUE');
    const nothing = await setPrice({ subject: 'openai/never-set', components: null });
    expect(nothing.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  test('explicitly free is not unpriced', async () => {
    const set = await setPrice({ subject: 'openai/gratis', components: perMillion('0', '0') });
    expect(set.prices.entries[0].version.free).toBe(true);
    const { priceQuote } = await ask(
      `{ priceQuote(model: "openai/gratis", usage: { inputTokens: 5, outputTokens: 5 }) { amount { amount } } }`,
    );
    expect(priceQuote.amount.amount).toBe('0');
  });

  test.each([
    [{ subject: 'no-provider' }, 'subject'],
    [{ subject: '' }, 'subject'],
    [{ subject: `openai/${'x'.repeat(300)}` }, 'subject'],
    [{ components: [] }, 'components'],
    [{ components: [{ kind: 'nonsense', amount: '1' }] }, 'kind'],
    [{ components: [{ kind: 'input', amount: '-1' }] }, 'amount'],
    [{ components: [{ kind: 'input', amount: '1', perUnits: 0 }] }, 'perUnits'],
    [
      {
        components: [
          { kind: 'input', amount: '1' },
          { kind: 'input', amount: '2' },
        ],
      },
      'kind',
    ],
    [{ components: [{ kind: 'input', amount: '1', aboveInputTokens: 200_000 }] }, 'components'],
    [{ components: [{ kind: 'input', amount: '1', aboveInputTokens: -1 }] }, 'aboveInputTokens'],
    [
      { effectiveFrom: '2026-03-01T00:00:00Z', effectiveUntil: '2026-03-01T00:00:00Z' },
      'effectiveUntil',
    ],
    [{ effectiveFrom: '1960-01-01T00:00:00Z' }, 'effectiveFrom'],
    [{ reason: 'x'.repeat(501) }, 'reason'],
  ])('%o is refused', async (wrong, field) => {
    const set = await setPrice({
      subject: 'openai/wrong',
      components: perMillion('1', '1'),
      ...wrong,
    });
    expect(set.prices).toBeNull();
    expect(set.userErrors[0]).toMatchObject({ code: 'INVALID' });
    expect(set.userErrors[0].path.at(-1)).toBe(field);
  });

  test('whoever may only look may not set, approve or re-rate', async () => {
    const viewer = await signIn(api, { login: 'viewer@example.com', role: 'VIEWER' });
    const input = { subject: 'openai/x', components: perMillion('1', '1') };
    const refused = await api.graphql(SET_PRICE, { input, key: 'v', revision: null }, viewer);
    expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    const looked = await api.graphql('{ models { totalCount } }', {}, viewer);
    expect(looked.data.models.totalCount).toBe(3);
    const member = await signIn(api, { login: 'member@example.com', role: 'MEMBER' });
    const hidden = await api.graphql('{ models { totalCount } }', {}, member);
    expect(hidden.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});

describe('a quote', () => {
  test('names the steps of the look-up and the lines of the amount', async () => {
    const { priceQuote } = await ask(`{ priceQuote(model: "based", at: "2026-03-01T00:00:00Z",
      usage: { inputTokens: 1200, cachedInputTokens: 800, outputTokens: 300 }) {
        amount { amount } missing price { name } lines { kind quantity unitPrice per amount } steps { layer subject found { name } } } }`);
    expect(
      priceQuote.steps.map(
        ({ layer, subject }: { layer: string; subject: string }) => `${layer} ${subject}`,
      ),
    ).toEqual(['CONFIG azure/my-gpt as based', 'CUSTOM azure/my-gpt', 'CUSTOM openai/gpt-4o']);
    expect(priceQuote.amount.amount).toBe('0.0135');
  });

  test('of something without a price says what is missing, and is never zero', async () => {
    await setPrice({
      subject: 'openai/half',
      components: [{ kind: 'input', amount: '1', perUnits: 1_000_000 }],
    });
    const { priceQuote } = await ask(
      `{ priceQuote(model: "openai/half", usage: { inputTokens: 1, outputTokens: 1 }) { amount { amount } missing } }`,
    );
    expect(priceQuote).toEqual({ amount: null, missing: ['output'] });
  });

  test.each([
    ['usage: { inputTokens: -1 }', 'model: "openai/gpt-4o"'],
    ['usage: { inputTokens: 1, cachedInputTokens: 2 }', 'model: "openai/gpt-4o"'],
    ['usage: { units: [{ kind: "nonsense", quantity: 1 }] }', 'model: "openai/gpt-4o"'],
    ['usage: {}', 'model: "unknown"'],
  ])('%s of %s is refused', async (usage, model) => {
    const { errors } = await api.graphql(`{ priceQuote(${model}, ${usage}) { at } }`);
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });
});

describe('calls without a price', () => {
  const RERATE = `mutation ($selection: SpendSelectionInput!, $key: String!) {
    rerateSpend(selection: $selection, reason: "price was missing", idempotencyKey: $key) {
      rerating { id finishedAt } userErrors { code path message } } }`;
  const selection = { range: { preset: 'MONTH_TO_DATE' }, models: ['new-model'] };

  async function finished(id: string) {
    await expect
      .poll(
        async () =>
          (await ask(`query ($id: ID!) { rerating(id: $id) { finishedAt } }`, { id })).rerating
            .finishedAt,
      )
      .not.toBeNull();
    return (
      await ask(
        `query ($id: ID!) { rerating(id: $id) { examined adjusted unrated reason requestedBy difference { amount } } }`,
        { id },
      )
    ).rerating;
  }

  test('are counted, priced later, and then add up alike in every place', async () => {
    const calls = Array.from({ length: 25 }, (_, i) =>
      spendEvent({
        model: 'new-model',
        upstreamModel: 'new-model',
        inputTokens: 100 + i,
        outputTokens: 10,
        customerExternalId: i % 2 === 0 ? 'even' : 'odd',
        cost: null,
        charge: null,
        priceVersion: null,
      }),
    );
    await api.record([
      ...calls,
      spendEvent({ cost: parsePico('1') as Pico, charge: parsePico('1') as Pico }),
    ]);
    const { unpricedModels } = await ask(
      '{ unpricedModels { nodes { model subject calls inputTokens } } }',
    );
    expect(unpricedModels.nodes).toEqual([
      { model: 'new-model', subject: 'openai/new-model', calls: 25, inputTokens: 2800 },
    ]);

    const set = await setPrice({
      subject: 'openai/new-model',
      components: perMillion('2', '6'),
      effectiveFrom: '2026-01-01T00:00:00Z',
    });
    expect(set.past).not.toBeNull();
    const preview = (
      await ask(
        `query ($selection: SpendSelectionInput!) { rerateSpendPreview(selection: $selection) {
      total { events changed unpriced unrated before { amount } after { amount } difference { amount } }
      rows(by: CUSTOMER, first: 1) { totalCount nodes { key sums { events difference { amount } } } pageInfo { endCursor hasNextPage } } } }`,
        { selection },
      )
    ).rerateSpendPreview;
    // 2,800 input at $2 and 250 output at $6 per million.
    expect(preview.total).toEqual({
      events: 25,
      changed: 25,
      unpriced: 25,
      unrated: 0,
      before: { amount: '0' },
      after: { amount: '0.0071' },
      difference: { amount: '0.0071' },
    });
    expect(preview.rows).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
    const next = await ask(
      `query ($selection: SpendSelectionInput!, $after: String) { rerateSpendPreview(selection: $selection) { rows(first: 1, after: $after) { nodes { key } pageInfo { hasNextPage } } } }`,
      { selection, after: preview.rows.pageInfo.endCursor },
    );
    expect(next.rerateSpendPreview.rows.pageInfo.hasNextPage).toBe(false);
    expect(next.rerateSpendPreview.rows.nodes[0].key).not.toBe(preview.rows.nodes[0].key);

    const { rerateSpend } = await ask(RERATE, { selection, key: 'r1' });
    expect(rerateSpend.userErrors).toEqual([]);
    expect(await finished(rerateSpend.rerating.id)).toEqual({
      examined: 25,
      adjusted: 25,
      unrated: 0,
      reason: 'price was missing',
      requestedBy: 'Master key',
      difference: { amount: '0.0071' },
    });
    const again = await ask(RERATE, { selection, key: 'r1' });
    expect(again.rerateSpend.rerating.id).toBe(rerateSpend.rerating.id);

    const { usage } = await ask(
      `{ usage(range: { preset: MONTH_TO_DATE }, filter: { models: ["new-model"] }) { totals { calls unpricedCalls inputTokens charge { amount } } } }`,
    );
    expect(usage.totals).toEqual({
      calls: 25,
      unpricedCalls: 0,
      inputTokens: 2800,
      charge: { amount: '0.0071' },
    });
    const csv = readCsv(
      await (await api.download('/exports/events.csv?preset=MONTH_TO_DATE&model=new-model')).text(),
    );
    expect(csv).toHaveLength(50);
    expect(csv.every(({ unpriced }) => unpriced === 'false')).toBe(true);
    const sum = csv.reduce(
      (total, { charge }) => total + (charge === '' ? 0n : (parsePico(charge as string) ?? 0n)),
      0n,
    );
    expect(sum).toBe(parsePico('0.0071'));
    const { spendEvents } = await ask(
      `{ spendEvents(first: 100, filter: { models: ["new-model"] }) { nodes { adjustment adjustments unpriced charge { amount } currentCharge { amount } inputTokens priceVersion lines { kind quantity unitPrice amount } } } }`,
    );
    expect(spendEvents.nodes).toHaveLength(50);
    const [adjustment, original] = spendEvents.nodes;
    expect(original).toMatchObject({
      adjustment: 0,
      adjustments: 1,
      unpriced: false,
      charge: null,
    });
    expect(adjustment).toMatchObject({
      adjustment: 1,
      inputTokens: 0,
      priceVersion: expect.stringMatching(/^custom:openai\/new-model#/),
      currentCharge: original.currentCharge,
    });
    expect(adjustment.lines).toHaveLength(2);
    const { rows } = await api.pool.query(
      `select sum(charge)::text as charge from spend_event where model = 'new-model'`,
    );
    expect(rows[0]?.charge).toBe('0.007100000000');
    expect((await ask('{ unpricedModels { nodes { model } } }')).unpricedModels.nodes).toEqual([]);
    expect((await reconcile(api.pool, new Date())).ok).toBe(true);
  });

  test.each([
    [{ selection: { startsAt: NOW, endsAt: NOW } }, 'selection'],
    [{ selection: {} }, 'selection'],
    [{ selection: { range: { preset: 'TODAY' }, startsAt: NOW } }, 'selection'],
    [{ selection, key: '' }, 'idempotencyKey'],
  ])('%o is refused', async (wrong, path) => {
    const { rerateSpend } = await ask(RERATE, { key: 'w', ...wrong });
    expect(rerateSpend).toMatchObject({
      rerating: null,
      userErrors: [{ code: 'INVALID', path: [path] }],
    });
  });
});

describe('what if', () => {
  test('a range at another model’s prices, by customer, exactly; what cannot be rated is counted apart', async () => {
    await api.record([
      spendEvent({
        model: 'w',
        upstreamModel: 'w',
        occurredAt: new Date('2026-02-10T00:00:00Z'),
        inputTokens: 1_000_000,
        outputTokens: 0,
        customerExternalId: 'what',
      }),
      spendEvent({
        model: 'w',
        upstreamModel: 'w',
        occurredAt: new Date('2026-02-11T00:00:00Z'),
        inputTokens: 1,
        outputTokens: 0,
        customerExternalId: 'what',
        serviceTier: 'odd',
      }),
    ]);
    const { whatIf } =
      await ask(`{ whatIf(selection: { range: { preset: LAST_MONTH }, customers: ["what"] }, model: "openai/gpt-4o-mini") {
      total { events changed unrated before { amount } after { amount } difference { amount } unratedCharge { amount } }
      rows { nodes { key sums { after { amount } } } } } }`);
    expect(whatIf.total).toEqual({
      events: 2,
      changed: 1,
      unrated: 1,
      before: { amount: '0.001' },
      after: { amount: '0.15' },
      difference: { amount: '0.149' },
      unratedCharge: { amount: '0.001' },
    });
    expect(whatIf.rows.nodes).toEqual([{ key: 'what', sums: { after: { amount: '0.15' } } }]);
  });

  test('at another date’s prices', async () => {
    await setPrice({
      subject: 'openai/dated',
      components: perMillion('1', '1'),
      effectiveFrom: '2026-01-01T00:00:00Z',
    });
    await setPrice({
      subject: 'openai/dated',
      components: perMillion('5', '5'),
      effectiveFrom: '2026-06-01T00:00:00Z',
    });
    await api.record([
      spendEvent({
        model: 'dated',
        upstreamModel: 'dated',
        occurredAt: new Date('2026-02-10T00:00:00Z'),
        inputTokens: 1_000_000,
        outputTokens: 0,
      }),
    ]);
    const { whatIf } = await ask(
      `{ whatIf(selection: { range: { preset: LAST_MONTH }, models: ["dated"] }, at: "2026-07-01T00:00:00Z") { total { after { amount } } } }`,
    );
    expect(whatIf.total.after.amount).toBe('5');
  });

  test('of neither a model nor a moment is refused', async () => {
    const { errors } = await api.graphql(
      `{ whatIf(selection: { range: { preset: TODAY } }) { total { events } } }`,
    );
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });
});

describe('price updates', () => {
  test('show what would change, and are approved', async () => {
    const timelines = shippedCatalogue().map((timeline) =>
      timeline.subject === 'openai/gpt-4o'
        ? {
            ...timeline,
            entries:
              shippedCatalogue().find(({ subject }) => subject === 'openai/gpt-4o-mini')?.entries ??
              [],
          }
        : timeline,
    );
    await proposeUpdate(
      api.pool,
      {
        layer: 'catalogue',
        source: 'genai-prices@next',
        timelines,
        report: {},
        proposedBy: 'start-up',
        accept: false,
      },
      api.clock.now(),
    );
    const { priceUpdates } = await ask(
      '{ priceUpdates { nodes { id source state added changed createdBy } } }',
    );
    expect(priceUpdates.nodes[0]).toMatchObject({
      source: 'genai-prices@next',
      state: 'PENDING',
      added: 0,
      changed: 1,
    });
    const { id } = priceUpdates.nodes[0];
    const { priceUpdateChanges } = await ask(
      `query ($id: ID!) { priceUpdateChanges(id: $id) { nodes { subject kind before { version { components { kind amount } } } after { version { components { kind amount } } } } } }`,
      { id },
    );
    expect(priceUpdateChanges.nodes).toMatchObject([{ subject: 'openai/gpt-4o', kind: 'CHANGED' }]);
    const { approvePriceUpdate } = await ask(
      `mutation ($id: ID!) { approvePriceUpdate(id: $id) { update { state decidedBy } userErrors { code } } }`,
      { id },
    );
    expect(approvePriceUpdate).toEqual({
      update: { state: 'APPROVED', decidedBy: 'Master key' },
      userErrors: [],
    });
    const { rejectPriceUpdate } = await ask(
      `mutation ($id: ID!) { rejectPriceUpdate(id: $id) { update { state } userErrors { code path } } }`,
      { id },
    );
    expect(rejectPriceUpdate).toEqual({
      update: null,
      userErrors: [{ code: 'CONFLICT', path: ['id'] }],
    });
    const { priceQuote } = await ask(
      `{ priceQuote(model: "openai/gpt-4o", usage: { inputTokens: 1000000 }) { amount { amount } } }`,
    );
    expect(priceQuote.amount.amount).toBe('0.15');
  });
});
