import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
  type SearchSchemaInput,
  stripSearchParams,
} from '@tanstack/react-router';
import { CustomerPage } from '../features/customer/customer-page.tsx';
import { CustomersPage } from '../features/customers/customers-page.tsx';
import { InvitationPage } from '../features/invitation/invitation-page.tsx';
import { LoginPage } from '../features/login/login-page.tsx';
import { OverviewPage } from '../features/overview/overview-page.tsx';
import { openPortal } from '../features/portal/open-portal.ts';
import { externalIdFromPath, externalIdToPath } from '../lib/external-id.ts';
import { DEFAULT_RANGE } from '../lib/ranges.ts';
import {
  type AppSearch,
  type BudgetsSearch,
  type CustomersSearch,
  type InvoicesSearch,
  type KeysSearch,
  type LoginSearch,
  type LogsSearch,
  type OverviewSearch,
  type PeopleSearch,
  type PortalSearch,
  type PricesSearch,
  parseSearch,
  readAppSearch,
  readBudgetsSearch,
  readCustomersSearch,
  readInvoicesSearch,
  readKeysSearch,
  readLoginSearch,
  readLogsSearch,
  readOverviewSearch,
  readPeopleSearch,
  readPortalSearch,
  readPricesSearch,
  readSettingsSearch,
  readUsageSearch,
  type SettingsSearch,
  stringifySearch,
  USAGE_DEFAULTS,
  type UsageSearch,
} from '../lib/search.ts';
import { type Api, readSession } from './api.ts';
import { NoSuchPage, PageProblem } from './page-problem.tsx';
import { type GuardedPage, PAGES } from './pages.ts';
import { PortalScreen } from './portal-screen.tsx';
import { Shell } from './shell.tsx';

/** A link may leave every parameter out; the screen always gets all of them. */
type Given<Search> = Partial<Search> & SearchSchemaInput;

// What is seen first comes with the page, all other screens when they are gone to.
const rootRoute = createRootRouteWithContext<{ api: Api }>()({
  component: Outlet,
  errorComponent: PageProblem,
  notFoundComponent: NoSuchPage,
});

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: (given: Given<LoginSearch>) => readLoginSearch(given),
  beforeLoad: async ({ context }) => {
    if (await readSession(context.api)) throw redirect({ to: '/' });
  },
  component: LoginPage,
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  component: InvitationPage,
});

const portalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/portal',
  validateSearch: (given: Given<PortalSearch>) => readPortalSearch(given),
  search: { middlewares: [stripSearchParams({ range: DEFAULT_RANGE })] },
  beforeLoad: async ({ context: { api }, location }) => {
    // After #, so that it is in no log of a server on the way; and not left in the address either.
    if (location.hash !== '') {
      const problem = await openPortal(api.client, location.hash);
      if (problem !== null) throw redirect({ to: '/portal', search: { problem }, replace: true });
      // A full load: nothing that an earlier session has read stays in memory.
      window.location.replace(`${import.meta.env.BASE_URL}portal`);
      await new Promise<never>(() => undefined);
    }
    const session = await readSession(api);
    if (session && session.viewer.kind !== 'PORTAL') throw redirect({ to: '/' });
    return { session };
  },
  component: PortalScreen,
});

const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  validateSearch: (given: Given<AppSearch>) => readAppSearch(given),
  search: {
    middlewares: [stripSearchParams({ range: DEFAULT_RANGE }), retainSearchParams(['range'])],
  },
  beforeLoad: async ({ context, location }) => {
    const session = await readSession(context.api);
    if (!session) throw redirect({ to: '/login', search: { next: location.publicHref } });
    if (session.viewer.kind === 'PORTAL') throw redirect({ to: '/portal' });
    return { session };
  },
  component: Shell,
});

const overviewRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  staticData: { live: true, ranged: true },
  validateSearch: (given: Given<OverviewSearch>) => readOverviewSearch(given),
  search: { middlewares: [stripSearchParams({ by: 'customer' })] },
  component: OverviewPage,
});

const customersRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers',
  staticData: { ranged: true },
  validateSearch: (given: Given<CustomersSearch>) => readCustomersSearch(given),
  search: { middlewares: [stripSearchParams({ q: '', order: 'spend' })] },
  component: CustomersPage,
});

const customerParams = {
  parse: ({ externalId }: { externalId: string }) => ({
    externalId: externalIdFromPath(externalId),
  }),
  stringify: ({ externalId }: { externalId: string }) => ({
    externalId: externalIdToPath(externalId),
  }),
};

const customerRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/$externalId',
  staticData: { live: true, ranged: true },
  params: customerParams,
  component: CustomerPage,
});

const customerBillingRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/$externalId/billing',
  staticData: { page: PAGES.customerBilling },
  params: customerParams,
  component: lazyRouteComponent(
    () => import('../features/customer/customer-billing-page.tsx'),
    'CustomerBillingPage',
  ),
});

const usageRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/usage',
  staticData: { ranged: true },
  validateSearch: (given: Given<UsageSearch>) => readUsageSearch(given),
  search: { middlewares: [stripSearchParams(USAGE_DEFAULTS)] },
  component: lazyRouteComponent(() => import('../features/explorer/usage-page.tsx'), 'UsagePage'),
});

const logsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/logs',
  staticData: { ranged: true },
  validateSearch: (given: Given<LogsSearch>) => readLogsSearch(given),
  search: {
    middlewares: [
      stripSearchParams({
        ...{ q: '', order: 'latest', slice: '' },
        ...{ minSpend: '', maxSpend: '', minMs: '', maxMs: '' },
      }),
    ],
  },
  component: lazyRouteComponent(() => import('../features/logs/logs-page.tsx'), 'LogsPage'),
});

const budgetsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/budgets',
  staticData: { live: true, page: PAGES.budgets },
  validateSearch: (given: Given<BudgetsSearch>) => readBudgetsSearch(given),
  search: { middlewares: [stripSearchParams({ tab: 'budgets' })] },
  component: lazyRouteComponent(
    () => import('../features/budgets/budgets-page.tsx'),
    'BudgetsPage',
  ),
});

const invoicesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/invoices',
  staticData: { page: PAGES.invoices },
  validateSearch: (given: Given<InvoicesSearch>) => readInvoicesSearch(given),
  search: { middlewares: [stripSearchParams({ tab: 'drafts', q: '', from: '', to: '' })] },
  component: lazyRouteComponent(
    () => import('../features/invoices/invoices-page.tsx'),
    'InvoicesPage',
  ),
});

const invoiceRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/invoices/$invoiceId',
  staticData: { page: PAGES.invoices },
  component: lazyRouteComponent(
    () => import('../features/invoices/invoice-page.tsx'),
    'InvoicePage',
  ),
});

const rateCardsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/rate-cards',
  staticData: { page: PAGES.rateCards },
  component: lazyRouteComponent(
    () => import('../features/rate-cards/rate-cards-page.tsx'),
    'RateCardsPage',
  ),
});

const rateCardRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/rate-cards/$name',
  staticData: { page: PAGES.rateCards },
  params: {
    parse: ({ name }: { name: string }) => ({ name: externalIdFromPath(name) }),
    stringify: ({ name }: { name: string }) => ({ name: externalIdToPath(name) }),
  },
  component: lazyRouteComponent(() => import('../features/rate-cards/card-page.tsx'), 'CardPage'),
});

const newRateCardRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/new-rate-card',
  staticData: { page: PAGES.rateCards },
  component: lazyRouteComponent(
    () => import('../features/rate-cards/new-card-page.tsx'),
    'NewCardPage',
  ),
});

const keysRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/keys',
  staticData: { page: PAGES.keys, ranged: true },
  validateSearch: (given: Given<KeysSearch>) => readKeysSearch(given),
  search: { middlewares: [stripSearchParams({ q: '', show: 'kept' })] },
  component: lazyRouteComponent(() => import('../features/keys/keys-page.tsx'), 'KeysPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/people',
  staticData: { page: PAGES.people },
  validateSearch: (given: Given<PeopleSearch>) => readPeopleSearch(given),
  search: { middlewares: [stripSearchParams({ tab: 'teams', q: '' })] },
  component: lazyRouteComponent(() => import('../features/people/people-page.tsx'), 'PeoplePage'),
});

const pricesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/prices',
  staticData: { page: PAGES.prices },
  validateSearch: (given: Given<PricesSearch>) => readPricesSearch(given),
  search: { middlewares: [stripSearchParams({ tab: 'models', q: '', provider: '' })] },
  component: lazyRouteComponent(() => import('../features/prices/prices-page.tsx'), 'PricesPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings',
  validateSearch: (given: Given<SettingsSearch>) => readSettingsSearch(given),
  search: { middlewares: [stripSearchParams({ tab: 'account', q: '' })] },
  component: lazyRouteComponent(
    () => import('../features/settings/settings-page.tsx'),
    'SettingsPage',
  ),
});

const webhookRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/webhooks/$endpointId',
  staticData: { page: PAGES.webhooks },
  component: lazyRouteComponent(
    () => import('../features/webhooks/webhook-page.tsx'),
    'WebhookPage',
  ),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  invitationRoute,
  portalRoute,
  appRoute.addChildren([
    overviewRoute,
    customersRoute,
    customerRoute,
    customerBillingRoute,
    usageRoute,
    logsRoute,
    budgetsRoute,
    invoicesRoute,
    invoiceRoute,
    rateCardsRoute,
    rateCardRoute,
    newRateCardRoute,
    keysRoute,
    peopleRoute,
    pricesRoute,
    settingsRoute,
    webhookRoute,
  ]),
]);

export function createAppRouter(api: Api) {
  return createRouter({
    routeTree,
    basepath: import.meta.env.BASE_URL,
    context: { api },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface StaticDataRouteOption {
    /** The screen moves by itself: the shell shows the live badge. */
    live?: boolean;
    /** Its figures are of the chosen range: the shell offers the choice. */
    ranged?: boolean;
    /** Not everybody may see it. */
    page?: GuardedPage;
  }
}
