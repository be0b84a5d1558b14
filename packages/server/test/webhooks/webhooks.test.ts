import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { InvoiceService } from '../../src/billing/service.ts';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { Addresses, createOutward } from '../../src/platform/outward/index.ts';
import { Dispatcher } from '../../src/webhooks/dispatcher.ts';
import { nextAttempt } from '../../src/webhooks/retry.ts';
import { httpSender, type Send } from '../../src/webhooks/send.ts';
import { crashingAt } from '../billing/billing-harness.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { newSealer } from '../testkit/new-sealer.ts';
import {
  type ScriptedUpstream,
  type SeenRequest,
  startScriptedUpstream,
} from '../testkit/scripted-upstream.ts';
import { spendEvent } from '../testkit/spend-events.ts';

const HOUR_MS = 3_600_000;
/** A customer who is seen before anybody is told. */
const KNOWN = 'known';

const sealer = newSealer();
let api: Api;
let receiver: ScriptedUpstream;
/** What the receiver says to the next messages; 204 to those that follow. */
let answers: string[] = [];

beforeAll(async () => {
  api = await startApi({ sealer });
  await api.record([spendEvent({ customerExternalId: KNOWN, occurredAt: api.clock.now() })]);
  receiver = await startScriptedUpstream();
  receiver.will(async ({ write }, _request) => {
    await write(answers.shift() ?? 'HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n');
  });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await receiver.stop();
});

