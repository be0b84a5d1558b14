import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FontBook } from '../../src/billing/export/pdf/font-book.ts';
import { parsePico, toPico } from '../../src/kernel/index.ts';
import { encodeId } from '../../src/platform/opaque/index.ts';
import { type Api, type Caller, MASTER, startApi } from '../testkit/api-harness.ts';
import { readCsv } from '../testkit/read-csv.ts';
import { readPdf } from '../testkit/read-pdf.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import { checkFocus } from './focus-checker.ts';

/**
 * Two hundred customers on every kind of card, some with tax and other currencies, invoiced twice, the
 * second time with late usage: what every way of reading an invoice says of it must be the same.
 */
const CUSTOMERS = 200;
const CURRENCIES = [
  { currency: 'USD', exchangeRate: '1', taxPercent: '0' },
  { currency: 'EUR', exchangeRate: '0.9123456789', taxPercent: '19' },
  { currency: 'JPY', exchangeRate: '151.23', taxPercent: '10' },
  { currency: 'KWD', exchangeRate: '0.307', taxPercent: '0.5' },
];
const meter = 'TOKENS';
const tiers = [{ upTo: '60', unitPrice: '0.013', flat: '0.001' }, { unitPrice: '0.007' }];
const PRICES = [
  { kind: 'COST_PLUS', markupPercent: '17.25' },
  { kind: 'PER_TOKEN', input: '2.5', cachedInput: '1.25', output: '10' },
  { kind: 'GRADUATED', meter, included: '5', tiers },
  { kind: 'VOLUME', meter, tiers },
  { kind: 'PACKAGE', meter: 'REQUESTS', size: '2', price: '0.333333' },
];

/** The card that is on a tier, and not on its customers. */
const ON_TIER = 3;
const cardOf = (i: number) => `Card ${i % PRICES.length}`;
const nameOf = (i: number) => (i % 10 === 0 ? `=SUM(A${i})` : `customer, "${i}"`);
let api: Api;

async function ask(query: string, variables: Record<string, unknown> = {}, caller?: Caller) {
  const { data, errors } = await api.graphql(query, variables, caller);
  expect(errors).toBeUndefined();
  return data;
}

function spend(seed: number, at: string) {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 12n }).map(toPico);
  const event = fc.record({
    model: fc.constantFrom('gpt-4o', '+claude', 'sonar'),
    provider: fc.constantFrom('openai', '@anthropic'),
    inputTokens: fc.integer({ min: 40, max: 90 }),
    cachedInputTokens: fc.nat(20),
    outputTokens: fc.nat(30),
    cost: amount,
  });
  return Array.from({ length: CUSTOMERS }, (_, i) =>
    fc.sample(event, { seed: seed + i, numRuns: 3 }).map((of) =>
      spendEvent({
        ...of,
        charge: of.cost,
        customerExternalId: nameOf(i),
        occurredAt: new Date(at),
      }),
    ),
  ).flat();
}

async function invoiceAll(): Promise<void> {
  const of = 'currency invoices totals { subtotal { amount } tax { amount } total { amount } }';
  const { generationPreview } = await ask(`{ generationPreview { ${of} } }`);
  expect(generationPreview).toHaveLength(CURRENCIES.length);
  const generate = `mutation { generateInvoices { made run { id startedBy isScheduled sums { ${of} }
    invoices(first: 2) { nodes { id } pageInfo { hasNextPage endCursor } } } userErrors { message } } }`;
  const { generateInvoices } = await ask(generate);
  const { made, run } = generateInvoices;
  expect(run).toMatchObject({
    startedBy: 'Master key',
    isScheduled: false,
    sums: generationPreview,
  });
  expect((await ask(generate)).generateInvoices).toEqual({ made: 0, run: null, userErrors: [] });
  // The rest of them is listed by the filter, and it is they that the file of the filter has.
  const { nodes, pageInfo } = run.invoices;
  const rest = await ask(
    `query ($run: ID!, $after: String) { invoices(first: 100, after: $after, filter: { run: $run }) {
      nodes { id } } none: invoices(filter: { run: "nothing" }) { nodes { id } } }`,
    { run: run.id, after: pageInfo.endCursor },
  );
  expect([...nodes, ...rest.invoices.nodes]).toHaveLength(Math.min(made, 102));
  expect(rest.none.nodes).toEqual([]);
  const summary = await file(`invoice_summary.csv?status=DRAFT&run=${run.id}`);
  expect(summary.rows).toHaveLength(made);
  const drafts = await ask(`{ sums: invoiceSums(filter: { statuses: [DRAFT] }) { ${of} }
    generationPreview { currency } }`);
  expect(drafts).toEqual({ sums: generationPreview, generationPreview: [] });
  for (;;) {
    const { invoices } = await ask(
      '{ invoices(first: 50, filter: { statuses: [DRAFT] }) { nodes { id totals { total { amount currency } } } } }',
    );
    if (invoices.nodes.length === 0) return;
    const sums = new Map<string, bigint>();
    for (const { totals } of invoices.nodes) {
      const { amount, currency } = totals.total;
      sums.set(currency, (sums.get(currency) ?? 0n) + (parsePico(amount) ?? 0n));
    }
    const expectedTotals = [...sums].map(([currency, sum]) => ({
      currency,
      total: `${sum}`.padStart(13, '0').replace(/(\d{12})$/, '.$1'),
    }));
    const { finaliseInvoices } = await ask(
      `mutation ($ids: [ID!]!, $expectedTotals: [ExpectedTotalInput!]!, $key: String!) {
        finaliseInvoices(ids: $ids, expectedTotals: $expectedTotals, idempotencyKey: $key) { userErrors { message } }
      }`,
      {
        ids: invoices.nodes.map(({ id }: { id: string }) => id),
        expectedTotals,
        key: invoices.nodes[0].id,
      },
    );
    expect(finaliseInvoices.userErrors).toEqual([]);
  }
}

