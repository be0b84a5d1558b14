import { type Client, type Exchange, makeOperation, mapExchange, type OperationResult } from 'urql';

/**
 * Asks once more for what was under way when a mutation ended: its answer may be from before. What is in the
 * cache by then, the cache asks for again by itself. Belongs right after it.
 */
export function askAgain(client: () => Client): Exchange {
  /** By key, whether a mutation has ended since it was asked. */
  const underWay = new Map<number, boolean>();
  const ended = ({ operation }: OperationResult) => {
    if (operation.kind === 'mutation') {
      for (const key of underWay.keys()) underWay.set(key, true);
    }
    if (operation.kind !== 'query') return;
    const isOld = underWay.get(operation.key);
    underWay.delete(operation.key);
    if (!isOld) return;
    const again = { ...operation.context, requestPolicy: 'network-only' } as const;
    queueMicrotask(() => client().reexecuteOperation(makeOperation('query', operation, again)));
  };
  return mapExchange({
    onOperation: ({ kind, key }) => {
      if (kind === 'query') underWay.set(key, false);
    },
    onResult: ended,
  });
}
