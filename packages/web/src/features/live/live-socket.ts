import { type Client, createClient } from 'graphql-ws';

export type SocketState = 'idle' | 'connecting' | 'open' | 'lost';

export interface LiveSocket {
  readonly client: Client;
  getState(): SocketState;
  /** Counts the connections made: sequence numbers compare within one connection only. */
  getConnection(): number;
  subscribe(listener: () => void): () => void;
}

/** A server that comes back is noticed within this time, however long it was away. */
const LONGEST_WAIT_MS = 10_000;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Keeps the pages that lost one server from coming back to it all at once. */
const jitter = () => 0.5 + Math.random();

/** graphql-ws: the session was refused. Worth asking who is signed in, not worth retrying. */
const REFUSED_CODES = [4401, 4403];

/**
 * One WebSocket for every subscription of the page: opened by the first, closed after the last,
 * opened again for as long as anyone listens.
 */
export function createLiveSocket(url: string, onRefused: () => void): LiveSocket {
  let state: SocketState = 'idle';
  let connection = 0;
  const listeners = new Set<() => void>();
  const move = (next: SocketState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const client = createClient({
    url,
    lazy: true,
    keepAlive: 12_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: (retries) => sleep(Math.min(LONGEST_WAIT_MS, 500 * 2 ** retries) * jitter()),
    shouldRetry: () => true,
    on: {
      connecting: () => move(connection === 0 ? 'connecting' : 'lost'),
      connected: () => {
        connection += 1;
        move('open');
      },
      closed: (event) => {
        const { code } = event as CloseEvent;
        move(code === 1000 ? 'idle' : 'lost');
        if (REFUSED_CODES.includes(code)) onRefused();
      },
    },
  });
  return {
    client,
    getState: () => state,
    getConnection: () => connection,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
