import { createHash } from 'node:crypto';
import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { GraphqlContext } from './context.ts';
import { badUserInput, noSuchOperation } from './errors.ts';

/** Operations that were known before anybody asked, each under the SHA-256 of its text in hex. */
export interface PersistedOperations {
  readonly operations: ReadonlyMap<string, string>;
  /** Whoever shows no Authorization header, sessions above all, may run these and no others. */
  readonly only: boolean;
}

type Cache = NonNullable<
  Exclude<ApolloServerOptions<BaseContext>['persistedQueries'], false | undefined>['cache']
>;

/** Apollo's automatic persisted queries, without what makes them automatic: callers add nothing. */
export function readOnlyCache(operations: ReadonlyMap<string, string>): Cache {
  return {
    get: async (key) => operations.get(key.slice(key.indexOf(':') + 1)),
    set: async () => undefined,
    delete: async () => false,
  };
}

export function mayRun(
  persisted: PersistedOperations | undefined,
  sha256: string,
  { isBearer }: Pick<GraphqlContext, 'isBearer'>,
): boolean {
  return !persisted?.only || isBearer || persisted.operations.has(sha256);
}

/** The text that a request over a socket asks for, by itself or by its hash, and that hash. */
export function readOperation(
  persisted: PersistedOperations | undefined,
  { query, extensions }: { query: string; extensions?: Record<string, unknown> | null | undefined },
): { query: string; sha256: string } {
  const asked = hashIn(extensions);
  if (query === '' && asked !== null) {
    const known = persisted?.operations.get(asked);
    if (known === undefined) throw noSuchOperation();
    return { query: known, sha256: asked };
  }
  const sha256 = createHash('sha256').update(query).digest('hex');
  if (asked !== null && asked !== sha256) throw badUserInput('The hash is not that of the query');
  return { query, sha256 };
}

function hashIn(extensions: Record<string, unknown> | null | undefined): string | null {
  const { sha256Hash } = (extensions?.['persistedQuery'] ?? {}) as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' ? sha256Hash : null;
}
