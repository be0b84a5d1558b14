import { type Managed, manage } from './manage.ts';

const RULE = { models: ['*'] };

/** Rate cards of every kind, whom invoices go to, and invoices in every state but paid by a bank. */
export async function fillInvoices(server: Managed): Promise<void> {
  await setCards(server);
  const profile = `mutation P($customer: String!, $input: BillingProfileInput!) {
    setBillingProfile(customer: $customer, expectedRevision: 0, input: $input) { userErrors { message } }
  }`;
  for (const [customer, input] of Object.entries(PROFILES)) {
    await manage(server, profile, { customer, input });
  }
  const credit = `mutation C($input: CreditGrantInput!) {
    grantCredit(input: $input, idempotencyKey: "fill") { userErrors { message } } }`;
  const input = { customer: 'acme-corp', name: 'Welcome', amount: '12.5', currency: 'EUR' };
  await manage(server, credit, { input });
  await manage(server, 'mutation { generateInvoices { userErrors { message } } }');
  await moveOn(server);
  const endpoint = `mutation W($input: WebhookEndpointInput!) {
    createWebhookEndpoint(input: $input, idempotencyKey: "fill") { webhookEndpoint { id } }
  }`;
  const { createWebhookEndpoint } = (await manage(server, endpoint, {
    input: { url: WEBHOOK, description: 'The billing system of finance' },
  })) as unknown as { createWebhookEndpoint: { webhookEndpoint: { id: string } } };
  const { id } = createWebhookEndpoint.webhookEndpoint;
  await manage(server, `mutation { pingWebhookEndpoint(id: "${id}") { userErrors { message } } }`);
  await handOver(server);
}

/** One final invoice is on its way to a billing system where nobody answers; some customers are on a test clock. */
async function handOver(server: Managed): Promise<void> {
  await manage(
    server,
    `mutation {
      setBillingTarget(input: { kind: STRIPE, apiKey: "rk_test_0123", baseUrl: "https://stripe.example.invalid", automatic: false }) { userErrors { message } }
      setBillingSchedule(expectedRevision: 0, input: { isOn: false, graceHours: 24 }) { userErrors { message } }
      grantCredit(input: { customer: "acme-corp", name: "Prepayment", amount: "100", currency: "EUR" }, idempotencyKey: "fill again") { userErrors { message } }
      createTestClock(input: { name: "A year of Enterprise", now: "2026-01-01T00:00:00Z", customers: ["trial-enterprise"] }, idempotencyKey: "fill") { userErrors { message } }
    }`,
  );
  const { invoices } = (await manage(
    server,
    '{ invoices(first: 1, filter: { statuses: [FINALISED] }) { nodes { id } } }',
  )) as unknown as { invoices: { nodes: [{ id: string }] } };
  const { id } = invoices.nodes[0];
  await manage(
    server,
    `mutation { handOffInvoice(id: "${id}", target: STRIPE) { userErrors { message } } }`,
  );
}

/** Nobody answers there, so what it is told waits. */
export const WEBHOOK = 'https://billing.example.invalid/tollgate';

const PROFILES = {
  'acme-corp': {
    name: 'Acme Corporation GmbH & Co. KG',
    email: 'billing@acme.example',
    address: 'Hauptstraße 1\n10115 Berlin\nGermany',
    taxId: 'DE123456789',
    taxPercent: '19',
    currency: 'EUR',
    exchangeRate: '0.9123',
    timeZone: 'Europe/Berlin',
    purchaseOrder: 'PO-2026-0042',
    metadata: [{ name: 'crm', value: '0015' }],
  },
  globex: { name: 'Globex K.K.', currency: 'JPY', exchangeRate: '151.2', timeZone: 'Asia/Tokyo' },
};

async function setCards(server: Managed): Promise<void> {
  const card = `mutation C($input: RateCardInput!, $key: String!) {
    setRateCard(input: $input, idempotencyKey: $key) { userErrors { message } }
  }`;
  for (const [name, terms] of Object.entries(CARDS)) {
    const input = { name, terms, isDefault: name === 'Standard' };
    await manage(server, card, { input, key: `fill-${name}` });
  }
  await manage(
    server,
    `mutation { assignRateCard(kind: CUSTOMER, subject: "acme-corp", rateCard: "Enterprise") { userErrors { message } } }`,
  );
}

const CARDS = {
  Standard: {
    rules: [{ ...RULE, name: 'All models', price: { kind: 'COST_PLUS', markupPercent: '20' } }],
  },
  Enterprise: {
    rules: [
      {
        name: 'Own prices',
        models: ['gpt-4o*'],
        price: { kind: 'PER_TOKEN', input: '3', cachedInput: '1.5', output: '12' },
        requestFee: '0.001',
      },
      {
        name: 'The rest',
        models: ['*'],
        price: {
          kind: 'GRADUATED',
          meter: 'TOKENS',
          included: '10000',
          tiers: [{ upTo: '1000000', unitPrice: '0.000004' }, { unitPrice: '0.000002' }],
        },
      },
    ],
    allowance: '1',
    discountPercent: '5',
    minimum: '20',
    fixedFees: [{ name: 'Platform fee', amount: '49' }],
  },
};

interface Drafts {
  readonly invoices: {
    readonly nodes: readonly {
      readonly id: string;
      readonly revision: number;
      readonly customerExternalId: string;
    }[];
  };
}

/** Of the first customers the invoices go on: final, credited, paid, void and replaced, in review. */
async function moveOn(server: Managed): Promise<void> {
  const { invoices } = (await manage(
    server,
    '{ invoices(first: 100) { nodes { id revision customerExternalId } } }',
  )) as unknown as Drafts;
  const oldestOf = (customer: string) =>
    invoices.nodes.findLast((invoice) => invoice.customerExternalId === customer);
  const change = (customer: string, mutations: readonly ((id: string, at: number) => string)[]) => {
    const invoice = oldestOf(customer);
    if (!invoice) throw new Error(`${customer} has no invoice`);
    return mutations.reduce<Promise<unknown>>(
      (before, mutation, done) =>
        before.then(() =>
          manage(server, `mutation { ${mutation(invoice.id, invoice.revision + done)} }`),
        ),
      Promise.resolve(),
    );
  };
  const asked = (id: string, at: number) =>
    `id: "${id}", expectedRevision: ${at}, idempotencyKey: "fill ${id} ${at}"`;
  const finalise = (id: string, at: number) =>
    `finaliseInvoice(${asked(id, at)}) { userErrors { message } }`;
  await change('acme-corp', [
    finalise,
    (id, at) =>
      `createCreditNote(${asked(id, at)}, amount: "1.5", reason: "Outage of 3 October") { userErrors { message } }`,
  ]);
  await change('globex', [
    finalise,
    (id, at) => `markInvoicePaid(${asked(id, at)}, reference: "SEPA 1") { userErrors { message } }`,
  ]);
  await change('northwind', [
    finalise,
    (id, at) =>
      `voidInvoice(${asked(id, at)}, reason: "Made out to the wrong company", replace: true) { userErrors { message } }`,
  ]);
  await change('umbrella', [
    (id, at) =>
      `addInvoiceLine(id: "${id}", expectedRevision: ${at}, description: "Onboarding", amount: "250") { userErrors { message } }`,
    (id, at) =>
      `setInvoiceInReview(id: "${id}", expectedRevision: ${at}, inReview: true) { userErrors { message } }`,
  ]);
}