/** Those of one card are on it by their tier. */
async function putOnTier(card: number) {
  const { createTier } = await ask(
    'mutation { createTier(input: { name: "billed by tier" }) { tier { id } userErrors { message } } }',
  );
  const customers = Array.from({ length: CUSTOMERS }, (_, i) => i)
    .filter((i) => i % PRICES.length === card)
    .map(nameOf);
  return await ask(
    `mutation ($tier: String!, $id: ID!, $customers: [String!]!, $card: String!) {
      assignTier(customers: $customers, tier: $id) { userErrors { message } }
      assignRateCard(kind: TIER, subject: $tier, rateCard: $card) { assigned userErrors { message } }
    }`,
    { tier: createTier.tier.id, id: createTier.tier.id, customers, card: cardOf(card) },
  );
}

beforeAll(async () => {
  api = await startApi({ now: '2026-03-01T09:00:00Z' });
  for (const [i, price] of PRICES.entries()) {
    const terms = {
      rules: [{ name: 'All', models: ['*'], price, requestFee: '0.0101' }],
      allowance: '0.05',
      discountPercent: '3.3333',
      minimum: i % 2 === 0 ? '1.005' : '0',
      fixedFees: [{ name: '@Platform', amount: '0.995' }],
    };
    const { setRateCard } = await ask(
      `mutation ($input: RateCardInput!, $key: String!) {
        setRateCard(input: $input, idempotencyKey: $key) { rateCard { versions { terms } } userErrors { message } }
      }`,
      { input: { name: `Card ${i}`, terms, isDefault: i === 0 }, key: `card ${i}` },
    );
    expect(setRateCard).toMatchObject({ userErrors: [], rateCard: { versions: [{ terms }] } });
  }
  const { assignRateCard } = await putOnTier(ON_TIER);
  expect(assignRateCard).toEqual({ assigned: true, userErrors: [] });
  for (let i = 0; i < CUSTOMERS; i += 1) {
    const input = { ...CURRENCIES[i % CURRENCIES.length], name: i % 3 === 0 ? `-Party ${i}` : '' };
    await ask(
      `mutation ($customer: String!, $input: BillingProfileInput!, $card: String!, $own: Boolean!) {
        setBillingProfile(customer: $customer, expectedRevision: 0, input: $input) { userErrors { message } }
        assignRateCard(kind: CUSTOMER, subject: $customer, rateCard: $card) @include(if: $own) { assigned }
      }`,
      { customer: nameOf(i), input, card: cardOf(i), own: i % PRICES.length !== ON_TIER },
    );
  }
  // Every third one has credit: some less than an invoice comes to, some more.
  for (let i = 0; i < CUSTOMERS; i += 3) {
    const { currency } = CURRENCIES[i % CURRENCIES.length] ?? {};
    const input = { customer: nameOf(i), name: 'Credit', amount: i % 2 ? '1' : '500', currency };
    const { grantCredit } = await ask(
      `mutation ($input: CreditGrantInput!, $key: String!) {
        grantCredit(input: $input, idempotencyKey: $key) { creditGrant { state } userErrors { message } }
      }`,
      { input, key: `credit ${i}` },
    );
    expect(grantCredit).toEqual({ creditGrant: { state: 'LIVE' }, userErrors: [] });
  }
  await api.record(spend(1, '2026-02-10T00:00:00Z'));
  await invoiceAll();
  api.clock.advance(31 * 86_400_000);
  await api.record([
    ...spend(1_000, '2026-02-20T00:00:00Z'),
    ...spend(2_000, '2026-03-10T00:00:00Z'),
  ]);
  await invoiceAll();
}, 240_000);
afterAll(() => api[Symbol.asyncDispose]());

interface Amount {
  readonly amount: string;
}

/** A page of invoices, whatever of it was asked for. */
interface Shown {
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  readonly nodes: readonly {
    readonly id: string;
    readonly number: string;
    readonly customerExternalId: string;
    readonly totals: Readonly<Record<'subtotal' | 'tax' | 'total' | 'credits' | 'due', Amount>>;
    readonly lines: {
      readonly nodes: readonly { readonly unit: string; readonly billed: Amount }[];
    };
  }[];
}

const sum = (amounts: readonly string[]) =>
  amounts.reduce((total, text) => total + (parsePico(text) ?? 0n), 0n);

async function file(path: string, caller?: Caller) {
  const response = await api.download(`/exports/${path}`, caller);
  expect(response.status).toBe(200);
  const text = await response.text();
  return { header: (text.split('\r\n')[0] ?? '').split(','), rows: readCsv(text), text };
}

