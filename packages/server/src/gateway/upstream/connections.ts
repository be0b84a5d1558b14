import { Client, Dispatcher, errors } from 'undici';

/** A connection, and whether it has nothing to do. */
interface Connection {
  readonly client: Client;
  isIdle: boolean;
}

/**
 * Keep-alive connections to one upstream, as many as there are calls under way. The one that was used
 * last is used next: it is the least likely to have been closed meanwhile, and is found at once, where
 * undici's `Pool` looks through all of them for every call.
 */
export class Connections extends Dispatcher {
  readonly #origin: string;
  readonly #options: Client.Options;
  readonly #all: Client[] = [];
  readonly #idle: Connection[] = [];
  #destroyed: Promise<void> | null = null;

  constructor(origin: string, options: Client.Options) {
    super();
    this.#origin = origin;
    this.#options = options;
  }

  /** Never full. A fault, that of having been destroyed too, reaches the handler. */
  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    if (this.#destroyed !== null) {
      handler.onResponseError?.(NO_CONTROLLER, new errors.ClientDestroyedError());
      return true;
    }
    const connection = this.#idle.pop() ?? this.#open();
    connection.isIdle = false;
    const { client } = connection;
    const takesMore = client.dispatch(options, handler);
    // False is also its answer to a request that it refused, and then it has nothing to do.
    if (takesMore || client.stats.size === 0) this.#release(connection);
    return true;
  }

  /** Breaks off whatever is under way; resolves once that has been told. */
  override destroy(): Promise<void> {
    this.#destroyed ??= Promise.all(this.#all.map((client) => client.destroy())).then(
      () => undefined,
    );
    return this.#destroyed;
  }

  #open(): Connection {
    const client = new Client(this.#origin, this.#options);
    const connection = { client, isIdle: false };
    client.on('drain', () => this.#release(connection));
    this.#all.push(client);
    return connection;
  }

  #release(connection: Connection): void {
    if (connection.isIdle) return;
    connection.isIdle = true;
    this.#idle.push(connection);
  }
}

/** What undici gives a handler for a request that was never begun. */
const NO_CONTROLLER = null as unknown as Dispatcher.DispatchController;
