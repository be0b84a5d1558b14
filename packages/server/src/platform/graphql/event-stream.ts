/**
 * A stream over another one, which ends with it. Written by hand because a generator cannot be returned
 * from while it waits for the next event.
 */
export function streamOver<From, To>(
  source: AsyncIterator<From>,
  next: () => Promise<IteratorResult<To, undefined>>,
): AsyncIterableIterator<To, undefined> {
  const end = async () => {
    await source.return?.();
    return { done: true as const, value: undefined };
  };
  return {
    next,
    return: end,
    async throw(error) {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