const answer = (status: number, headers = '', body = '') =>
  `HTTP/1.1 ${status} X\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;

async function ask(query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await api.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

let keys = 0;
const key = () => {
  keys += 1;
  return `key-${keys}`;
};

const ENDPOINT = 'id url events tests status disabledReason previousSecretUntil revision';
const CREATE = `mutation ($input: WebhookEndpointInput!, $key: String!) {
  createWebhookEndpoint(input: $input, idempotencyKey: $key) {
    webhookEndpoint { ${ENDPOINT} } secret userErrors { code message path } } }`;

async function create(input: object = {}, idempotencyKey = key()) {
  const url = `${receiver.baseUrl.replace('/v1', '')}/hook?of=${keys}`;
  const data = await ask(CREATE, { input: { url, ...input }, key: idempotencyKey });
  return data.createWebhookEndpoint;
}

async function endpointNow(id: string) {
  const { webhookEndpoint } = await ask(
    `query ($id: ID!) { webhookEndpoint(id: $id) { ${ENDPOINT} } }`,
    { id },
  );
  return webhookEndpoint;
}

async function change(field: string, args: Record<string, unknown>) {
  const list = Object.entries(args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const data = await ask(
    `mutation { ${field}(${list.join(', ')}) { __typename userErrors { code message } } }`,
  );
  expect(data[field].userErrors).toEqual([]);
}

const DELIVERIES = `query ($id: ID!, $after: String, $first: Int, $filter: WebhookDeliveryFilterInput) {
  webhookDeliveries(endpointId: $id, first: $first, after: $after, filter: $filter) {
    nodes { id sequence eventType customer status attempts nextAttemptAt lastStatusCode lastFault }
    pageInfo { endCursor hasNextPage } } }`;

async function log(id: string, filter: object = {}) {
  const { webhookDeliveries } = await ask(DELIVERIES, { id, first: 100, filter });
  return webhookDeliveries.nodes;
}

function senderTo(networks: readonly string[], timeoutMs: number): Send {
  return httpSender(createOutward(new Addresses(networks), { timeoutMs, mostBytes: 65_536 }));
}

const deliver = () => api.webhooks.dispatcher.deliverDue();
const told = () => receiver.seen.map(({ body }) => JSON.parse(body));
const sequencesTold = () => told().map(({ sequence }) => sequence);

/** A customer is blocked, and unblocked: two events. */
async function happen(customer = KNOWN): Promise<void> {
  await change('blockCustomer', { customer, reason: 'because' });
  await change('unblockCustomer', { customer });
}

async function draftFor(customer: string): Promise<{ id: string; revision: number }> {
  const charge = parsePico('1.005') as Pico;
  const occurredAt = new Date('2026-02-10T00:00:00Z');
  await api.record([
    spendEvent({ customerExternalId: customer, occurredAt, cost: charge, charge }),
  ]);
  await ask('mutation ($of: [String!]!) { generateInvoices(customers: $of) { made } }', {
    of: [customer],
  });
  const { invoices } = await ask(
    'query ($customer: String) { invoices(filter: { customer: $customer }) { nodes { id revision } } }',
    { customer },
  );
  return invoices.nodes[0];
}

const DATE_ONLY = { toFake: ['Date'] as 'Date'[] };

/** As a receiver does it, at the time of the clock. */
function verify(secret: string, { body, headers }: SeenRequest) {
  vi.useFakeTimers({ ...DATE_ONLY, now: api.clock.now() });
  try {
    return new Webhook(secret).verify(body, headers) as Record<string, never>;
  } finally {
    vi.useRealTimers();
  }
}

beforeEach(() => {
  receiver.seen.length = 0;
  answers = [];
});
afterEach(async () => {
  const { webhookEndpoints } = await ask('{ webhookEndpoints(first: 100) { nodes { id } } }');
  for (const { id } of webhookEndpoints.nodes) await change('deleteWebhookEndpoint', { id });
  expect(api.faults).toEqual([]);
});

describe('what is told', () => {
  test('is each change of an invoice, once, in order, signed, and as GraphQL has it', async () => {
    const { secret } = await create({
      events: [
        'INVOICE_CREATED',
        'INVOICE_FINALISED',
        'INVOICE_PAID',
        'INVOICE_VOIDED',
        'INVOICE_CREDITED',
      ],
    });
    const { id, revision } = await draftFor('told ünï "code"');
    await change('finaliseInvoice', { id, expectedRevision: revision, idempotencyKey: key() });
    await change('createCreditNote', {
      id,
      expectedRevision: revision + 1,
      amount: '0.01',
      reason: 'late',
      idempotencyKey: key(),
    });
    await change('markInvoicePaid', {
      id,
      expectedRevision: revision + 1,
      reference: 'bank',
      idempotencyKey: key(),
    });
    await deliver();
    const events = receiver.seen.map((request) => verify(secret, request));
    expect(events).toEqual(told());
    expect(told().map(({ type, sequence }) => [type, sequence])).toEqual([
      ['invoice.created', 1],
      ['invoice.finalised', 2],
      ['invoice.credited', 3],
      ['invoice.paid', 4],
    ]);
    const { invoice } = await ask(
      'query ($id: ID!) { invoice(id: $id) { id number status totals { total { amount } } contentSha256 } }',
      { id },
    );
    const paid = told()[3];
    expect(paid.timestamp).toBe('2026-03-01T12:30:00.000Z');
    expect([paid.isTest, paid.data.invoice.isTest]).toEqual([false, false]);
    expect(paid.data.customer).toEqual({ externalId: 'told ünï "code"' });
    expect(paid.data.invoice).toMatchObject({
      ...{ id, number: invoice.number, status: 'PAID', total: invoice.totals.total.amount },
      ...{ periodStart: '2026-02-01T00:00:00.000Z', contentSha256: invoice.contentSha256 },
    });
    expect(told()[2].data.creditNote).toMatchObject({ amount: '0.01', reason: 'late' });
    expect(receiver.seen[0]?.headers['webhook-id']).toBe(told()[0].id);
  });

  test('is each change of a customer: first seen, billed on other terms, blocked, unblocked', async () => {
    await create();
    await api.record([spendEvent({ customerExternalId: 'changing', occurredAt: api.clock.now() })]);
    await ask(
      `mutation { setBillingProfile(customer: "changing", expectedRevision: 0, input: { name: "Changing Ltd" }) {
        userErrors { message } } }`,
    );
    await happen('changing');
    await deliver();
    expect(told().map(({ type }) => type)).toEqual([
      'customer.created',
      'customer.updated',
      'customer.blocked',
      'customer.unblocked',
    ]);
    expect(told()[1].data.billingProfile).toMatchObject({ name: 'Changing Ltd', currency: 'USD' });
    expect(told()[2].data.block).toEqual({ reason: 'because' });
  });

  test('says of whatever was made on a test clock that it is a test, also when the clock is gone', async () => {
    await create();
    const { webhookEndpoint } = await create({ tests: false, status: 'DISABLED' });
    // As the dashboard has it, which does not know of it.
    const { url, id: real } = webhookEndpoint;
    await ask(
      'mutation ($id: ID!, $input: WebhookEndpointInput!) { updateWebhookEndpoint(id: $id, expectedRevision: 1, input: $input) { userErrors { message } } }',
      { id: real, input: { url, events: [], status: 'DISABLED' } },
    );
    expect(await endpointNow(real)).toMatchObject({ tests: false, revision: 2 });
    const input = { name: 'Year', now: api.clock.now(), customers: ['tried out'] };
    const { createTestClock } = await ask(
      'mutation ($input: TestClockInput!, $key: String!) { createTestClock(input: $input, idempotencyKey: $key) { testClock { id } } }',
      { input, key: key() },
    );
    const { id, revision } = await draftFor('tried out');
    await happen('tried out');
    await change('removeTestClock', { id: createTestClock.testClock.id });
    await change('finaliseInvoice', { id, expectedRevision: revision, idempotencyKey: key() });
    const credit = { expectedRevision: revision + 1, amount: '0.01', reason: 'late' };
    await change('createCreditNote', { id, ...credit, idempotencyKey: key() });
    await happen('tried out');
    await deliver();
    expect(
      told().map(({ type, isTest, data }) => [type, isTest, data.invoice?.isTest ?? null]),
    ).toEqual([
      ['customer.created', true, null],
      ['invoice.created', true, true],
      ['customer.blocked', true, null],
      ['customer.unblocked', true, null],
      ['invoice.finalised', true, true],
      ['invoice.credited', true, true],
      ['customer.blocked', false, null],
      ['customer.unblocked', false, null],
    ]);
    expect((await log(real)).map(({ eventType }: { eventType: string }) => eventType)).toEqual([
      'customer.unblocked',
      'customer.blocked',
    ]);
  });

  test('is what was committed: a crash before any statement tells of nothing that did not happen', async () => {
    const { webhookEndpoint } = await create({ events: ['INVOICE_FINALISED'] });
    const { id, revision } = await draftFor('crashing');
    const uuid = Buffer.from(id, 'base64url').toString().split(':')[1] ?? '';
    let finalised = 0;
    for (let n = 1; finalised === 0 || n < 4; n += 1) {
      const pool = crashingAt(api.pool, n);
      const invoices = new InvoiceService({ pool, clock: api.clock });
      const by = { id: uuid, expectedRevision: revision, by: 'test' };
      await invoices.finalise(by, `crash ${n}`).catch(() => undefined);
      const { rows } = await api.pool.query(
        `select 1 from invoice where id = $1 and status = 'FINALISED'`,
        [uuid],
      );
      finalised = rows.length;
      await deliver();
      expect(told()).toHaveLength(finalised);
    }
    expect(await log(webhookEndpoint.id)).toHaveLength(1);
  });

  test('is what was asked for, from the moment it was', async () => {
    await happen();
    const { webhookEndpoint } = await create({ events: ['CUSTOMER_UNBLOCKED'] });
    await happen();
    await deliver();
    await change('pingWebhookEndpoint', { id: webhookEndpoint.id });
    await deliver();
    expect(told().map(({ type, sequence }) => [type, sequence])).toEqual([
      ['customer.unblocked', 1],
      ['ping', 2],
    ]);
  });
});

describe('an endpoint that fails', () => {
  test('is told again, later and later, and hears of nothing else before', async () => {
    const { webhookEndpoint, secret } = await create();
    answers = [
      answer(500, '', 'no\0pe'),
      answer(302, 'location: /elsewhere\r\n'),
      answer(429, 'retry-after: 3600\r\n'),
    ];
    await happen();
    await deliver();
    api.clock.advance(4_999);
    await deliver();
    expect(sequencesTold()).toEqual([1]);
    api.clock.advance(1);
    await deliver();
    api.clock.advance(30_000);
    await deliver();
    expect(sequencesTold()).toEqual([1, 1, 1]);
    api.clock.advance(HOUR_MS - 1);
    await deliver();
    expect(sequencesTold()).toEqual([1, 1, 1]);
    api.clock.advance(1);
    await deliver();
    expect(sequencesTold()).toEqual([1, 1, 1, 1, 2]);
    expect(new Set(receiver.seen.slice(0, 4).map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.seen.map(({ path }) => path)).size).toBe(1);
    expect(verify(secret, receiver.seen[3] as SeenRequest)).toMatchObject({ sequence: 1 });
    const [, first] = await log(webhookEndpoint.id);
    const { webhookAttempts } = await ask(
      'query ($id: ID!) { webhookAttempts(deliveryId: $id) { nodes { number statusCode fault answer } } }',
      { id: first.id },
    );
    expect(webhookAttempts.nodes).toEqual([
      { number: 4, statusCode: 204, fault: null, answer: '' },
      { number: 3, statusCode: 429, fault: null, answer: '' },
      { number: 2, statusCode: 302, fault: null, answer: '' },
      { number: 1, statusCode: 500, fault: null, answer: 'nope' },
    ]);
  });

  test('for three days is disabled; enabled again it is told all that it missed', async () => {
    const { webhookEndpoint } = await create({ events: ['CUSTOMER_BLOCKED'] });
    const { id, url } = webhookEndpoint;
    answers = Array.from({ length: 13 }, () => answer(503));
    await happen();
    for (let attempts = 0; attempts < 20; attempts += 1) {
      await deliver();
      api.clock.advance(24 * HOUR_MS);
    }
    expect(receiver.seen).toHaveLength(13);
    const disabled = await endpointNow(id);
    expect(disabled.status).toBe('DISABLED');
    expect(disabled.disabledReason).toBe('13 attempts at one delivery have failed');
    await happen();
    await deliver();
    expect(receiver.seen).toHaveLength(13);
    await ask(
      `mutation ($id: ID!, $input: WebhookEndpointInput!, $revision: Int!) {
        updateWebhookEndpoint(id: $id, input: $input, expectedRevision: $revision) { userErrors { code } } }`,
      { id, revision: disabled.revision, input: { url, events: ['CUSTOMER_BLOCKED'] } },
    );
    await deliver();
    expect(sequencesTold().slice(13)).toEqual([2]);
    expect(await endpointNow(id)).toMatchObject({ status: 'ACTIVE', disabledReason: null });
    expect((await log(id)).map(({ status }: { status: string }) => status)).toEqual([
      'DELIVERED',
      'FAILED',
    ]);
    await change('replayWebhookDeliveries', { endpointId: id, fromSequence: 1 });
    await deliver();
    expect(sequencesTold().slice(14)).toEqual([1, 2]);
  });

  test('that says it is gone is disabled at once', async () => {
    const { webhookEndpoint } = await create();
    answers = [answer(410)];
    await happen();
    await deliver();
    expect((await endpointNow(webhookEndpoint.id)).status).toBe('DISABLED');
    expect(receiver.seen).toHaveLength(1);
  });

  test('at one event only hears of the others once it is skipped, and of it again when it is replayed', async () => {
    const { webhookEndpoint } = await create();
    answers = [answer(500)];
    await happen();
    await deliver();
    const [, stuck] = await log(webhookEndpoint.id);
    await change('skipWebhookDelivery', { id: stuck.id });
    await deliver();
    expect(sequencesTold()).toEqual([1, 2]);
    await change('replayWebhookDelivery', { id: stuck.id });
    await deliver();
    expect(sequencesTold()).toEqual([1, 2, 1]);
    expect(
      await log(webhookEndpoint.id, { statuses: ['DELIVERED'], customer: KNOWN }),
    ).toHaveLength(2);
  });

  test('to answer in time, or with an answer that does not end, holds nobody up', async () => {
    const send = senderTo(['127.0.0.0/8'], 50);
    const message = { url: receiver.baseUrl, headers: {}, body: '{}' };
    receiver.will(() => undefined);
    expect(await send(message)).toEqual({ kind: 'fault', fault: 'no answer in time' });
    receiver.will(async ({ socket, untilClosed }) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const pour = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'x')));
        socket.once('drain', pour);
      };
      pour();
      await untilClosed();
    });
    const patient = senderTo(['127.0.0.0/8'], 30_000);
    expect(await patient(message)).toMatchObject({ statusCode: 200, answer: 'x'.repeat(1_000) });
    receiver.will(async ({ write }) => {
      await write(answers.shift() ?? 'HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n');
    });
  });
});

test('attempts grow apart over three days, and end', () => {
  const start = new Date(0);
  const waits = Array.from({ length: 13 }, (_, n) => nextAttempt(start, n + 1)?.getTime() ?? null);
  expect(waits.at(-1)).toBeNull();
  const finite = waits.slice(0, -1).map(Number);
  expect(finite).toEqual(finite.toSorted((a, b) => a - b));
  expect(finite.reduce((a, b) => a + b)).toBeGreaterThan(3 * 24 * HOUR_MS);
});

describe('several processes', () => {
  function another(send: Send) {
    const { pool, clock } = api;
    return new Dispatcher({
      pool,
      clock,
      sealer,
      send,
      onState: (fault) => fault && api.faults.push(fault),
    });
  }

  test('do not send the same: each event goes out once, in order', async () => {
    const { webhookEndpoint } = await create();
    const sent: number[] = [];
    const send: Send = async ({ body }) => {
      sent.push(JSON.parse(body).sequence);
      return { kind: 'answered', statusCode: 200, answer: '', retryAfterMs: null };
    };
    const processes = [another(send), another(send), another(send)];
    for (let i = 0; i < 10; i += 1) {
      await Promise.all([happen(), ...processes.map((each) => each.deliverDue())]);
    }
    await Promise.all(processes.map((each) => each.deliverDue()));
    expect(sent).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(
      (await log(webhookEndpoint.id)).every(({ attempts }: { attempts: number }) => attempts === 1),
    ).toBe(true);
  });

  test('of which one dies while it sends: another sends it again', async () => {
    await create({ events: ['CUSTOMER_BLOCKED'] });
    await happen();
    await new Promise<void>((resolve) => {
      const dead = another(() => {
        resolve();
        return new Promise(() => undefined);
      });
      void dead.deliverDue();
    });
    api.clock.advance(59_999);
    await deliver();
    expect(receiver.seen).toHaveLength(0);
    api.clock.advance(1);
    await deliver();
    expect(sequencesTold()).toEqual([1]);
  });
});

describe('a secret', () => {
  test('is shown once, never stored in the clear, and made once for each idempotency key', async () => {
    const idempotencyKey = key();
    const input = { url: 'https://example.com/a' };
    const { secret, webhookEndpoint } = await create(input, idempotencyKey);
    const again = await create(input, idempotencyKey);
    expect(again).toEqual({ webhookEndpoint, secret: null, userErrors: [] });
    const other = await create({ url: 'https://example.com/b' }, idempotencyKey);
    expect(other.userErrors).toMatchObject([{ code: 'CONFLICT', path: ['idempotencyKey'] }]);
    const { rows } = await api.pool.query(
      `select (select jsonb_agg(e) from webhook_endpoint e)::text as endpoints,
         (select jsonb_agg(a) from audit_entry a)::text as audit`,
    );
    const raw = Buffer.from(secret.slice('whsec_'.length), 'base64');
    for (const text of [secret, secret.slice(6), raw.toString('hex')]) {
      expect(JSON.stringify(rows)).not.toContain(text);
    }
  });

  test('that is replaced signs on beside the new one for as long as was said', async () => {
    const { webhookEndpoint, secret: old } = await create();
    const { rotateWebhookSecret } = await ask(
      `mutation ($id: ID!, $key: String!) { rotateWebhookSecret(id: $id, overlapHours: 1, idempotencyKey: $key) {
        secret webhookEndpoint { previousSecretUntil } } }`,
      { id: webhookEndpoint.id, key: key() },
    );
    const { secret } = rotateWebhookSecret;
    const until = new Date(api.clock.now().getTime() + HOUR_MS).toISOString();
    expect(rotateWebhookSecret.webhookEndpoint.previousSecretUntil).toBe(until);
    await happen();
    await deliver();
    for (const request of receiver.seen) {
      expect(verify(old, request)).toEqual(verify(secret, request));
    }
    api.clock.advance(HOUR_MS);
    receiver.seen.length = 0;
    await happen();
    await deliver();
    for (const request of receiver.seen) {
      verify(secret, request);
      expect(() => verify(old, request)).toThrow('No matching signature');
    }
    const tampered = { ...(receiver.seen[0] as SeenRequest), body: '{}' };
    expect(() => verify(secret, tampered)).toThrow('No matching signature');
    expect(receiver.seen).toHaveLength(2);
  });
});

describe('an address', () => {
  test.each([
    ['a scheme of its own', 'ftp://example.com', 'https'],
    ['text', 'not a url', 'http(s) URL'],
    ['a long one', `https://example.com/${'x'.repeat(2_048)}`, 'http(s) URL'],
    ['one with a password', 'https://user:password@example.com', 'without user'],
    ['a private one', 'https://10.0.0.1', 'not a public address'],
    ['one of the cloud', 'https://169.254.169.254/latest/meta-data', 'not a public address'],
    ['this machine', 'https://[::1]', 'not a public address'],
    ['a private one in IPv6', 'https://[::ffff:10.0.0.1]', 'not a public address'],
    ['one in the clear', 'http://93.184.216.34', 'https'],
  ])('such as %s is refused', async (_name, url, message) => {
    const { userErrors, webhookEndpoint } = await create({ url });
    expect(webhookEndpoint).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'url'] }]);
    expect(userErrors[0].message).toContain(message);
  });

  test('that a name turns out to have is looked at when something is sent', async () => {
    const send = senderTo([], 5_000);
    const { port } = new URL(receiver.baseUrl);
    for (const host of ['localhost', '127.0.0.1', '[::1]', '2130706433']) {
      const outcome = await send({ url: `https://${host}:${port}/`, headers: {}, body: '{}' });
      expect(outcome).toMatchObject({
        kind: 'fault',
        fault: expect.stringContaining('not a public address'),
      });
    }
    expect(receiver.seen).toHaveLength(0);
  });
});

test('the log is read page by page', async () => {
  const { webhookEndpoint } = await create();
  for (let i = 0; i < 3; i += 1) await happen();
  await deliver();
  const seen: number[] = [];
  let after: string | null = null;
  do {
    const { webhookDeliveries } = await ask(DELIVERIES, {
      id: webhookEndpoint.id,
      first: 4,
      after,
    });
    seen.push(...webhookDeliveries.nodes.map(({ sequence }: { sequence: number }) => sequence));
    after = webhookDeliveries.pageInfo.hasNextPage ? webhookDeliveries.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual([6, 5, 4, 3, 2, 1]);
});
