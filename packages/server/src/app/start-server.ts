import { fileURLToPath } from 'node:url';
import { createAuditLog } from '../audit/index.ts';
import {
  createBilling,
  createHandOff,
  HAND_OFF_CHANNEL,
  readBillingPeriods,
  UNBILLED_CALLS,
  Wallets,
} from '../billing/index.ts';
import { createCustomers, recordFirstSight } from '../customers/index.ts';
import { customerEntities, OrmCustomerStore } from '../customers/records/index.ts';
import { createDeploymentStorage } from '../deployments/index.ts';
import { deploymentEntities, OrmDeploymentStore } from '../deployments/records/index.ts';
import {
  type ConfiguredDeployment,
  createDeployments,
  deploymentFactory,
  Gateway,
  Router,
  SqlResponseStore,
  startSimProvider,
  UpstreamPools,
} from '../gateway/index.ts';
import { createIdentity, ensureAdmin, ensureMasterKey, SESSION_COOKIE } from '../identity/index.ts';
import {
  identityEntities,
  OrmApiKeyStore,
  OrmTeamStore,
  OrmUserStore,
} from '../identity/records/index.ts';
import { NamePattern, type Secret, systemClock } from '../kernel/index.ts';
import { encodeSpendEvent, type RecordingStep, recordBatch, Shipper } from '../metering/index.ts';
import type { Config } from '../platform/config/index.ts';
import { createGraphqlPlugin } from '../platform/graphql/index.ts';
import { createHttpServer } from '../platform/http/index.ts';
import { Journal } from '../platform/journal/index.ts';
import type { Logger } from '../platform/log/index.ts';
import { createOrm } from '../platform/orm/index.ts';
import { Addresses } from '../platform/outward/index.ts';
import { createPool, NotificationListener } from '../platform/postgres/index.ts';
import { PriceService, recordOwnPrices } from '../pricing/index.ts';
import { createReporting } from '../reporting/index.ts';
import { ReratingService } from '../rerating/index.ts';
import { createWebhooks } from '../webhooks/index.ts';
import { createApiSchema } from './api-schema.ts';
import { readDashboardOperations } from './dashboard-operations.ts';
import type { DataDirectory } from './data-directory.ts';
import { RecordKeeping } from './keep-record.ts';
import { createOidcRoutes } from './oidc-routes.ts';
import { openBudgetEngine } from './open-budget-engine.ts';
import { openBudgets } from './open-budgets.ts';
import { openDatabase } from './open-database.ts';
import { openPriceBook } from './open-price-book.ts';
import { openSealer } from './open-sealer.ts';
import { checkReadiness } from './readiness.ts';
import { createReconcile } from './reconcile.ts';
import { settleAbandoned } from './recover-journal.ts';
import { setAsideIn } from './set-aside.ts';
import { VERSION } from './version.ts';

const DASHBOARD = fileURLToPath(new URL('../../../web/dist/', import.meta.url));
/** How often a provider is asked for a response it makes in the background, when nobody else asks. */
const RESPONSE_POLLS = {
  firstMs: 2_000,
  longestMs: 60_000,
  giveUpMs: 24 * 3_600_000,
  most: 10_000,
};
const RECORDING_TIMEOUT_MS = 15_000;

const ENTITIES = [...identityEntities, ...customerEntities, ...deploymentEntities];

export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  /** Made at this start, to be shown once; null when it was made before or configured. */
  readonly masterKey: Secret | null;
  readonly admin: { readonly login: string; readonly password: Secret | null };
  readonly exampleModel: string | null;
}

export interface StartOptions {
  readonly config: Config;
  readonly data: DataDirectory;
  readonly log: Logger;
  readonly resetMasterKey: boolean;
}

/** New customers appear with their first event, in its transaction. */
export const CUSTOMER_STEP: RecordingStep = (tx, { sightings }) => recordFirstSight(tx, sightings);

/**
 * Puts the whole server together, from the database up. What is acquired is released in reverse when
 * the returned server is disposed, or at once when a later step fails.
 */
