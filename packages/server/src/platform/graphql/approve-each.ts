/**
 * Passes events on while `approve` resolves; its rejection ends the stream and reaches the consumer.
 * Written by hand because a generator cannot be returned from while it waits for the next event.
 */
export function approveEach<T>(
  events: AsyncIterable<T>,
  approve: () => Promise<void>,
): AsyncIterableIterator<T, undefined> {
  const iterator = events[Symbol.asyncIterator]();
  const end = async () => {
    await iterator.return?.();
    return { done: true as const, value: undefined };
  };
  return {
    async next() {
      const result = await iterator.next();
      if (result.done) return { done: true, value: undefined };
      await approve().catch(async (refusal: unknown) => {
        await end();
        throw refusal;
      });
      return result;
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