test("a card applies to its own customers, or to those of its tier, whose id is GraphQL's", async () => {
  const { rows } = await api.pool.query<{ customer: string; card: string }>(
    `select customer_external_id as customer, rate_card->>'name' as card from invoice`,
  );
  const cards = new Map(Array.from({ length: CUSTOMERS }, (_, i) => [nameOf(i), cardOf(i)]));
  expect(rows.filter(({ customer, card }) => cards.get(customer) !== card)).toEqual([]);
  const { rateCards, tiers } = await ask(
    '{ rateCards(first: 50) { nodes { name assignments { kind subject } } } tiers(first: 5) { nodes { id } } }',
  );
  const onTier = rateCards.nodes.find(({ name }: { name: string }) => name === cardOf(ON_TIER));
  expect(onTier.assignments).toEqual([{ kind: 'TIER', subject: tiers.nodes[0].id }]);
  const { assignRateCard } = await ask(
    'mutation { assignRateCard(kind: TIER, subject: "nobody", rateCard: "Card 1") { assigned userErrors { path } } }',
  );
  expect(assignRateCard).toEqual({ assigned: false, userErrors: [{ path: ['subject'] }] });
});

test('GraphQL, the summary, the FOCUS file and SQL give each of 400 invoices the same total', async () => {
  const summary = (await file('invoice_summary.csv')).rows;
  const focus = Map.groupBy(
    (await file('invoice_lines_focus_1_2.csv')).rows,
    (r) => r['InvoiceId'],
  );
  const sql = await api.pool.query<{
    number: string;
    total: string;
    credits: string;
    lines: string;
  }>(
    `select number, trim_scale(total)::text as total,
       (select trim_scale(coalesce(-sum(amount), 0))::text from credit_entry e where e.invoice_id = i.id) as credits,
       (select trim_scale(sum(billed))::text from invoice_line l where l.invoice_id = i.id) as lines
     from invoice i where finalised_at is not null`,
  );
  const bySql = new Map(sql.rows.map((row) => [row.number, row]));
  expect([summary.length, bySql.size, focus.size]).toEqual([400, 400, 400]);
  let after: string | null = null;
  let read = 0;
  do {
    const { invoices }: { invoices: Shown } = await ask(
      `query ($after: String) { invoices(first: 25, after: $after) { pageInfo { endCursor hasNextPage }
        nodes { id number totals { subtotal { amount } tax { amount } total { amount } credits { amount } due { amount } }
          lines { nodes { billed { amount } } } } } }`,
      { after },
    );
    for (const invoice of invoices.nodes) {
      const { subtotal, tax, total, credits, due } = invoice.totals;
      const row = summary.find((each) => each['InvoiceId'] === invoice.id) ?? {};
      const lines = focus.get(invoice.id) ?? [];
      const stored = bySql.get(invoice.number);
      const columns = ['Subtotal', 'Tax', 'Total', 'Credits', 'Due', 'InvoiceNumber'];
      expect(columns.map((column) => row[column])).toEqual([
        ...[subtotal.amount, tax.amount, total.amount, credits.amount, due.amount],
        invoice.number,
      ]);
      expect([stored?.total, stored?.credits, stored?.lines]).toEqual([
        ...[total.amount, credits.amount, subtotal.amount],
      ]);
      expect(sum(lines.map((line) => line['BilledCost'] ?? ''))).toBe(parsePico(due.amount));
      expect(sum([subtotal.amount, tax.amount, `-${credits.amount}`])).toBe(parsePico(due.amount));
      const billed = invoice.lines.nodes.map((line) => line.billed.amount);
      expect(sum(billed)).toBe(parsePico(subtotal.amount));
      read += 1;
    }
    after = invoices.pageInfo.hasNextPage ? invoices.pageInfo.endCursor : null;
  } while (after !== null);
  expect(read).toBe(400);
}, 120_000);

test('the sums of a filter are those of the rows of the file with the same filter', async () => {
  const filter = {
    search: 'CUSTOMER, ',
    statuses: ['FINALISED'],
    periodFrom: '2026-02-02',
    periodTo: '2026-03-01',
  };
  const query = 'search=CUSTOMER,%20&status=FINALISED&periodFrom=2026-02-02&periodTo=2026-03-01';
  const { invoiceSums, invoices } = await ask(
    `query ($filter: InvoiceFilterInput) {
      invoiceSums(filter: $filter) { currency invoices totals { subtotal { amount } tax { amount } total { amount } due { amount } } }
      invoices(filter: $filter, first: 2) { nodes { id period { firstDay lastDay } } }
    }`,
    { filter },
  );
  const rows = Map.groupBy((await file(`invoice_summary.csv?${query}`)).rows, (r) => r['Currency']);
  const column = (name: string, currency: string) =>
    sum((rows.get(currency) ?? []).map((row) => row[name] ?? ''));
  expect(invoiceSums.map((each: { currency: string }) => each.currency)).toEqual(
    [...rows.keys()].toSorted(),
  );
  for (const { currency, invoices: count, totals } of invoiceSums) {
    expect(count).toBe(rows.get(currency)?.length);
    expect(
      [totals.subtotal, totals.tax, totals.total, totals.due].map(({ amount }) =>
        parsePico(amount),
      ),
    ).toEqual(['Subtotal', 'Tax', 'Total', 'Due'].map((name) => column(name, currency)));
  }
  expect(invoices.nodes[0].period).toEqual({ firstDay: '2026-03-01', lastDay: '2026-03-31' });
  const ids = invoices.nodes.map(({ id }: { id: string }) => id);
  const { two } = await ask(
    'query ($ids: [ID!]) { two: invoiceSums(filter: { ids: $ids }) { invoices } }',
    { ids },
  );
  expect(sum(two.map((each: { invoices: number }) => `${each.invoices}`))).toBe(parsePico('2'));
  expect((await file(`invoice_summary.csv?id=${ids[0]}&id=none`)).rows.length).toBe(1);
});

