import pg from 'pg';

export interface ChannelHandlers {
  readonly onMessage: (payload: string) => void;
  /** Listening has begun or begun again: whatever was sent before it was missed. */
  readonly onConnected?: () => void;
}

/** Messages that other processes send with `pg_notify`. */
export interface Notifications {
  /** Register before `start`. */
  on(channel: string, handlers: ChannelHandlers): void;
}

const HEARTBEAT_MS = 15_000;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 5_000;

/**
 * LISTEN on one connection of its own, which comes back by itself after an outage. A dead network
 * path is noticed within half a minute by asking the server something.
 */
export class NotificationListener implements Notifications {
  readonly #connectionString: string;
  readonly #onError: (error: unknown) => void;
  readonly #channels = new Map<string, ChannelHandlers[]>();
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(connectionString: string, onError: (error: unknown) => void = () => undefined) {
    this.#connectionString = connectionString;
    this.#onError = onError;
  }

  get isConnected(): boolean {
    return this.#client !== null;
  }

  on(channel: string, handlers: ChannelHandlers): void {
    this.#channels.set(channel, [...(this.#channels.get(channel) ?? []), handlers]);
  }

  /** Resolves after the first attempt, connected or not: a database that is down is waited for. */
  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#connectionString,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      application_name: 'tollgate-listen',
    });
    client.on('error', () => undefined);
    client.once('end', () => this.#lost(client));
    client.on('notification', (message) => this.#deliver(message));
    try {
      await client.connect();
      for (const channel of this.#channels.keys()) {
        await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      }
      this.#connected(client);
    } catch (error) {
      this.#onError(error);
      this.#retry();
      await client.end().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  #connected(client: pg.Client): void {
    if (this.#closed) {
      void client.end();
      return;
    }
    this.#client = client;
    this.#failures = 0;
    this.#scheduleHeartbeat(client);
    for (const handlers of this.#channels.values()) {
      for (const { onConnected } of handlers) onConnected?.();
    }
  }

  #deliver({ channel, payload }: pg.Notification): void {
    for (const { onMessage } of this.#channels.get(channel) ?? []) onMessage(payload ?? '');
  }

  #scheduleHeartbeat(client: pg.Client): void {
    this.#timer = setTimeout(() => {
      client.query('select 1').then(
        () => this.#client === client && this.#scheduleHeartbeat(client),
        () => client.end().catch(() => undefined),
      );
    }, HEARTBEAT_MS);
    this.#timer.unref();
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#retry();
  }

  #retry(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const delay = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LAST_RETRY_MS);
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.start(), delay);
    this.#timer.unref();
  }
}
