import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { CallFacts, Need } from '../../src/budgets/index.ts';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { type Api, type Caller, MASTER_SECRET, startApi } from '../testkit/api-harness.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import { ask } from './budget-api.ts';

const CHANGED = `subscription ($ids: [ID!]!) { budgetChanged(ids: $ids) {
  sequence asOf
  budgets { id revision state { limit { amount } posted { amount } pending { amount } resetsAt } } } }`;

interface Change {
  readonly sequence: number;
  readonly budgets: readonly {
    readonly id: string;
    readonly revision: number;
    readonly state: Record<'limit' | 'posted' | 'pending', { readonly amount: string }>;
  }[];
}

let api: Api;
beforeAll(async () => {
  api = await startApi({ now: '2026-03-10T12:30:00Z' });
});
afterAll(() => api[Symbol.asyncDispose]());

function watch(ids: readonly string[], { bearer = MASTER_SECRET }: Caller = {}) {
  class Socket extends WebSocket {
    constructor(url: string, protocols: string | string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${bearer}` } });
    }
  }
  const url = `${api.url.replace('http', 'ws')}/graphql`;
  const client = createClient({ url, webSocketImpl: Socket, retryAttempts: 0 });
  const stream = client.iterate<{ budgetChanged: Change }>({ query: CHANGED, variables: { ids } });
  return {
    raw: stream,
    until: async (satisfies: (change: Change) => boolean): Promise<Change> => {
      for (;;) {
        const { value, done } = await stream.next();
        if (done || value.errors) throw new Error(JSON.stringify(value));
        const change = value.data?.budgetChanged as Change;
        if (satisfies(change)) return change;
      }
    },
    [Symbol.asyncDispose]: async () => {
      await stream.return?.();
      await client.dispose();
    },
  };
}

async function setBudget(customer: string): Promise<string> {
  const input = { scope: { customer }, limit: '1' };
  return (await ask(api, 'setBudget', { input })).budget.id;
}

const states = ({ budgets }: Change) =>
  budgets.map(({ state }) => [state.limit.amount, state.posted.amount, state.pending.amount]);

const callOf = (customer: string): CallFacts => ({
  ...{ id: customer, customer, apiKeyId: null, teamId: null, userId: null, tags: [] },
  ...{ model: 'm', providers: ['p'] },
});
const need: Need = {
  ...{ fixedPico: 0n, perTokenPico: 1_000_000_000n, outputTokens: 250, floorTokens: 16 },
  ...{ openEnded: false, inputTokens: 0, leaseUntilMs: Number.POSITIVE_INFINITY },
};
const NOBODY_LEAVES = {
  deadlineMs: Number.POSITIVE_INFINITY,
  isGone: () => false,
  onGone: () => () => undefined,
};

test('tells how a budget stands at once, then holds, charges, raises and changes, each absolute', async () => {
  const id = await setBudget('watched');
  await using watcher = watch([id]);
  const first = await watcher.until(() => true);
  expect(states(first)).toEqual([['1', '0', '0']]);
  const admitted = await api.admission.admit(callOf('watched'), need, NOBODY_LEAVES);
  if (!admitted.ok) throw new Error('not let in');
  await watcher.until((change) => change.budgets[0]?.state.pending.amount === '0.25');
  admitted.value.release();
  const quarter = parsePico('0.25') as Pico;
  const occurredAt = api.clock.now();
  await api.record([
    spendEvent({ customerExternalId: 'watched', occurredAt, cost: quarter, charge: quarter }),
  ]);
  const charged = await watcher.until((change) => states(change)[0]?.[1] === '0.25');
  expect(states(charged)).toEqual([['1', '0.25', '0']]);
  await ask(api, 'raiseBudget', {
    input: { id, amount: '2', until: '2026-03-11T00:00:00Z', reason: 'launch' },
    idempotencyKey: 'watched',
  });
  const raised = await watcher.until((change) => states(change)[0]?.[0] === '3');
  expect(raised.sequence).toBeGreaterThan(charged.sequence);
  await ask(api, 'removeBudget', { id });
  await watcher.until(({ budgets }) => budgets.length === 0);
});

test("of a customer's portal tells of that customer's budgets alone", async () => {
  const [own, other] = [await setBudget('mine'), await setBudget('yours')];
  const issue = `mutation { issueApiToken(input: { name: "mine", scope: PORTAL, customer: "mine" },
    idempotencyKey: "mine") { secret } }`;
  const { secret } = (await api.graphql(issue)).data.issueApiToken;
  await using watcher = watch([own, other], { bearer: secret });
  const { budgets } = await watcher.until(() => true);
  expect(budgets.map(({ id }) => id)).toEqual([own]);
});

test.each([
  ['no budget', []],
  ['more than 100', Array(101).fill('x')],
  ['what is no id', ['nonsense']],
])('of %s is refused', async (_, ids) => {
  await using watcher = watch(ids);
  const { value } = await watcher.raw.next();
  expect(value?.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
});