/** An amount as it is printed, as the record has it. */
function printed(text: string, label: string): bigint | null {
  const [, amount = ''] =
    new RegExp(`${label}( \\([^)]*\\))? (-?[\\d,.]+)`).exec(text)?.slice(1) ?? [];
  return parsePico(amount.replaceAll(',', ''));
}

test('the text of 200 invoices as PDF says the totals of the record', async () => {
  const { rows } = await api.pool.query<Record<string, string>>(
    `select id, number, subtotal, tax, total, credits, total - credits as due from invoice where finalised_at is not null
     order by number desc limit 200`,
  );
  for (const row of rows) {
    const id = encodeId('Invoice', row['id'] ?? '');
    const text = (await readPdf(await api.download(`/exports/invoice.pdf?id=${id}`))).join(' ');
    const said = ['Subtotal', 'Tax', 'Total', 'Due'].map((label) => printed(text, label));
    const { subtotal = '', tax = '', total = '', due = '', credits = '', number } = row;
    expect([number, ...said]).toEqual([number, ...[subtotal, tax, total, due].map(parsePico)]);
    const credit = printed(text, 'Prepaid credit') ?? 0n;
    expect(credit).toBe(-(parsePico(credits) ?? 0n));
    expect(text).toContain(`Number ${number}`);
  }
}, 120_000);

test('the FOCUS file conforms to FOCUS 1.2, corrections, credits, fees and tax included', async () => {
  const { header, rows } = await file('invoice_lines_focus_1_2.csv');
  expect(checkFocus(header, rows)).toEqual([]);
  const categories = new Set(rows.map((row) => row['ChargeCategory']));
  expect(categories).toEqual(new Set(['Usage', 'Purchase', 'Credit', 'Adjustment', 'Tax']));
  expect(rows.some((row) => row['ChargeClass'] === 'Correction')).toBe(true);
});

test('the checker finds what is wrong', async () => {
  const { header, rows } = await file('invoice_lines_focus_1_2.csv');
  const usage =
    rows.find((row) => row['ChargeCategory'] === 'Usage' && row['ChargeClass'] === '') ?? {};
  for (const [name, value] of Object.entries({
    BilledCost: '1e-7',
    BillingPeriodEnd: '2026-03-01',
    ChargeCategory: 'Fee',
    ChargeClass: 'Standard',
    ContractedCost: '12345',
    PricingQuantity: '',
    ChargePeriodEnd: '2000-01-01T00:00:00Z',
    InvoiceIssuerName: '',
  })) {
    expect([name, checkFocus(header, [{ ...usage, [name]: value }]).length > 0]).toEqual([
      name,
      true,
    ]);
  }
  expect(checkFocus(header.slice(1), [])).toEqual(['BilledCost is missing']);
});

test('no cell of text is a formula, and every row has every column', async () => {
  for (const path of ['invoice_summary.csv', 'invoice_lines_focus_1_2.csv']) {
    const { header, rows, text } = await file(path);
    expect(new Set(header).size).toBe(header.length);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(header);
      const formulas = Object.values(row).filter((value) => /^\s*[=+\-@]/.test(value));
      expect(formulas.filter((value) => !/^-\d+(\.\d+)?$/.test(value))).toEqual([]);
    }
    expect(text).toContain("'=SUM(A0)");
  }
});

