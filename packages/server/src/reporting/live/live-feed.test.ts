import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { LatestValue, Pace } from '../../platform/live/index.ts';
import { NO_FILTER } from '../usage-filter.ts';
import { LiveHub } from './live-hub.ts';

const TIMING = { leastMs: 20, perWatcherMs: 0, refreshMs: 100 };

function createHub() {
  const state: { reads: number; failures: number; notify: () => void } = {
    reads: 0,
    failures: 0,
    notify: () => undefined,
  };
  const errors: unknown[] = [];
  const hub = new LiveHub<{ readonly reads: number }>({
    read: async () => {
      state.reads += 1;
      if (state.failures > 0) {
        state.failures -= 1;
        throw new Error('database away');
      }
      return { reads: state.reads };
    },
    notifications: {
      on: (_channel, { onMessage }) => {
        state.notify = () => onMessage('1');
      },
    },
    onError: (error) => errors.push(error),
    timing: TIMING,
  });
  return { hub, state, errors };
}

describe('a live state', () => {
  test('is read once for all who ask for the same filter', async () => {
    const { hub, state } = createHub();
    const [a, b] = [hub.subscribe(NO_FILTER), hub.subscribe({ ...NO_FILTER, tags: [] })];
    expect(await a.next()).toEqual({ done: false, value: { reads: 1 } });
    expect(await b.next()).toEqual({ done: false, value: { reads: 1 } });
    const late = hub.subscribe(NO_FILTER);
    expect(await late.next()).toEqual({ done: false, value: { reads: 1 } });
    expect(state.reads).toBe(1);
    hub.close();
  });

  test('is not read while nobody watches', async () => {
    const { hub, state } = createHub();
    const watcher = hub.subscribe(NO_FILTER);
    await watcher.next();
    await watcher.return?.();
    for (let i = 0; i < 5; i += 1) state.notify();
    await sleep(2 * TIMING.refreshMs);
    expect(state.reads).toBe(1);
  });

  test('is read again after a change, but a hundred changes are not a hundred reads', async () => {
    const { hub, state } = createHub();
    const watcher = hub.subscribe(NO_FILTER);
    await watcher.next();
    for (let i = 0; i < 100; i += 1) state.notify();
    expect(await watcher.next()).toMatchObject({ value: { reads: 2 } });
    expect(state.reads).toBe(2);
    hub.close();
  });

  test('is read now and then when nothing changes, because midnight passes', async () => {
    const { hub } = createHub();
    const watcher = hub.subscribe(NO_FILTER);
    await watcher.next();
    expect(await watcher.next()).toMatchObject({ value: { reads: 2 } });
    hub.close();
  });

  test('comes back when the database does', async () => {
    const { hub, state, errors } = createHub();
    state.failures = 2;
    const watcher = hub.subscribe(NO_FILTER);
    expect(await watcher.next()).toMatchObject({ value: { reads: 3 } });
    expect(errors).toHaveLength(2);
    hub.close();
  });

  test('ends for everybody when the server closes', async () => {
    const { hub } = createHub();
    const watcher = hub.subscribe(NO_FILTER);
    await watcher.next();
    const next = watcher.next();
    hub.close();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

test('the more watch, the less often each is told, and whoever leaves makes way', async () => {
  const pace = new Pace({ leastMs: 500, perWatcherMs: 5 });
  for (let i = 0; i < 100; i += 1) pace.enter();
  expect(pace.intervalMs).toBe(500);
  for (let i = 0; i < 1_900; i += 1) pace.enter();
  expect(pace.intervalMs).toBe(10_000);
  for (let i = 0; i < 1_900; i += 1) pace.leave();
  expect(pace.intervalMs).toBe(500);
  const { hub, state } = createHub();
  const many = Array.from({ length: 50 }, () => hub.subscribe(NO_FILTER));
  for (const watcher of many)
    expect(await watcher.next()).toEqual({ done: false, value: { reads: 1 } });
  expect(state.reads).toBe(1);
  hub.close();
});

test('a slow reader gets the newest value, not a queue of old ones', async () => {
  const values = new LatestValue<{ n: number }>(() => undefined);
  for (let n = 1; n <= 1_000; n += 1) values.push({ n });
  expect(await values.next()).toEqual({ done: false, value: { n: 1_000 } });
  const next = values.next();
  values.push({ n: 1_001 });
  expect(await next).toEqual({ done: false, value: { n: 1_001 } });
});
