import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePico } from '../../src/kernel/index.ts';
import { encodeSpendEvent, recordBatch } from '../../src/metering/index.ts';
import { createPool } from '../../src/platform/postgres/index.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import { type RunningTollgate, startTollgate } from '../testkit/start-tollgate.ts';
import { ask, type Operation } from './budget-api.ts';
import { graphqlOf } from './graphql-of.ts';

const DAY_MS = 86_400_000;

/** Two built servers on one database: what one is told, both do. */
let one: RunningTollgate;
let two: RunningTollgate;
beforeAll(async () => {
  one = await startTollgate();
  two = await startTollgate({ databaseUrl: one.databaseUrl, masterKey: one.masterKey });
});
afterAll(async () => {
  await two?.stop();
  await one?.stop();
});

const tell = (operation: Operation, variables: Record<string, unknown>) =>
  ask(graphqlOf(one), operation, variables);

interface Called {
  readonly status: number;
  readonly code: string | null;
  readonly requests: number;
  readonly retryAfter: string | null;
}

/** One call with the official client as it comes, retries and all. */
async function call(
  server: RunningTollgate,
  user: string,
  { body = {}, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
): Promise<Called> {
  let requests = 0;
  const client = new OpenAI({
    baseURL: `${server.url}/v1`,
    apiKey: server.masterKey,
    defaultHeaders: headers,
    fetch: (...args) => {
      requests += 1;
      return fetch(...args);
    },
  });
  const messages = [{ role: 'user' as const, content: 'hi' }];
  return client.chat.completions
    .create({ model: 'sim/gpt-4o', messages, user, max_tokens: 20, ...body })
    .then(
      () => ({ status: 200, code: null, requests, retryAfter: null }),
      (error: InstanceType<typeof OpenAI.APIError>) => ({
        status: error.status ?? 0,
        code: error.code ?? null,
        requests,
        retryAfter: error.headers?.get('retry-after') ?? null,
      }),
    );
}

const LET_IN = { status: 200, code: null, requests: 1, retryAfter: null };
const OVER_BUDGET = { status: 429, code: 'insufficient_quota', requests: 1 };
const BLOCKED = { status: 403, code: 'blocked', requests: 1 };

/** At once where it was told, and in the other process as soon as PostgreSQL has passed it on. */
async function bothAnswer(user: string, answer: object): Promise<void> {
  expect(await call(one, user)).toMatchObject(answer);
  await expect.poll(() => call(two, user)).toMatchObject(answer);
}

describe('the default tier', () => {
  test('holds from the very first call of somebody nobody has seen, and changes for all on it', async () => {
    const budgets = (limit: string) => [{ limit, period: 'monthly' }];
    const { tier } = await tell('createTier', {
      input: { name: 'my-free-tier', isDefault: true, budgets: budgets('0') },
    });
    await bothAnswer('stranger', OVER_BUDGET);
    expect(await call(one, 'another stranger')).toMatchObject(OVER_BUDGET);
    const { tier: four } = await tell('updateTier', {
      id: tier.id,
      expectedRevision: 1,
      input: { budgets: budgets('4') },
    });
    await bothAnswer('stranger', LET_IN);
    const { tier: none } = await tell('updateTier', {
      id: tier.id,
      expectedRevision: four.revision,
      input: { models: ['gpt-*'] },
    });
    await bothAnswer('stranger', { status: 403, code: 'model_not_allowed' });
    await tell('updateTier', {
      id: tier.id,
      expectedRevision: none.revision,
      input: { models: null, requestsPerMinute: 0 },
    });
    const limited = await call(one, 'stranger', { headers: { 'x-stainless-retry-count': '0' } });
    expect(limited).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    await tell('updateTier', {
      id: tier.id,
      expectedRevision: none.revision + 1,
      input: { requestsPerMinute: null },
    });
    await bothAnswer('stranger', LET_IN);
  });
});

describe('a budget', () => {
  test('of nothing refuses at once; the client does not try again, and is told until when', async () => {
    const { budget } = await tell('setBudget', {
      input: { scope: { customer: 'poor' }, limit: '0', period: 'daily' },
    });
    await bothAnswer('poor', OVER_BUDGET);
    const { retryAfter } = await call(one, 'poor');
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(Number(retryAfter)).toBeLessThanOrEqual(86_400);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await tell('raiseBudget', {
      input: { id: budget.id, amount: '1', until, reason: 'test' },
      idempotencyKey: 'poor',
    });
    await bothAnswer('poor', LET_IN);
    await tell('removeBudget', { id: budget.id });
    await bothAnswer('poor', LET_IN);
  });

  test('that is used up lets in again after a reset', async () => {
    const scope = { customer: 'used up' };
    expect(await call(one, 'used up')).toEqual(LET_IN);
    const spent = async () => {
      const { nodes } = await tell('budgets', { scope });
      return nodes[0].state.posted.amount as string;
    };
    const { budget } = await tell('setBudget', { input: { scope, limit: '0.000000000001' } });
    await bothAnswer('used up', OVER_BUDGET);
    await expect.poll(spent).not.toBe('0');
    await tell('setBudget', { input: { scope, limit: await spent() } });
    await bothAnswer('used up', OVER_BUDGET);
    await tell('resetBudget', {
      input: { id: budget.id, reason: 'test' },
      idempotencyKey: 'used up',
    });
    await tell('setBudget', { input: { scope, limit: '1' } });
    await bothAnswer('used up', LET_IN);
  });
});

describe('a block', () => {
  test('holds at once, whichever way the customer is named, until it is lifted', async () => {
    await tell('blockCustomer', { customer: 'acme', reason: 'unpaid' });
    await bothAnswer('acme', BLOCKED);
    for (const way of [
      { headers: { 'x-tollgate-customer-id': 'acme' } },
      { headers: { 'x-litellm-end-user-id': 'acme' } },
      { body: { user: undefined, metadata: { user_id: 'acme' } } },
      { body: { user: undefined, safety_identifier: 'acme' } },
    ]) {
      expect(await call(one, 'somebody else', way)).toMatchObject(BLOCKED);
    }
    await tell('unblockCustomer', { customer: 'acme' });
    await bothAnswer('acme', LET_IN);
  });
});

describe('a prepaid customer', () => {
  const setPrepaid = (customer: string, isPrepaid: boolean, expectedRevision: number) =>
    tell('setPrepaid', { customer, isPrepaid, expectedRevision });
  const grant = async (customer: string, amount: string): Promise<string> => {
    const input = { customer, name: 'Credit', amount, currency: 'USD' };
    const { creditGrant } = await tell('grantCredit', {
      input,
      idempotencyKey: `${customer} ${amount}`,
    });
    return creditGrant.id;
  };

  test('is refused without credit, let in with it, and refused again when it is void', async () => {
    expect(await call(one, 'ahead')).toEqual(LET_IN);
    await setPrepaid('ahead', true, 0);
    await bothAnswer('ahead', OVER_BUDGET);
    expect((await call(one, 'ahead')).retryAfter).toBeNull();
    const id = await grant('ahead', '1');
    await bothAnswer('ahead', LET_IN);
    await tell('voidCreditGrant', { id, reason: 'test', idempotencyKey: 'ahead' });
    await bothAnswer('ahead', OVER_BUDGET);
    await setPrepaid('ahead', false, 1);
    await bothAnswer('ahead', LET_IN);
  });

  // The last one of all: a server crashes in it.
  test('whose invoice is finalised while it calls spends no more than the credit, nor after a crash', async () => {
    const customer = 'month end';
    await setPrepaid(customer, true, 0);
    await charge(customer, { at: new Date(Date.now() - 40 * DAY_MS), amount: '2' });
    await charge(customer, { at: new Date(), amount: '0.0091' });
    await grant(customer, '2.01');
    const wallet = () => tell('prepaidWallet', { customer });
    expect((await wallet()).available.amount).toBe('0.0009');
    const { run } = await tell('generateInvoices', { customers: [customer] });
    const draft = { id: run.invoices.nodes[0].id, expectedRevision: 1, idempotencyKey: customer };
    const [{ invoice }, ...answers] = await Promise.all([
      tell('finaliseInvoice', draft),
      ...Array.from({ length: 20 }, () => call(one, customer)),
    ]);
    expect(invoice.totals.credits.amount).toBe('2');
    do answers.push(await call(one, customer));
    while (answers.at(-1)?.status === 200);
    const letIn = answers.filter(({ status }) => status === 200).length;
    expect(letIn).toBeGreaterThan(0);
    const spent = async () => {
      const filter = { customers: [customer] };
      return (await tell('usage', { range: { preset: 'TODAY' }, filter })).totals;
    };
    await expect.poll(async () => (await spent()).calls).toBe(letIn + 1);
    const { balance, unbilled } = await wallet();
    expect(balance.amount).toBe('0.01');
    expect(unbilled.amount).toBe((await spent()).charge.amount);
    expect(parsePico(unbilled.amount)).toBeLessThanOrEqual(parsePico('0.01') ?? 0n);
    await bothAnswer(customer, OVER_BUDGET);
    await two.kill9();
    const { databaseUrl, masterKey, dataDir } = two;
    await using stack = new AsyncDisposableStack();
    const again = stack.adopt(await startTollgate({ databaseUrl, masterKey, dataDir }), (s) =>
      s.stop(),
    );
    expect(await call(again, customer)).toMatchObject(OVER_BUDGET);
    await grant(customer, '1');
    await expect.poll(() => call(again, customer)).toEqual(LET_IN);
  });
});

/** Puts a call into the record that was charged so much. */
async function charge(
  customer: string,
  { at, amount }: { at: Date; amount: string },
): Promise<void> {
  const pico = parsePico(amount);
  const event = { customerExternalId: customer, occurredAt: at, cost: pico, charge: pico };
  const pool = createPool(one.databaseUrl, { max: 1 });
  await recordBatch(pool, [encodeSpendEvent(spendEvent(event))], []);
  await pool.end();
}
