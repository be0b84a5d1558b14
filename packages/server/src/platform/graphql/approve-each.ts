import { streamOver } from './event-stream.ts';

/**
 * Passes events on while `approve` resolves; its rejection ends the stream and reaches the consumer.
 * It is asked before each event, and every `recheckMs` while none comes.
 */
export function approveEach<T>(
  events: AsyncIterable<T>,
  approve: () => Promise<void>,
  recheckMs: number,
): AsyncIterableIterator<T, undefined> {
  const iterator = events[Symbol.asyncIterator]();
  return streamOver(iterator, async () => {
    const coming = iterator.next();
    try {
      for (;;) {
        const result = await within(coming, recheckMs);
        if (result?.done) return { done: true, value: undefined };
        await approve();
        if (result !== null) return result;
      }
    } catch (refusal) {
      await iterator.return?.();
      throw refusal;
    }
  });
}

/** Null when it has not come in that time. */
async function within<T>(coming: Promise<T>, ms: number): Promise<T | null> {
  const waiting = Promise.withResolvers<null>();
  const timer = setTimeout(() => waiting.resolve(null), ms);
  try {
    return await Promise.race([coming, waiting.promise]);
  } finally {
    clearTimeout(timer);
  }
}