test('a portal reads its own final invoices, and not what the provider takes', async () => {
  const customer = nameOf(0);
  const { issueApiToken } = await ask(
    `mutation ($customer: String!) { issueApiToken(input: { name: "p", scope: PORTAL, customer: $customer },
      idempotencyKey: "p") { secret } }`,
    { customer },
  );
  const portal = { bearer: issueApiToken.secret };
  await api.record([
    spendEvent({ customerExternalId: customer, occurredAt: new Date('2026-03-30T00:00:00Z') }),
  ]);
  const { invoices }: { invoices: Shown } = await ask(
    '{ invoices(first: 10) { nodes { id customerExternalId lines { nodes { unit unitPrice } } } } }',
    {},
    portal,
  );
  expect(invoices.nodes.map((each) => each.customerExternalId)).toEqual([customer, customer]);
  const units = invoices.nodes.flatMap((each) => each.lines.nodes.map((line) => line.unit));
  expect(units).toContain('USD');
  expect(units).not.toContain('USD at cost');
  const { rows, text, header } = await file('invoice_lines_focus_1_2.csv', portal);
  expect(checkFocus(header, rows)).toEqual([]);
  expect(new Set(rows.map((row) => row['BillingAccountId']))).toEqual(new Set([`'${customer}`]));
  expect(text).not.toContain('at cost');
  const own = await api.download(`/exports/invoice.pdf?id=${invoices.nodes[0]?.id}`, portal);
  expect([own.status, (await own.arrayBuffer()).byteLength > 0]).toEqual([200, true]);
  const foreign = await api.download(`/exports/invoice.pdf?id=${await idOf(nameOf(1))}`, portal);
  expect(foreign.status).toBe(404);
  expect((await api.download('/exports/invoice.pdf?id=x')).status).toBe(404);
  expect((await api.download('/exports/invoice.pdf?id=x', {})).status).toBe(401);
  const other = await ask(
    'query ($id: ID!) { node(id: $id) { id } }',
    { id: await idOf(nameOf(1)) },
    portal,
  );
  expect(other.node).toBeNull();
  const calls =
    '{ invoices(first: 2) { nodes { lines(first: 2) { nodes { calls(first: 5) { nodes { quantity } } } } } } }';
  const [newest] = (await ask(calls, {}, portal)).invoices.nodes;
  expect(newest.lines.nodes[0].calls.nodes.length).toBeGreaterThan(0);
  const costs = await api.graphql(calls.replace('quantity', 'cost'), {}, portal);
  expect(costs.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  const refused = await api.graphql(
    `mutation { voidInvoice(id: "${invoices.nodes[0]?.id}", expectedRevision: 1, reason: "x", replace: false, idempotencyKey: "x") { invoice { id } } }`,
    {},
    portal,
  );
  expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});

test('the seller is on later invoices; lines open to their calls, and credit notes are listed', async () => {
  const seller = { name: '=Our GmbH', taxId: 'DE1', paymentInstructions: 'IBAN' };
  const set = `mutation ($seller: SellerInput!) {
    setSeller(expectedRevision: 0, input: $seller) { seller { name revision } userErrors { code } } }`;
  const said = await ask(set, { seller });
  expect(said.setSeller).toEqual({ seller: { name: '=Our GmbH', revision: 1 }, userErrors: [] });
  expect((await ask(set, { seller })).setSeller.userErrors).toEqual([{ code: 'CONFLICT' }]);
  const customer = 'seller test';
  await api.record(
    [0, 1, 2].map((i) =>
      spendEvent({ customerExternalId: customer, occurredAt: new Date(`2026-03-0${i + 1}`) }),
    ),
  );
  await ask('mutation { generateInvoices(customers: ["seller test"]) { made } }');
  const { finaliseInvoice } = await ask(
    `mutation ($id: ID!) { finaliseInvoice(id: $id, expectedRevision: 1, idempotencyKey: "s") {
      invoice { id revision seller { name taxId } lines { nodes { id } } } } }`,
    { id: await idOf(customer) },
  );
  const { id, revision, lines, ...rest } = finaliseInvoice.invoice;
  expect(rest).toEqual({ seller: { name: '=Our GmbH', taxId: 'DE1' } });
  const { rows } = await file('invoice_lines_focus_1_2.csv?customer=seller%20test');
  expect(rows[0]?.['InvoiceIssuerName']).toBe("'=Our GmbH");
  const note = await ask(
    `mutation ($id: ID!, $revision: Int!) { createCreditNote(id: $id, expectedRevision: $revision,
      amount: "0.5", reason: "Outage", idempotencyKey: "n") { invoice { creditNotes { nodes { amount { amount } } } } } }`,
    { id, revision },
  );
  expect(note.createCreditNote.invoice.creditNotes.nodes).toEqual([{ amount: { amount: '0.5' } }]);
  const { creditNotes } = await ask('{ creditNotes(first: 1) { nodes { invoiceId reason } } }');
  expect(creditNotes.nodes).toEqual([{ invoiceId: id, reason: 'Outage' }]);
  const page = `query ($id: ID!, $after: String) { invoiceLine(id: $id) {
    calls(first: 2, after: $after) { nodes { model quantity } pageInfo { hasNextPage endCursor } } } }`;
  const first = (await ask(page, { id: lines.nodes[0].id })).invoiceLine.calls;
  const after = first.pageInfo.endCursor;
  const second = (await ask(page, { id: lines.nodes[0].id, after })).invoiceLine.calls;
  expect([first.nodes.length, second.nodes.length, second.pageInfo.hasNextPage]).toEqual([
    ...[2, 1, false],
  ]);
});

test('a test clock is made, moved, listed and removed, and the schedule set, over GraphQL', async () => {
  const made = await ask(
    `mutation { createTestClock(idempotencyKey: "clock", input: {
      name: "Year", now: "2028-02-01T00:00:00Z", customers: ["on a clock"] }) { testClock { id } userErrors { path } } }`,
  );
  const { id } = made.createTestClock.testClock;
  const to = '2028-03-01T00:00:00.000Z';
  const advance = `mutation ($id: ID!, $to: DateTime!) { advanceTestClock(id: $id, to: $to) {
      testClock { now } made userErrors { path }
      run { isScheduled sums { invoices } invoices { nodes { id calls isTest } } } } }`;
  const last = '2028-02-29T23:59:59.000Z';
  await ask(advance, { id, to: last });
  const call = { model: 'gpt-4o', occurredAt: last, inputTokens: 9, outputTokens: 1, cost: '0.25' };
  const use = async (of: object, key: string, customer = 'on a clock') =>
    (
      await ask(
        `mutation ($id: ID!, $customer: String!, $usage: [TestUsageInput!]!, $key: String!) {
          recordTestUsage(id: $id, customer: $customer, usage: $usage, idempotencyKey: $key) {
            recorded userErrors { code path } } }`,
        { id, key, customer, usage: [call, { ...call, ...of }] },
      )
    ).recordTestUsage;
  const refused = async (of: object, key: string) => (await use(of, key)).userErrors[0];
  expect(await refused({ occurredAt: to }, 'a')).toMatchObject({
    path: ['usage', '1', 'occurredAt'],
  });
  expect(await refused({ cost: '-1' }, 'b')).toMatchObject({ path: ['usage', '1', 'cost'] });
  expect(await refused({ inputTokens: -1 }, 'c')).toMatchObject({
    path: ['usage', '1', 'inputTokens'],
  });
  expect((await use({}, 'd', 'bob')).userErrors).toEqual([{ code: 'INVALID', path: ['customer'] }]);
  expect(await use({}, 'used')).toEqual({ recorded: 2, userErrors: [] });
  expect(await use({}, 'used')).toEqual({ recorded: 2, userErrors: [] });
  expect(await refused({ model: 'other' }, 'used')).toMatchObject({ code: 'CONFLICT' });
  const { advanceTestClock } = await ask(advance, { id, to });
  const drafted = { id: await idOf('on a clock'), calls: 2, isTest: true };
  expect(advanceTestClock).toEqual({
    ...{ testClock: { now: to }, made: 1, userErrors: [] },
    run: { isScheduled: false, sums: [{ invoices: 1 }], invoices: { nodes: [drafted] } },
  });
  const { testClocks } = await ask('{ testClocks { nodes { id customers } } }');
  expect(testClocks.nodes).toEqual([{ id, customers: ['on a clock'] }]);
  const rest = await ask(
    `mutation ($id: ID!) { removeTestClock(id: $id) { removed }
      setBillingSchedule(expectedRevision: 0, input: { isOn: true }) { schedule { isOn graceHours } } }`,
    { id },
  );
  expect(rest).toEqual({
    removeTestClock: { removed: true },
    setBillingSchedule: { schedule: { isOn: true, graceHours: 1 } },
  });
  const { billingSchedule } =
    await ask(`{ billingSchedule { draftedUntil revision finaliseAfterHours
    nextRunAt nextFinalisingAt lastRun { id } } }`);
  expect(billingSchedule).toEqual({
    ...{ draftedUntil: null, revision: 1, finaliseAfterHours: null, nextFinalisingAt: null },
    ...{ nextRunAt: api.clock.now().toISOString(), lastRun: null },
  });
});

test('an invoice made on a test clock says so in every file, and is in none by the way', async () => {
  const id = await idOf('on a clock');
  const pdf = async (path: string) => (await readPdf(await api.download(path))).join(' ');
  const draft = await pdf(`/exports/invoice.pdf?id=${id}`);
  expect(draft).toMatch(/Draft test invoice.*nothing is owed.*TEST DRAFT/s);
  const { done } = await ask(
    'mutation ($id: ID!) { done: finaliseInvoice(id: $id, expectedRevision: 1, idempotencyKey: "t1") { invoice { number revision } } }',
    { id },
  );
  const { number, revision } = done.invoice;
  const { credited } = await ask(
    `mutation ($id: ID!, $revision: Int!) {
      markInvoicePaid(id: $id, expectedRevision: $revision, reference: "x", idempotencyKey: "t2") { userErrors { message } }
      credited: createCreditNote(id: $id, expectedRevision: ${revision + 1}, amount: "0.1", reason: "x", idempotencyKey: "t3") {
        invoice { creditNotes { nodes { number } } } userErrors { message } } }`,
    { id, revision },
  );
  const [note] = credited.invoice.creditNotes.nodes;
  expect([number, note.number]).toEqual(['TEST-INV-000001', 'TEST-CN-000001']);
  const [final, credit] = [
    await pdf(`/exports/invoice.pdf?id=${id}`),
    await pdf(`/exports/credit_note.pdf?number=${note.number}`),
  ];
  expect(final).toMatch(/Test invoice.*nothing is owed.*TEST/s);
  expect(final).not.toContain('DRAFT');
  expect(credit).toMatch(/Test credit note.*nothing is owed.*TEST/s);
  for (const [name, mark] of [
    ['invoice_summary.csv', 'IsTest'],
    ['invoice_lines_focus_1_2.csv', 'x_IsTest'],
  ] as const) {
    const marks = async (query: string) => {
      const { rows } = await file(`${name}?${query}`);
      return [...new Set(rows.map((row) => row[mark]))];
    };
    expect(await marks('customer=on%20a%20clock')).toEqual(['true']);
    expect(await marks(`id=${id}`)).toEqual(['true']);
    expect(await marks('')).toEqual(['false']);
  }
  const focus = await file('invoice_lines_focus_1_2.csv?customer=on%20a%20clock');
  expect(checkFocus(focus.header, focus.rows)).toEqual([]);
});

async function idOf(customer: string): Promise<string> {
  const query = 'query ($of: String) { invoices(filter: { customer: $of }) { nodes { id } } }';
  return (await ask(query, { of: customer })).invoices.nodes[0].id;
}

test('a status that is none is refused, and nothing found is a header', async () => {
  for (const wrong of ['status=OPEN', 'periodFrom=2026-02-30', 'periodTo=tomorrow']) {
    expect((await api.download(`/exports/invoice_summary.csv?${wrong}`)).status).toBe(400);
  }
  const { rows, header } = await file('invoice_summary.csv?customer=nobody');
  expect([rows, header.length]).toEqual([[], 25]);
});

const NAMES = {
  // As Geist and DejaVu write it.
  'Żółć Ελληνική ООО «Пример» Հայ ქართ': 'Żółć Ελληνική ООО «Пример» Հայ ქართ',
  // What they do not have is told apart from what they do.
  '例え Ltd': '[U+4F8B U+3048] Ltd',
  'a\u200b\u0000b': 'ab',
};

test('a PDF says whose it is in any script, what state it is in, and is the same file each time', async () => {
  const customer = nameOf(1);
  const id = await idOf(customer);
  const pdf = async () => api.download(`/exports/invoice.pdf?id=${id}`);
  const [one, two] = [await pdf(), await pdf()];
  expect(one.headers.get('content-type')).toBe('application/pdf');
  expect(one.headers.get('content-disposition')).toMatch(/^attachment; filename="INV-\d{6}\.pdf"$/);
  expect(Buffer.from(await one.arrayBuffer())).toEqual(Buffer.from(await two.arrayBuffer()));
  const { invoice } = await ask(
    'query ($id: ID!) { invoice(id: $id) { revision totals { total { amount } } } }',
    { id },
  );
  const change = { id, revision: invoice.revision, amount: '0.05', key: 'credited' };
  const { createCreditNote } = await ask(
    `mutation ($id: ID!, $revision: Int!, $amount: Decimal!, $key: String!) {
      createCreditNote(id: $id, expectedRevision: $revision, amount: $amount, reason: "Goodwill", idempotencyKey: $key)
        { userErrors { message } } }`,
    change,
  );
  expect(createCreditNote.userErrors).toEqual([]);
  const { creditNotes } = await ask('{ creditNotes(first: 1) { nodes { number } } }');
  const { number } = creditNotes.nodes[0];
  const credited = (await readPdf(await pdf())).join(' ');
  expect(credited).toContain(`Credit note ${number} -0.05`);
  expect(printed(credited, 'Due')).toBe(
    (parsePico(invoice.totals.total.amount) ?? 0n) - (parsePico('0.05') ?? 0n),
  );
  const noteFile = (of: string) => api.download(`/exports/credit_note.pdf?number=${of}`);
  const note = (await readPdf(await noteFile(number))).join(' ');
  expect(note).toContain(`Number ${number}`);
  expect(note).toMatch(/^Credit note .*Goodwill 0.05\sCredited \(EUR\) 0.05/s);
  expect((await noteFile('CN-999999')).status).toBe(404);
});

test('a draft and a void invoice say so on each of their pages', async () => {
  const customer = nameOf(2);
  const { profile } = await ask(
    'query ($customer: String!) { profile: billingProfile(customer: $customer) { revision } }',
    { customer },
  );
  for (const [name, shown] of Object.entries(NAMES)) {
    expect(new FontBook().legible(name)).toBe(shown);
  }
  const input = { ...CURRENCIES[0], name: '例え', address: 'Rue 1\u000aParis' };
  await ask(
    `mutation ($customer: String!, $revision: Int!, $input: BillingProfileInput!) {
      setBillingProfile(customer: $customer, expectedRevision: $revision, input: $input) { userErrors { message } } }`,
    { customer, revision: profile.revision, input },
  );
  const { rows } = await api.pool.query<{ id: string; revision: number }>(
    'select id, revision from invoice where customer_external_id = $1 order by period_start desc limit 1',
    [customer],
  );
  const voided = encodeId('Invoice', rows[0]?.id ?? '');
  const { voidInvoice } = await ask(
    `mutation ($id: ID!, $revision: Int!) {
      voidInvoice(id: $id, expectedRevision: $revision, reason: "Wrong address", replace: true, idempotencyKey: "void")
        { invoice { number replacedById } replacement { id revision replacesId } userErrors { message } } }`,
    { id: voided, revision: rows[0]?.revision },
  );
  expect(voidInvoice.userErrors).toEqual([]);
  let revision = voidInvoice.replacement.revision;
  const draft = voidInvoice.replacement.id;
  expect([voidInvoice.invoice.replacedById, voidInvoice.replacement.replacesId]).toEqual([
    draft,
    voided,
  ]);
  for (let i = 0; i < 50; i += 1) {
    const { addInvoiceLine } = await ask(
      `mutation ($id: ID!, $revision: Int!) {
        addInvoiceLine(id: $id, expectedRevision: $revision, description: "Line ${i}", amount: "0.1") { invoice { revision } } }`,
      { id: draft, revision },
    );
    revision = addInvoiceLine.invoice.revision;
  }
  const pages = await readPdf(await api.download(`/exports/invoice.pdf?id=${draft}`));
  expect(pages.length).toBeGreaterThan(1);
  for (const [i, page] of pages.entries()) {
    expect(page).toContain('DRAFT');
    expect(page).toContain(`Page ${i + 1} of ${pages.length}`);
  }
  const text = pages.join(' ');
  expect(text).toContain(`Replaces ${voidInvoice.invoice.number}`);
  expect(text).toContain('[U+4F8B U+3048]');
  expect(text.match(/Line \d+ 0\.10/g)).toHaveLength(50);
  const said = (await readPdf(await api.download(`/exports/invoice.pdf?id=${voided}`))).join(' ');
  expect(said).toMatch(/Invoice \(void\).*Wrong address.*VOID/s);
  expect(printed(said, 'Due')).toBeNull();
});

const LINK =
  'mutation ($id: ID!, $minutes: Int, $key: String!) { createInvoiceLink(id: $id, validMinutes: $minutes, idempotencyKey: $key) { linkPath expiresAt userErrors { code message } } }';

test('a signed link opens one final invoice for whoever has it, until it expires, is voided or its key replaced', async () => {
  const { rows } = await api.pool.query<{ id: string; revision: number; replaces: string | null }>(
    `select id, revision from invoice where status = 'FINALISED' order by number desc limit 3`,
  );
  const [one = '', two = '', three = ''] = rows.map(({ id }) => encodeId('Invoice', id));
  const linkTo = async (id: string, minutes = 60): Promise<string> =>
    (await ask(LINK, { id, minutes, key: randomUUID() })).createInvoiceLink.linkPath;
  const statusOf = async (path: string, caller: Caller = {}) =>
    (await api.download(path, caller)).status;
  const link = await linkTo(one);
  const opened = await api.download(link, {});
  expect([opened.status, opened.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  await opened.arrayBuffer();
  const asked = { id: one, minutes: 60, key: 'asked twice' };
  const first = await ask(LINK, asked);
  expect(await ask(LINK, asked)).toEqual(first);
  const other = await ask(LINK, { ...asked, id: two });
  expect(other.createInvoiceLink).toMatchObject({
    linkPath: null,
    userErrors: [{ code: 'CONFLICT' }],
  });

  const changed = [
    link.replace(one, two),
    link.replace(/expires=\d+/, 'expires=9999999999'),
    link.replace(/signature=(.)/, (_, first) => `signature=${first === 'A' ? 'B' : 'A'}`),
    link.replace(/&expires=\d+/, ''),
    link.replace('invoice.pdf', 'credit_note.pdf'),
    link.replace('invoice.pdf', 'invoice_summary.csv'),
    '/exports/invoice.pdf?signature=',
  ];
  // A link that does not hold is not made good by who sends it.
  for (const path of changed) expect([path, await statusOf(path)]).toEqual([path, 401]);
  expect(await statusOf(changed[0] ?? '', MASTER)).toBe(401);

  const toThird = await linkTo(three);
  const { voidInvoice } = await ask(
    `mutation ($id: ID!, $revision: Int!) { voidInvoice(id: $id, expectedRevision: $revision, reason: "x",
      replace: true, idempotencyKey: "links") { replacement { id } userErrors { message } } }`,
    { id: three, revision: rows[2]?.revision },
  );
  expect(await statusOf(toThird)).toBe(401);
  const draft = voidInvoice.replacement.id;
  for (const [id, minutes, code] of [
    [three, 60, 'CONFLICT'],
    [draft, 60, 'CONFLICT'],
    ['nonsense', 60, 'NOT_FOUND'],
    [one, 0, 'INVALID'],
    [one, 1_000_000, 'INVALID'],
  ] as const) {
    const { createInvoiceLink } = await ask(LINK, { id, minutes, key: randomUUID() });
    expect([createInvoiceLink.linkPath, createInvoiceLink.userErrors[0]?.code]).toEqual([
      null,
      code,
    ]);
  }
  const { issueApiToken } = await ask(
    `mutation ($customer: String!) { issueApiToken(input: { name: "q", scope: PORTAL, customer: $customer },
      idempotencyKey: "q") { secret } }`,
    { customer: nameOf(5) },
  );
  const portal = { bearer: issueApiToken.secret };
  const own = await ask(LINK, { id: await idOf(nameOf(5)), key: 'own' }, portal);
  expect(await statusOf(own.createInvoiceLink.linkPath)).toBe(200);
  const foreign = await ask(LINK, { id: await idOf(nameOf(6)), key: 'own' }, portal);
  expect(foreign.createInvoiceLink.userErrors[0].code).toBe('NOT_FOUND');

  const replace = 'mutation { replaceInvoiceLinkKey(idempotencyKey: "r") { replaced } }';
  expect((await api.graphql(replace, {}, portal)).errors?.[0]?.extensions['code']).toBe(
    'FORBIDDEN',
  );
  await ask(replace);
  expect(await statusOf(link)).toBe(401);
  const anew = await linkTo(one, 10);
  await ask(replace);
  expect(await statusOf(anew)).toBe(200);
  const { rows: kept } = await api.pool.query('select sealed::text from invoice_link_key');
  expect(kept).toHaveLength(2);
  api.clock.advance(10 * 60_000);
  expect(await statusOf(anew)).toBe(401);
});
