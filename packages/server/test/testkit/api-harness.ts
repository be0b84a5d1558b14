import { randomBytes } from 'node:crypto';
import { createApiSchema } from '../../src/app/api-schema.ts';
import { RecordKeeping } from '../../src/app/keep-record.ts';
import { openBudgetEngine } from '../../src/app/open-budget-engine.ts';
import { openBudgets } from '../../src/app/open-budgets.ts';
import { createReconcile } from '../../src/app/reconcile.ts';
import { createAuditLog } from '../../src/audit/index.ts';
import {
  createBilling,
  createHandOff,
  readBillingPeriods,
  UNBILLED_CALLS,
  Wallets,
} from '../../src/billing/index.ts';
import { createCustomers, recordFirstSight } from '../../src/customers/index.ts';
import { customerEntities, OrmCustomerStore } from '../../src/customers/records/index.ts';
import { createDeploymentStorage, type DeploymentChecks } from '../../src/deployments/index.ts';
import { deploymentEntities, OrmDeploymentStore } from '../../src/deployments/records/index.ts';
import { createDeployments, ModelNames } from '../../src/gateway/index.ts';
import { createIdentity, SESSION_COOKIE } from '../../src/identity/index.ts';
import { MasterKey } from '../../src/identity/master-key.ts';
import {
  identityEntities,
  OrmApiKeyStore,
  OrmTeamStore,
  OrmUserStore,
} from '../../src/identity/records/index.ts';
import { sha256 } from '../../src/identity/secret-text.ts';
import { Secret } from '../../src/kernel/index.ts';
import { encodeSpendEvent, recordBatch, type SpendEvent } from '../../src/metering/index.ts';
import type { BudgetsConfig, DeploymentConfig } from '../../src/platform/config/index.ts';
import { createGraphqlPlugin, type PersistedOperations } from '../../src/platform/graphql/index.ts';
import { createHttpServer } from '../../src/platform/http/index.ts';
import { createLogger } from '../../src/platform/log/index.ts';
import { createOrm } from '../../src/platform/orm/index.ts';
import { Addresses } from '../../src/platform/outward/index.ts';
import { createPool, NotificationListener } from '../../src/platform/postgres/index.ts';
import { parseEncryptionKey, Sealer } from '../../src/platform/sealing/index.ts';
import { LiveBook, PriceService } from '../../src/pricing/index.ts';
import { createReporting } from '../../src/reporting/index.ts';
import { ReratingService } from '../../src/rerating/index.ts';
import { createWebhooks } from '../../src/webhooks/index.ts';
import { FakeClock } from './fake-clock.ts';
import { newSealer } from './new-sealer.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

export const MASTER_SECRET = 'sk-test-master-key';

/** A key of its own each time. */
export function testEncryptionKey() {
  const key = parseEncryptionKey(new Secret(randomBytes(32).toString('base64')));
  if (key === null) throw new Error('not a key');
  return key;
}

export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not relied upon
  readonly data: any;
  readonly errors: readonly { message: string; extensions: Record<string, unknown> }[] | undefined;
}

export interface Caller {
  readonly bearer?: string;
  readonly cookie?: string;
}

export const NO_BUDGETS: BudgetsConfig = {
  budgets: [],
  defaultTier: null,
  thresholds: [],
  requestsPerMinute: null,
  tokensPerMinute: null,
};

/** No gateway, no calls. */
const NEVER_CALLED: DeploymentChecks = { healthOf: () => null, check: async () => null };

export const MASTER: Caller = { bearer: MASTER_SECRET };