export async function startServer({
  config,
  data,
  log,
  resetMasterKey,
}: StartOptions): Promise<RunningServer> {
  const clock = systemClock;
  await using stack = new AsyncDisposableStack();
  const logFault = (error: unknown) => log.warn({ err: error }, 'database connection');

  data.lock();
  stack.defer(() => data.unlock());
  const database = stack.use(await openDatabase({ config, data, log }));
  data.publish(database.url);
  const connectionString = database.url.reveal();
  const pool = stack.adopt(createPool(connectionString, { onError: logFault }), (p) => p.end());
  const orm = stack.adopt(createOrm({ connectionString, entities: ENTITIES }), (o) =>
    o.close(true),
  );
  const notifications = stack.adopt(new NotificationListener(connectionString, logFault), (n) =>
    n.close(),
  );

  const users = new OrmUserStore(orm);
  const { masterKey, generated } = await ensureMasterKey(pool, {
    configured: config.masterKey ?? undefined,
    reset: resetMasterKey,
  });
  const admin = await ensureAdmin(
    { users, db: pool },
    { login: config.adminLogin, password: config.adminPassword ?? undefined },
  );
  const sealer = openSealer({ configured: config.encryptionKey, file: data.encryptionKey });
  const identity = createIdentity({
    sealer,
    db: pool,
    apiKeyStore: new OrmApiKeyStore(orm, pool),
    teams: new OrmTeamStore(orm, pool),
    users,
    masterKey,
    notifications,
    clock,
    onError: logFault,
  });
  const customers = createCustomers({ store: new OrmCustomerStore(orm) });

  const sim = stack.adopt(await startSimProvider(), (s) => s.stop());
  const live = await openPriceBook({
    pool,
    notifications,
    clock,
    acceptCatalogueUpdates: config.acceptCatalogueUpdates,
    onError: (error) => log.error({ err: error }, 'price book'),
  });
  const making = { simBaseUrl: sim.baseUrl, fallbackPrice: config.fallbackPrice, book: live.book };
  const { deployments } = createDeployments(config.deployments, making);
  await recordOwnPrices(pool, deployments, clock.now());
  const router = new Router(deployments, { ...config.routing, clock });
  const makeStored = deploymentFactory(making);
  const storage = createDeploymentStorage({
    store: new OrmDeploymentStore(orm),
    sealer,
    notifications,
    clock,
    file: config.deployments,
    unpriced: config.unpriced,
    judge: (stored) => createDeployments([stored], making).problems,
    onChange: (configs) => {
      const made = configs.map(makeStored);
      const all = [...deployments, ...made.flatMap((each) => each.deployments)];
      router.replace(all);
      const problems = made.flatMap((each) => each.problems);
      if (problems.length > 0) log.warn({ problems }, 'deployments that cannot be called');
      const noted = recordOwnPrices(pool, all, clock.now());
      noted.catch((error) => log.warn({ err: error }, 'prices of deployments'));
    },
    onError: (error) => log.warn({ err: error }, 'deployments'),
  });
  stack.defer(() => storage.directory.close());

  const { journal, abandoned } = await Journal.open({
    directory: data.journal,
    ...config.journal,
    onFault: (fault) =>
      fault ? log.error({ err: fault }, 'journal') : log.info('journal works again'),
  });
  stack.defer(() => journal.close());
  // Connections of its own: reports can neither hold them back nor borrow their patience.
  const recordingPool = stack.adopt(
    createPool(connectionString, {
      max: 2,
      onError: logFault,
      queryTimeoutMs: RECORDING_TIMEOUT_MS,
    }),
    (p) => p.end(),
  );
  const budgets = stack.adopt(
    await openBudgets({
      pool,
      notifications,
      clock,
      identity,
      config: config.budgets,
      timeZone: config.reportingTimeZone,
      onError: (error) => log.warn({ err: error }, 'budgets'),
    }),
    (b) => b.close(),
  );
  const wallets = stack.adopt(
    new Wallets({
      ...{ pool, notifications },
      onError: (error) => log.warn({ err: error }, 'prepaid credit'),
    }),
    (w) => w.close(),
  );
  const budgetEngine = openBudgetEngine({
    pool,
    budgets,
    wallets,
    notifications,
    clock,
    log,
  });
  const shipper = new Shipper({
    journal,
    pool: recordingPool,
    steps: [CUSTOMER_STEP, budgetEngine.step],
    around: budgetEngine.around,
    setAside: setAsideIn(data.journal, log),
    onState: (fault) =>
      fault
        ? log.error({ err: fault }, 'recording waits for the database')
        : log.info('recording works again'),
  });
  stack.defer(() => shipper.stop());
  const pools = stack.adopt(new UpstreamPools(config.upstream), (p) => p.destroy());
  const gateway = new Gateway({
    keys: identity.directory,
    admission: budgetEngine.engine.admission,
    router,
    pools,
    journal,
    clock,
    maxRequestBytes: config.maxRequestBytes,
    totalTimeoutMs: config.upstream.totalTimeoutMs,
    attribution: config.attribution,
    idempotency: config.idempotency,
    healthChecks: { intervalMs: config.healthCheckMs, tickMs: 1_000 },
    responses: { store: new SqlResponseStore(pool), poll: RESPONSE_POLLS },
    onBug: (fault) => log.error({ err: fault }, 'bug in the gateway'),
  });
  // What earlier processes left is settled or gone on with, and recorded, before anything is counted.
  await storage.directory.reload();
  await settleAbandoned(journal, gateway.resume(abandoned), log);
  await shipper.catchUp();
  await wallets.reload();
  await budgetEngine.engine.start();
  shipper.start();
  const keeping = new RecordKeeping({
    pool,
    clock,
    log,
    keepMs: config.keepSpendEventsMs,
    retainers: [UNBILLED_CALLS],
  });
  keeping.start();
  stack.defer(() => keeping.stop());

  const rerating = new ReratingService({
    pool,
    book: live.book,
    deployments: () => router.deployments(),
    steps: [],
    onError: (error) => log.error({ err: error }, 're-rating'),
  });
  stack.defer(() => rerating.close());
  rerating.resume();
  const prices = new PriceService({
    pool,
    live,
    clock,
    deployments: () => router.deployments(),
    named: (name) => router.names.first(name),
  });

  const reporting = createReporting({
    pool,
    notifications,
    clock,
    reportingTimeZone: config.reportingTimeZone,
    billingPeriods: (customer) => readBillingPeriods(pool, customer),
    onError: (error) => log.warn({ err: error }, 'live spend'),
  });
  stack.defer(() => reporting.close());
  const audit = createAuditLog({ pool, clock });
  const billing = createBilling({
    ...{ pool, clock, sealer, prices, wallets },
    record: async (events) => {
      await recordBatch(recordingPool, events.map(encodeSpendEvent), [CUSTOMER_STEP]);
    },
  });
  billing.schedule.start((error) => log.error({ err: error }, 'drafting invoices by schedule'));
  stack.defer(() => billing.schedule.close());
  const addresses = new Addresses(config.webhooks.allowedNetworks);
  const webhooks = createWebhooks({
    pool,
    clock,
    sealer,
    addresses,
    onState: (fault) =>
      fault
        ? log.error({ err: fault }, 'webhooks wait for the database')
        : log.info('webhooks go out again'),
  });
  stack.defer(() => webhooks.dispatcher.close());
  const handOff = createHandOff({
    ...{ pool, clock, sealer, addresses },
    onState: (fault) =>
      fault
        ? log.error({ err: fault }, 'hand-off waits for the database')
        : log.info('hand-off works again'),
  });
  stack.defer(() => handOff.runner.close());
  const installation = {
    gatewayUrl: '',
    exampleModel: exampleOf(deployments),
    reportingTimeZone: config.reportingTimeZone,
    currency: 'USD',
    signInWith: config.oidc?.name ?? null,
    version: VERSION,
  };
  const baseUrl = () => installation.gatewayUrl.slice(0, -'/v1'.length);
  const secureCookies = config.publicUrl?.startsWith('https:') ?? false;
  const oidc = config.oidc && {
    oidc: config.oidc,
    identity,
    audit,
    baseUrl,
    secureCookies,
    onProblem: (problem: unknown) => log.warn({ err: problem }, 'login with the OpenID provider'),
  };
  const http = await createHttpServer({
    routes: oidc === null ? [] : [createOidcRoutes(oidc)],
    gateway,
    graphql: createGraphqlPlugin({
      ...createApiSchema({
        audit,
        billing,
        handOffs: handOff.service,
        identity,
        customers,
        deployments: storage,
        deploymentChecks: gateway,
        budgets,
        budgetStates: budgetEngine.states,
        reporting,
        prices,
        rerating,
        webhooks,
        installation,
        reconcile: createReconcile({ pool, engine: budgetEngine.engine, clock }),
        retention: () => keeping.state(),
        clock,
      }),
      authenticate: identity.authenticate,
      sessionCookie: SESSION_COOKIE,
      introspection: config.introspection,
      persisted: readDashboardOperations(DASHBOARD, { only: config.dashboardOperationsOnly }),
      secureCookies,
      onInternalError: (error, facts) => log.error({ err: error, ...facts }, 'GraphQL'),
    }),
    downloads: [...reporting.downloads, ...billing.downloads, audit.download],
    authenticate: identity.authenticate,
    sessionCookie: SESSION_COOKIE,
    readiness: () => checkReadiness({ pool, journal }),
    dashboardDir: DASHBOARD,
    onError: (error, facts) => log.error({ err: error, ...facts }, 'HTTP'),
  });
  const graceMs = config.shutdownGraceMs;
  stack.defer(async () => {
    await Promise.all([gateway.drain(graceMs), http.close(graceMs)]);
  });
  await webhooks.endpoints.resealAll();
  webhooks.dispatcher.start(notifications);
  await handOff.service.resealAll();
  handOff.runner.start(notifications, HAND_OFF_CHANNEL);
  await notifications.start();
  await identity.directory.reload();
  await storage.directory.reload();
  await storage.service.resealAll();
  const port = await http.listen({ host: config.host, port: config.port });
  const url = config.publicUrl ?? `http://${hostInUrl(config.host)}:${port}`;
  installation.gatewayUrl = `${url}/v1`;

  const owned = stack.move();
  return {
    url,
    masterKey: generated,
    admin,
    exampleModel: installation.exampleModel,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** One that answers with no account, for a call to paste. */
function exampleOf(deployments: readonly ConfiguredDeployment[]): string | null {
  const names = deployments.filter(({ provider }) => provider === 'sim');
  return names.find(({ modelName }) => !NamePattern.is(modelName))?.modelName ?? null;
}

/** A server that listens everywhere is reached at localhost from here. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
