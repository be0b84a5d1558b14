import hashes from 'virtual:operations';
import {
  Client,
  cacheExchange,
  fetchExchange,
  getOperationName,
  makeOperation,
  mapExchange,
  type Operation,
  subscriptionExchange,
} from 'urql';
import { createLiveSocket, type LiveSocket } from '../features/live/live-socket.ts';
import { type Session, Session_Query } from '../features/session/session.ts';
import { askAgain } from '../lib/ask-again.ts';
import { createFlag, type Flag } from '../lib/flag.ts';
import { problemOf } from '../lib/problem.ts';

export interface Api {
  client: Client;
  socket: LiveSocket;
  /** Raised when the server does not know what this page asks: it is of an earlier version. */
  outdated: Flag;
}

const PATH = '/graphql';

/**
 * The way to the server: POST for queries and mutations, one WebSocket for subscriptions.
 * `onSignedOut` is called when the server no longer knows this session.
 */
export function createApi(origin: string, onSignedOut: () => void): Api {
  const socket = createLiveSocket(`${origin.replace(/^http/, 'ws')}${PATH}`, () => {
    void client.query(Session_Query, {}, { requestPolicy: 'network-only' }).then(({ data }) => {
      if (data && !data.viewer) onSignedOut();
    });
  });
  const outdated = createFlag();
  const client: Client = new Client({
    url: `${origin}${PATH}`,
    preferGetMethod: false,
    exchanges: [
      mapExchange({
        onError: (error) => {
          const kind = problemOf(error);
          if (kind === 'unauthenticated') onSignedOut();
          if (kind === 'outdated') outdated.raise();
        },
      }),
      cacheExchange,
      askAgain(() => client),
      mapExchange({ onOperation: byHash }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables, extensions }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.client.subscribe(
              {
                query: query ?? '',
                variables: variables as Record<string, unknown>,
                ...(extensions ? { extensions } : {}),
              },
              {
                next: (result) => sink.next(result as Parameters<typeof sink.next>[0]),
                error: sink.error,
                complete: sink.complete,
              },
            ),
          }),
        }),
      }),
    ],
  });
  return { client, socket, outdated };
}

/** The server knows what the built page asks by its hash; the text stays here. */
function byHash(operation: Operation): Operation {
  const sha256Hash = hashes[getOperationName(operation.query) ?? ''];
  if (sha256Hash === undefined) return operation;
  const persistedQuery = { version: 1, sha256Hash } as const;
  const request = { ...operation, extensions: { ...operation.extensions, persistedQuery } };
  return makeOperation(operation.kind, request, operation.context);
}

/** Who is signed in; null when nobody is. Asked once per page load. */
export async function readSession({ client }: Api): Promise<Session | null> {
  const { data, error } = await client.query(Session_Query, {});
  if (!data) throw error ?? new Error('the session query returned nothing');
  return data.viewer ? { viewer: data.viewer, installation: data.installation } : null;
}
