import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
} from 'graphql';
import type { GraphqlContext } from './context.ts';
import { streamOver } from './event-stream.ts';

type Answers = Map<string, Promise<ExecutionResult>>;

/**
 * Subscribes as graphql-js does, but an event that comes to many is answered once for all who ask the
 * same of it and may see the same: what fields show depends on nothing else of the caller.
 */
export function sharingAnswers(): (
  args: ExecutionArgs,
) => Promise<AsyncIterableIterator<ExecutionResult, undefined> | ExecutionResult> {
  const answers = new WeakMap<object, Answers>();
  return async (args) => {
    const events = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in events)) return events;
    const asked = JSON.stringify([
      args.document.loc?.source.body,
      args.operationName,
      args.variableValues,
    ]);
    return mapEach(events, (event) => {
      const answer = async () => execute({ ...args, rootValue: event });
      if (typeof event !== 'object' || event === null) return answer();
      const known = answers.get(event) ?? new Map();
      answers.set(event, known);
      return sharedIn(known, `${asked} ${grantsOf(args.contextValue as GraphqlContext)}`, answer);
    });
  };
}

function sharedIn(
  known: Answers,
  key: string,
  answer: () => Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  const shared = known.get(key) ?? answer();
  known.set(key, shared);
  return shared;
}

function grantsOf({ authentication: { principal } }: GraphqlContext): string {
  return JSON.stringify(principal && [...principal.grants]);
}

function mapEach<From, To>(
  events: AsyncIterable<From>,
  map: (event: From) => Promise<To>,
): AsyncIterableIterator<To, undefined> {
  const iterator = events[Symbol.asyncIterator]();
  return streamOver(iterator, async () => {
    const { done, value } = await iterator.next();
    return done ? { done: true, value: undefined } : { done: false, value: await map(value) };
  });
}
