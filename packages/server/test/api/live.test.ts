import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Api, type Caller, MASTER_SECRET, startApi } from '../testkit/api-harness.ts';
import { cookieOf, logIn, signIn } from '../testkit/sign-in.ts';
import { spendEvent } from '../testkit/spend-events.ts';

const LIVE = `subscription ($filter: UsageFilter) {
  liveSpend(filter: $filter) {
    sequence asOf
    today { calls charge { amount } } callsLastMinute
    topCustomers { label totals { charge { amount } } customer { externalId } }
    latest { callId customer { externalId } }
  }
}`;

interface Live {
  readonly sequence: number;
  readonly callsLastMinute: number;
  readonly today: { readonly calls: number; readonly charge: { readonly amount: string } };
  readonly topCustomers: readonly { label: string; customer: { externalId: string } | null }[];
  readonly latest: readonly { callId: string }[];
}

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

/** A graphql-ws client over a real socket, as the dashboard has one. */
function connect(
  headers: Record<string, string> = { authorization: `Bearer ${MASTER_SECRET}` },
  connectionParams: Record<string, unknown> = {},
) {
  class Socket extends WebSocket {
    constructor(url: string, protocols: string | string[]) {
      super(url, protocols, { headers });
    }
  }
  return createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: Socket,
    retryAttempts: 0,
    connectionParams,
  });
}

function watch(options: { filter?: object; headers?: Record<string, string> } = {}) {
  const client = connect(options.headers);
  const stream = client.iterate<{ liveSpend: Live }>({
    query: LIVE,
    variables: { filter: options.filter },
  });
  return {
    next: async () => {
      const { value } = await stream.next();
      expect(value?.errors).toBeUndefined();
      return value?.data?.liveSpend as Live;
    },
    /** Reads on until a state satisfies. */
    until: async (satisfies: (state: Live) => boolean) => {
      for (;;) {
        const { value, done } = await stream.next();
        if (done) throw new Error('ended');
        const state = value.data?.liveSpend as Live;
        if (satisfies(state)) return state;
      }
    },
    raw: stream,
    close: async () => {
      await stream.return?.();
      await client.dispose();
    },
  };
}

function spendNow(customerExternalId: string) {
  return api.record([spendEvent({ customerExternalId, occurredAt: api.clock.now() })]);
}

describe('live spend', () => {
  test('comes at once, then again with a higher sequence and absolute totals', async () => {
    const live = watch();
    const first = await live.next();
    const recorded = await spendNow('acme');
    const second = await live.until((state) => state.sequence >= recorded.sequence);
    expect(second.sequence).toBeGreaterThan(first.sequence);
    expect(second.today.calls).toBe(first.today.calls + 1);
    expect(second.callsLastMinute).toBe(1);
    expect(second.topCustomers[0]).toMatchObject({
      label: 'acme',
      customer: { externalId: 'acme' },
    });
    await live.close();
  });

  test('ends at the state that is true, at no more than two messages a second', async () => {
    const live = watch();
    await live.next();
    const startedMs = performance.now();
    let last = 0;
    let messages = 0;
    const reading = live.until((state) => {
      messages += 1;
      return last > 0 && state.sequence === last;
    });
    for (let i = 0; i < 60; i += 1) await spendNow(`burst ${i % 3}`);
    last = (await spendNow('burst 0')).sequence;
    const state = await reading;
    const { data } = await api.graphql(
      '{ usage(range: { preset: TODAY }) { totals { calls charge { amount } } } }',
    );
    expect(state.today).toEqual(data.usage.totals);
    expect(messages).toBeLessThanOrEqual(Math.ceil((performance.now() - startedMs) / 500) + 1);
    expect(state.latest).toHaveLength(20);
    await live.close();
  });

  test('with a filter tells of nothing else', async () => {
    const facts = { customerExternalId: 'only', provider: 'sonic', tags: ['env:live'] };
    const occurredAt = api.clock.now();
    await api.record([
      spendEvent({ ...facts, occurredAt, status: 'failed' }),
      spendEvent({ ...facts, occurredAt: new Date(occurredAt.getTime() - 60_001) }),
    ]);
    const of = { customers: ['only'], providers: ['sonic'], tagKeys: ['env'] };
    const live = watch({ filter: of });
    expect(await live.next()).toMatchObject({ today: { calls: 2 }, callsLastMinute: 1 });
    const failed = watch({ filter: { ...of, statuses: ['FAILED'] } });
    expect(await failed.next()).toMatchObject({ today: { calls: 1 }, latest: [{}] });
    await live.close();
    await failed.close();
  });

  test('a filter that makes no sense is bad input', async () => {
    const { raw, close } = watch({ filter: { apiKeys: ['x'] } });
    const outcome = await raw.next().then(
      ({ value }) => value?.errors,
      (error: unknown) => error,
    );
    expect(outcome).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    await close();
  });
});

describe('who may watch', () => {
  const refusalOf = async (headers: Record<string, string>) => {
    const { raw, close } = watch({ headers });
    const outcome = await raw.next().then(
      ({ value }) => value?.errors,
      (error: unknown) => error,
    );
    await close();
    return outcome;
  };

  test('nobody without a principal', async () => {
    expect(await refusalOf({})).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('a client that has the master key and cannot set headers', async () => {
    const client = connect({}, { authorization: `Bearer ${MASTER_SECRET}` });
    const stream = client.iterate<{ liveSpend: Live }>({ query: LIVE });
    expect((await stream.next()).value?.data?.liveSpend).toBeDefined();
    await client.dispose();
  });

  test('no page of another origin, whatever cookies the browser sends along', async () => {
    const { cookie = '' } = await signIn(api, { login: 'victim', role: 'ADMIN' });
    expect(await refusalOf({ cookie, origin: 'https://evil.example' })).toMatchObject({
      code: 4403,
    });
    const live = watch({ headers: { cookie, origin: api.url } });
    expect(await live.next()).toMatchObject({ sequence: expect.any(Number) });
    await live.close();
  });

  test('logging out ends the stream with the next message', async () => {
    await signIn(api, { login: 'leaver', role: 'VIEWER' });
    const caller: Caller = { cookie: cookieOf(await logIn(api, 'leaver')) };
    const live = watch({ headers: { cookie: caller.cookie ?? '' } });
    await live.next();
    await api.graphql('mutation { logout { userErrors { code } } }', {}, caller);
    await spendNow('after');
    const outcome = await live.raw.next().catch((error: unknown) => error);
    expect(outcome).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    await live.close();
  });

  test('queries and mutations are sent to POST', async () => {
    const client = connect();
    const stream = client.iterate({ query: '{ viewer { name } }' });
    const outcome = await stream.next().catch((error: unknown) => error);
    expect(outcome).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    await client.dispose();
  });
});