/** The management API on a real socket and a real database, without a gateway. */
export async function startApi(
  options: {
    now?: string;
    timeZone?: string;
    /** Of another API, to stand beside it. */
    database?: TestDatabase;
    sealer?: Sealer;
    fileDeployments?: readonly DeploymentConfig[];
    /** Of a gateway beside it. */
    deploymentChecks?: DeploymentChecks;
    budgets?: BudgetsConfig;
    introspection?: boolean;
    persisted?: PersistedOperations;
    keepEventsMs?: number;
  } = {},
) {
  await using stack = new AsyncDisposableStack();
  const database = options.database ?? stack.adopt(await createTestDatabase(), (d) => d.drop());
  const connectionString = database.url;
  const clock = new FakeClock(options.now ?? '2026-03-01T12:30:00Z');
  const reportingTimeZone = options.timeZone ?? 'UTC';
  const pool = stack.adopt(createPool(connectionString), (p) => p.end());
  const entities = [...identityEntities, ...customerEntities, ...deploymentEntities];
  const orm = stack.adopt(createOrm({ connectionString, entities }), (o) => o.close(true));
  const notifications = stack.adopt(new NotificationListener(connectionString), (n) => n.close());
  const faults: unknown[] = [];
  const onError = (error: unknown) => faults.push(error);

  const users = new OrmUserStore(orm);
  const identity = createIdentity({
    sealer: newSealer(),
    db: pool,
    apiKeyStore: new OrmApiKeyStore(orm, pool),
    teams: new OrmTeamStore(orm, pool),
    users,
    masterKey: new MasterKey(sha256(MASTER_SECRET)),
    notifications,
    clock,
  });
  const customers = createCustomers({ store: new OrmCustomerStore(orm) });
  const routed: DeploymentConfig[][] = [];
  const deployments = createDeploymentStorage({
    store: new OrmDeploymentStore(orm),
    sealer: options.sealer ?? new Sealer([testEncryptionKey()]),
    notifications,
    clock,
    file: options.fileDeployments ?? [],
    unpriced: 'refuse',
    judge: (stored) =>
      createDeployments([stored], { simBaseUrl: 'http://simulated', fallbackPrice: null }).problems,
    onChange: (configs) => routed.push([...configs]),
    onError,
  });
  stack.defer(() => deployments.directory.close());
  const budgets = stack.adopt(
    await openBudgets({
      pool,
      notifications,
      clock,
      identity,
      config: options.budgets ?? NO_BUDGETS,
      timeZone: reportingTimeZone,
      onError,
    }),
    (b) => b.close(),
  );
  const wallets = stack.adopt(new Wallets({ pool, notifications, onError }), (w) => w.close());
  const { engine, states } = openBudgetEngine({
    pool,
    budgets,
    wallets,
    notifications,
    clock,
    log: createLogger('silent'),
  });
  await engine.start();
  const reporting = createReporting({
    pool,
    notifications,
    clock,
    reportingTimeZone,
    billingPeriods: (customer) => readBillingPeriods(pool, customer),
    onError,
  });
  stack.defer(() => reporting.close());
  const live = new LiveBook({ db: pool, notifications, onError });
  const callable = createDeployments(options.fileDeployments ?? [], {
    simBaseUrl: 'http://simulated',
    fallbackPrice: null,
    book: live.book,
  }).deployments;
  const pricing = { pool, deployments: () => callable };
  const names = new ModelNames(callable);
  const prices = new PriceService({ ...pricing, live, clock, named: (name) => names.first(name) });
  const rerating = new ReratingService({ ...pricing, book: live.book, steps: [], onError });
  stack.defer(() => rerating.close());
  const audit = createAuditLog({ pool, clock });
  const record = (events: readonly SpendEvent[]) =>
    recordBatch(pool, events.map(encodeSpendEvent), [
      (tx, { sightings }) => recordFirstSight(tx, sightings),
    ]);
  const billing = createBilling({
    ...{ pool, clock, sealer: newSealer(), prices, wallets },
    record: async (events) => {
      await record(events);
    },
  });
  const addresses = new Addresses(['127.0.0.0/8']);
  const webhooks = createWebhooks({
    pool,
    clock,
    sealer: options.sealer ?? newSealer(),
    addresses,
    onState: onError,
  });
  stack.defer(() => webhooks.dispatcher.close());
  const handOff = createHandOff({
    ...{ pool, clock, addresses, sealer: newSealer(), onState: onError },
  });
  stack.defer(() => handOff.runner.close());
  const keeping = new RecordKeeping({
    ...{ pool, clock, log: createLogger('silent'), retainers: [UNBILLED_CALLS] },
    keepMs: options.keepEventsMs ?? null,
  });
  stack.defer(() => keeping.stop());
  const installation = {
    gatewayUrl: 'http://gateway/v1',
    exampleModel: null,
    reportingTimeZone,
    currency: 'USD',
    signInWith: null,
    version: 'test',
  };
  const authentication = { authenticate: identity.authenticate, sessionCookie: SESSION_COOKIE };
  const api = createApiSchema({
    audit,
    billing,
    handOffs: handOff.service,
    identity,
    customers,
    deployments,
    deploymentChecks: options.deploymentChecks ?? NEVER_CALLED,
    budgets,
    budgetStates: states,
    reporting,
    prices,
    rerating,
    webhooks,
    installation,
    reconcile: createReconcile({ pool, engine, clock }),
    retention: () => keeping.state(),
    clock,
  });
  const http = await createHttpServer({
    ...authentication,
    gateway: { claims: () => false, handle: () => undefined },
    graphql: createGraphqlPlugin({
      ...api,
      ...authentication,
      introspection: options.introspection ?? true,
      ...(options.persisted === undefined ? {} : { persisted: options.persisted }),
      secureCookies: false,
      onInternalError: onError,
    }),
    downloads: [...reporting.downloads, ...billing.downloads, audit.download],
    readiness: async () => ({ status: 'ready', checks: {} }),
    dashboardDir: '/nowhere',
    onError,
  });
  stack.defer(() => http.close(1_000));
  await notifications.start();
  await identity.directory.reload();
  await deployments.directory.reload();
  const url = `http://127.0.0.1:${await http.listen({ host: '127.0.0.1', port: 0 })}`;
  const owned = stack.move();

  return {
    url,
    database,
    pool,
    orm,
    clock,
    users,
    identity,
    deployments,
    /** What the gateway was told to call, each time it was told. */
    routed,
    budgets,
    reporting,
    webhooks,
    handOff,
    prices,
    keeping,
    faults,
    schema: api.schema,
    notifications,
    /** As the gateway would be given it. */
    admission: engine.admission,
    /** Resolves when the counts of budgets have heard of it too. */
    record: async (events: readonly SpendEvent[]) => {
      const batch = await record(events);
      await engine.catchUp();
      return batch;
    },
    graphql: (query: string, variables: Record<string, unknown> = {}, caller: Caller = MASTER) =>
      askGraphql(url, { query, variables }, caller),
    download: (path: string, caller: Caller = MASTER) =>
      fetch(`${url}${path}`, { headers: headersOf(caller) }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export type Api = Awaited<ReturnType<typeof startApi>>;

async function askGraphql(url: string, body: object, caller: Caller): Promise<GraphqlAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headersOf(caller) },
    body: JSON.stringify(body),
  });
  const { data, errors } = (await response.json()) as Pick<GraphqlAnswer, 'data' | 'errors'>;
  return { status: response.status, headers: response.headers, data, errors };
}

function headersOf({ bearer, cookie }: Caller): Record<string, string> {
  return {
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(cookie === undefined ? {} : { cookie }),
  };
}
