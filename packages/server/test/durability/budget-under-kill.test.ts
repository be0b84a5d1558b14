import { expect, test } from 'vitest';
import { parsePico } from '../../src/kernel/index.ts';
import { createPool } from '../../src/platform/postgres/index.ts';
import { ask } from '../budgets/budget-api.ts';
import { graphqlOf } from '../budgets/graphql-of.ts';
import { type RunningTollgate, startTollgate } from '../testkit/start-tollgate.ts';
import { untilShipped, writeConfig } from './support/metered-server.ts';
import { startObedientUpstream } from './support/obedient-upstream.ts';
import { type Observation, placeCall } from './support/place-call.ts';

const CALLS = 256;
/** 100 tokens in at a dollar a million, 500 out at two: a budget for ten. */
const CALL = { max_tokens: 500 };
const LIMIT = '0.011';
/** The bound of the request's bytes and the shortest answer. */
const LEAST = 500_000_000n;
const CUSTOMER = 'never seen before';
const ANSWERED_BEFORE_KILL = 3;
/** Under way when it is killed, at least. */
const HELD = 5;

test.each([
  ['whole and streamed', false],
  ['whole and streamed, killed in the middle', true],
])(
  `${CALLS} calls at once, %s: a budget for ten is not overspent by a token`,
  async (_, isKilled) => {
    await using stack = new AsyncDisposableStack();
    const upstream = stack.adopt(await startObedientUpstream(), (each) => each.stop());
    const config = stack.adopt(await writeConfig(upstream.baseUrl), (each) => each.remove());
    const first = stack.adopt(await startTollgate({ config: config.path }), (each) => each.stop());
    const pool = stack.adopt(createPool(first.databaseUrl), (each) => each.end());
    let server: RunningTollgate = first;
    stack.defer(() => server.stop());
    await ask(graphqlOf(first), 'createTier', {
      input: { name: 'ten calls', isDefault: true, budgets: [{ limit: LIMIT, period: 'total' }] },
    });
    if (isKilled) upstream.silentFrom = ANSWERED_BEFORE_KILL + 1;
    const place = (call: number) =>
      placeCall({ url: first.url, key: first.masterKey, customer: CUSTOMER, body: CALL }, call);
    const placing = Array.from({ length: CALLS }, (_, call) => place(call));
    let seen: Observation[];
    if (isKilled) {
      await expect
        .poll(upstream.received, { timeout: 20_000 })
        .toBeGreaterThanOrEqual(ANSWERED_BEFORE_KILL + HELD);
      await server.kill9();
      upstream.silentFrom = null;
      const broken = await Promise.all(placing);
      const { dataDir, databaseUrl, masterKey } = first;
      const port = Number(new URL(first.url).port);
      server = await startTollgate({ config: config.path, port, dataDir, databaseUrl, masterKey });
      const isOver = ({ complete, status }: Observation) => complete || status === 429;
      const again = broken.filter((each) => !isOver(each)).map(({ call }) => place(call));
      seen = [...broken.filter(isOver), ...(await Promise.all(again))];
    } else seen = await Promise.all(placing);
    await untilShipped(server.url);

    const { rows } = await pool.query<{ charge: string; status: string }>(
      'select charge::text, status from spend_event where customer_external_id = $1',
      [CUSTOMER],
    );
    const spent = rows.reduce((sum, { charge }) => sum + (parsePico(charge) ?? 0n), 0n);
    const limit = parsePico(LIMIT) ?? 0n;
    const served = seen.filter(({ complete }) => complete).length;
    const unknown = rows.filter(({ status }) => status === 'unknown').length;
    console.log(`${served} served, ${unknown} unknown, spent ${spent} of ${limit} pico-dollars`);
    expect(spent).toBeLessThanOrEqual(limit);
    expect(limit - spent).toBeLessThan(LEAST);
    expect(unknown > 0).toBe(isKilled);
    // An answer may be charged and break off before its caller has its last byte.
    expect(served + unknown).toBeLessThanOrEqual(rows.length);
    if (!isKilled) expect(served).toBe(rows.length);
    expect(seen.filter(({ status }) => status === 429)).toHaveLength(CALLS - served);
    const { budgets } = await ask(graphqlOf(server), 'customer', { externalId: CUSTOMER });
    expect(budgets[0].state.pending.amount).toBe('0');
    expect(parsePico(budgets[0].state.posted.amount)).toBe(spent);
  },
  120_000,
);
