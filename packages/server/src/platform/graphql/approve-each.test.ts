import { expect, test } from 'vitest';
import { approveEach } from './approve-each.ts';

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
  const approved = approveEach(events, async () => {
    approvals += 1;
    if (approvals === 2) throw new Error('no longer');
  });
  expect(await approved.next()).toEqual({ done: false, value: 1 });
  await expect(approved.next()).rejects.toThrow('no longer');
  expect(state.returned).toBe(true);
});

test('returning does not wait for the next event', async () => {
  const { events, state } = source();
  const waiting = { ...events, next: () => new Promise<never>(() => undefined) };
  const approved = approveEach({ [Symbol.asyncIterator]: () => waiting }, async () => undefined);
  void approved.next();
  expect(await approved.return?.()).toEqual({ done: true, value: undefined });
  expect(state.returned).toBe(true);
});
