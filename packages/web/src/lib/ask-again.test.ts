import { Client, cacheExchange, fetchExchange } from 'urql';
import { expect, test } from 'vitest';
import { askAgain } from './ask-again.ts';

test('what was asked before a mutation ended and answered after it is asked again', async () => {
  const waiting: { query: string; answer: (data: object) => void }[] = [];
  const answerTo = async (part: string, data: object) => {
    await expect.poll(() => waiting.some(({ query }) => query.includes(part))).toBe(true);
    const at = waiting.findIndex(({ query }) => query.includes(part));
    waiting.splice(at, 1)[0]?.answer(data);
  };
  const client: Client = new Client({
    url: 'http://tollgate.test/graphql',
    preferGetMethod: false,
    exchanges: [cacheExchange, askAgain(() => client), fetchExchange],
    fetch: (_, init) =>
      new Promise((resolve) => {
        const { query } = JSON.parse(String(init?.body)) as { query: string };
        const answer = (data: object) => resolve(Response.json({ data }));
        waiting.push({ query, answer });
      }),
  });
  const seen: unknown[] = [];
  const { unsubscribe } = client
    .query('query Now { clock { now } }', {})
    .subscribe(({ data }) => seen.push(data?.clock.now));
  await expect.poll(() => waiting.length).toBe(1);
  const moved = client.mutation('mutation Move { move { made } }', {}).toPromise();
  await answerTo('Move', { move: { __typename: 'Moved', made: 1 } });
  await moved;
  await answerTo('Now', { clock: { __typename: 'Clock', now: 'before' } });
  await answerTo('Now', { clock: { __typename: 'Clock', now: 'after' } });
  await expect.poll(() => seen.at(-1)).toBe('after');
  expect(seen[0]).toBe('before');
  expect(waiting).toEqual([]);
  unsubscribe();
});
