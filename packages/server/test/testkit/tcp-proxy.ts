import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * How an outage looks from the client's side: connections are refused; or nothing is heard any more
 * until it is over (`silent`), or never again on what was connected before (`lost`).
 */
export type Outage = 'refused' | 'silent' | 'lost';

export interface TcpProxy {
  readonly port: number;
  /** The same address by way of this proxy. */
  through(url: string): string;
  /** Begins an outage. Refusing breaks what is connected; silence keeps it, with whatever is on its way. */
  cut(outage: Outage): void;
  restore(): void;
  stop(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A wire to a server that a test can cut. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let outage: Outage | null = null;
  const listener = createServer((client) => {
    if (outage === 'refused') {
      client.resetAndDestroy();
      return;
    }
    const pair = { client, server: connect(target) };
    pairs.add(pair);
    join(pair, () => pairs.delete(pair));
    if (outage !== null) pause(pair);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const breakAll = () => {
    for (const { client, server } of pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  };
  return {
    port,
    through: (url) => {
      const changed = new URL(url);
      changed.host = `127.0.0.1:${port}`;
      return changed.href;
    },
    cut: (kind) => {
      outage = kind;
      if (kind === 'refused') breakAll();
      else for (const pair of pairs) pause(pair);
    },
    restore: () => {
      if (outage !== 'lost') for (const pair of pairs) pass(pair);
      outage = null;
    },
    stop: () => {
      breakAll();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}

function join(pair: Pair, onGone: () => void): void {
  for (const [from, to] of [
    [pair.client, pair.server],
    [pair.server, pair.client],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => {
      to.destroy();
      onGone();
    });
  }
  pass(pair);
}

function pass({ client, server }: Pair): void {
  client.pipe(server);
  server.pipe(client);
}

function pause({ client, server }: Pair): void {
  client.unpipe(server).pause();
  server.unpipe(client).pause();
}
