import { isDeepStrictEqual } from 'node:util';
import type { DeploymentConfig } from '../platform/config/index.ts';
import type { Notifications } from '../platform/postgres/index.ts';
import type { Sealer } from '../platform/sealing/index.ts';
import type { UnpricedPolicy } from './deployment.ts';
import type { DeploymentStore, StoredDeployment } from './deployment-store.ts';
import { openSecrets } from './seal-secrets.ts';
import { toConfig } from './to-config.ts';

/** A stored deployment as this process knows it. */
export interface KnownDeployment {
  readonly deployment: StoredDeployment;
  /** Null when its secrets cannot be opened: it is then not called. */
  readonly config: DeploymentConfig | null;
}

const CHANNEL = 'tollgate_deployment';

/**
 * Every stored deployment in memory, for the gateway to call and for the API to list. PostgreSQL
 * pushes each change to every process. While the database is away those that are known stay.
 */
export class DeploymentDirectory {
  readonly #store: Pick<DeploymentStore, 'all'>;
  readonly #sealer: Sealer;
  readonly #unpriced: UnpricedPolicy;
  readonly #onChange: (configs: readonly DeploymentConfig[]) => void;
  #known: ReadonlyMap<string, KnownDeployment> = new Map();
  #loading: Promise<void> = Promise.resolve();
  /** A load that has not begun yet: it will see whatever is there by then. */
  #next: Promise<void> | null = null;
  #closed = false;

  constructor(deps: {
    store: Pick<DeploymentStore, 'all'>;
    sealer: Sealer;
    notifications: Notifications;
    /** What becomes of calls without a price, where the deployment does not say. */
    unpriced: UnpricedPolicy;
    /** One that did not change is the same object as before. */
    onChange: (configs: readonly DeploymentConfig[]) => void;
    onError: (error: unknown) => void;
  }) {
    this.#store = deps.store;
    this.#sealer = deps.sealer;
    this.#unpriced = deps.unpriced;
    this.#onChange = deps.onChange;
    const refresh = () => void this.reload().catch(deps.onError);
    deps.notifications.on(CHANNEL, { onMessage: refresh, onConnected: refresh });
  }

  list(): KnownDeployment[] {
    return [...this.#known.values()];
  }

  get(id: string): KnownDeployment | null {
    return this.#known.get(id) ?? null;
  }

  /** Reads all anew. Whoever asks while a load is running waits for the one after it, and shares it. */
  reload(): Promise<void> {
    this.#next ??= this.#loading
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        this.#loading = this.#load();
        return this.#loading;
      });
    return this.#next;
  }

  /** Hears no further changes, and has done with the database when it resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    await (this.#next ?? this.#loading).catch(() => undefined);
  }

  async #load(): Promise<void> {
    if (this.#closed) return;
    const stored = await this.#store.all();
    this.#known = new Map(stored.map((each) => [each.id, this.#know(each)]));
    this.#onChange(this.list().flatMap(({ config }) => (config === null ? [] : [config])));
  }

  #know(deployment: StoredDeployment): KnownDeployment {
    const known = this.#known.get(deployment.id);
    if (known !== undefined && isDeepStrictEqual(known.deployment, deployment)) return known;
    const secrets = openSecrets(this.#sealer, deployment.id, deployment.sealed);
    const config = secrets && toConfig(deployment, { secrets, unpriced: this.#unpriced });
    return { deployment, config };
  }
}
