import { expect, test, vi } from 'vitest';
import { approveEach } from './approve-each.ts';

const SELDOM_MS = 60_000;

function source() {
  const state = { returned: false };
  const events: AsyncIterableIterator<number> = {
    next: async () => ({ done: false, value: 1 }),
    return: async () => {
      state.returned = true;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return { events, state };
}

test('a refusal ends the stream and lets go of its source', async () => {
  const { events, state } = source();
  let approvals = 0;
  const approved = approveEach(
    events,
    async () => {
      approvals += 1;
      if (approvals === 2) throw new Error('no longer');
    },
    SELDOM_MS,
  );
  expect(await approved.next()).toEqual({ done: false, value: 1 });
  await expect(approved.next()).rejects.toThrow('no longer');
  expect(state.returned).toBe(true);
});

test('returning does not wait for the next event', async () => {
  const { events, state } = source();
  const waiting = { ...events, next: () => new Promise<never>(() => undefined) };
  const approved = approveEach(
    { [Symbol.asyncIterator]: () => waiting },
    async () => undefined,
    SELDOM_MS,
  );
  void approved.next();
  expect(await approved.return?.()).toEqual({ done: true, value: undefined });
  expect(state.returned).toBe(true);
});

test('a refusal ends a stream in which nothing happens', async () => {
  vi.useFakeTimers();
  try {
    const { events, state } = source();
    const silent = { ...events, next: () => new Promise<never>(() => undefined) };
    let approvals = 0;
    const approved = approveEach(
      { [Symbol.asyncIterator]: () => silent },
      async () => {
        approvals += 1;
        if (approvals === 3) throw new Error('no longer');
      },
      10,
    );
    const refused = expect(approved.next()).rejects.toThrow('no longer');
    await vi.advanceTimersByTimeAsync(29);
    expect([approvals, state.returned]).toEqual([2, false]);
    await vi.advanceTimersByTimeAsync(1);
    await refused;
    expect(state.returned).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
