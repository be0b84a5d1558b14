import { type GraphQLObjectType, getNamedType, isLeafType, isRequiredArgument } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  MASTER_PRINCIPAL,
  type Permission,
  type Principal,
  type Reach,
  reachOf,
  tokenPrincipal,
  userPrincipal,
} from '../../src/platform/access/index.ts';
import {
  fieldsOf,
  type GraphqlContext,
  Loaders,
  needOf,
  permissionOf,
} from '../../src/platform/graphql/index.ts';
import { type Caller, MASTER, startApi } from '../testkit/api-harness.ts';
import { signIn } from '../testkit/sign-in.ts';

const api = await startApi();
afterAll(() => api[Symbol.asyncDispose]());

const { schema } = api;
const fields = [...fieldsOf(schema)];

/**
 * Who may use each root field; `own`: also who has the permission over their own only. A new field has
 * to be put here, by somebody who has thought about it.
 */
const ROOTS: Readonly<Record<string, Permission | `${Permission} own`>> = {
  'Mutation.acceptInvitation': 'PUBLIC',
  'Mutation.addInvoiceLine': 'MANAGE_INVOICES',
  'Mutation.advanceTestClock': 'MANAGE_INVOICES',
  'Mutation.approvePriceUpdate': 'MANAGE_PRICES',
  'Mutation.archiveTeam': 'MANAGE_TEAMS',
  'Mutation.assignRateCard': 'MANAGE_PRICES',
  'Mutation.assignTier': 'MANAGE_BUDGETS',
  'Mutation.block': 'MANAGE_BUDGETS',
  'Mutation.blockApiKey': 'MANAGE_KEYS own',
  'Mutation.blockCustomer': 'MANAGE_BUDGETS',
  'Mutation.blockTeam': 'MANAGE_TEAMS',
  'Mutation.changePassword': 'SIGNED_IN',
  'Mutation.checkBillingTarget': 'MANAGE_INVOICES',
  'Mutation.checkDeployment': 'MANAGE_MODELS',
  'Mutation.createCreditNote': 'MANAGE_INVOICES',
  'Mutation.createDeployment': 'MANAGE_MODELS',
  'Mutation.createInvoiceLink': 'READ_INVOICES own',
  'Mutation.createPortalLink': 'MANAGE_PEOPLE',
  'Mutation.createTeam': 'MANAGE_TEAMS',
  'Mutation.createTestClock': 'MANAGE_INVOICES',
  'Mutation.createTier': 'MANAGE_BUDGETS',
  'Mutation.createUser': 'MANAGE_PEOPLE',
  'Mutation.createWebhookEndpoint': 'MANAGE_WEBHOOKS',
  'Mutation.deleteTier': 'MANAGE_BUDGETS',
  'Mutation.deleteWebhookEndpoint': 'MANAGE_WEBHOOKS',
  'Mutation.disableUser': 'MANAGE_PEOPLE',
  'Mutation.enableUser': 'MANAGE_PEOPLE',
  'Mutation.endSession': 'SIGNED_IN',
  'Mutation.endSessionsOf': 'MANAGE_PEOPLE',
  'Mutation.finaliseInvoice': 'MANAGE_INVOICES',
  'Mutation.finaliseInvoices': 'MANAGE_INVOICES',
  'Mutation.generateInvoices': 'MANAGE_INVOICES',
  'Mutation.grantCredit': 'MANAGE_INVOICES',
  'Mutation.handOffInvoice': 'MANAGE_INVOICES',
  'Mutation.inviteUser': 'MANAGE_PEOPLE',
  'Mutation.issueApiKey': 'MANAGE_KEYS own',
  'Mutation.issueApiToken': 'MANAGE_PEOPLE',
  'Mutation.login': 'PUBLIC',
  'Mutation.logout': 'PUBLIC',
  'Mutation.markInvoicePaid': 'MANAGE_INVOICES',
  'Mutation.openPortal': 'PUBLIC',
  'Mutation.pingWebhookEndpoint': 'MANAGE_WEBHOOKS',
  'Mutation.raiseBudget': 'MANAGE_BUDGETS',
  'Mutation.recordTestUsage': 'MANAGE_INVOICES',
  'Mutation.refreshInvoice': 'MANAGE_INVOICES',
  'Mutation.rejectPriceUpdate': 'MANAGE_PRICES',
  'Mutation.removeBillingTarget': 'MANAGE_INVOICES',
  'Mutation.removeBudget': 'MANAGE_BUDGETS',
  'Mutation.removeDeployment': 'MANAGE_MODELS',
  'Mutation.removeInvoiceLine': 'MANAGE_INVOICES',
  'Mutation.removeTeamMember': 'MANAGE_TEAMS own',
  'Mutation.removeTestClock': 'MANAGE_INVOICES',
  'Mutation.replaceInvoice': 'MANAGE_INVOICES',
  'Mutation.replaceInvoiceLinkKey': 'MANAGE_INVOICES',
  'Mutation.replayWebhookDeliveries': 'MANAGE_WEBHOOKS',
  'Mutation.replayWebhookDelivery': 'MANAGE_WEBHOOKS',
  'Mutation.requireSignedCustomer': 'MANAGE_KEYS own',
  'Mutation.rerateSpend': 'MANAGE_PRICES',
  'Mutation.resetBudget': 'MANAGE_BUDGETS',
  'Mutation.revokeApiKey': 'MANAGE_KEYS own',
  'Mutation.revokeApiToken': 'MANAGE_PEOPLE',
  'Mutation.rotateApiKey': 'MANAGE_KEYS own',
  'Mutation.rotateWebhookSecret': 'MANAGE_WEBHOOKS',
  'Mutation.setBillingProfile': 'MANAGE_INVOICES',
  'Mutation.setBillingSchedule': 'MANAGE_INVOICES',
  'Mutation.setBillingTarget': 'MANAGE_INVOICES',
  'Mutation.setBudget': 'MANAGE_BUDGETS',
  'Mutation.setInvoiceInReview': 'MANAGE_INVOICES',
  'Mutation.setPrice': 'MANAGE_PRICES',
  'Mutation.setRateCard': 'MANAGE_PRICES',
  'Mutation.setPrepaid': 'MANAGE_INVOICES',
  'Mutation.setRateLimit': 'MANAGE_BUDGETS',
  'Mutation.setSeller': 'MANAGE_INVOICES',
  'Mutation.setTeamMember': 'MANAGE_TEAMS own',
  'Mutation.skipWebhookDelivery': 'MANAGE_WEBHOOKS',
  'Mutation.unblock': 'MANAGE_BUDGETS',
  'Mutation.unblockApiKey': 'MANAGE_KEYS own',
  'Mutation.unblockCustomer': 'MANAGE_BUDGETS',
  'Mutation.unblockTeam': 'MANAGE_TEAMS',
  'Mutation.updateApiKey': 'MANAGE_KEYS own',
  'Mutation.updateDeployment': 'MANAGE_MODELS',
  'Mutation.updateTeam': 'MANAGE_TEAMS own',
  'Mutation.updateTier': 'MANAGE_BUDGETS',
  'Mutation.updateUser': 'MANAGE_PEOPLE',
  'Mutation.updateWebhookEndpoint': 'MANAGE_WEBHOOKS',
  'Mutation.voidCreditGrant': 'MANAGE_INVOICES',
  'Mutation.voidInvoice': 'MANAGE_INVOICES',
  'Query.apiKey': 'READ_KEYS own',
  'Query.apiKeys': 'READ_KEYS own',
  'Query.apiTokens': 'MANAGE_PEOPLE',
  'Query.auditEntries': 'READ_AUDIT',
  'Query.billingProfile': 'READ_INVOICES own',
  'Query.billingSchedule': 'READ_INVOICES',
  'Query.billingTargets': 'READ_INVOICES',
  'Query.blocks': 'READ_BUDGETS',
  'Query.budget': 'READ_BUDGETS own',
  'Query.budgets': 'READ_BUDGETS',
  'Query.creditEntries': 'READ_INVOICES own',
  'Query.creditGrants': 'READ_INVOICES own',
  'Query.creditNotes': 'READ_INVOICES own',
  'Query.customer': 'READ_SPEND own',
  'Query.customers': 'READ_SPEND own',
  'Query.deployments': 'READ_MODELS',
  'Query.generationPreview': 'MANAGE_INVOICES',
  'Query.installation': 'PUBLIC',
  'Query.invoice': 'READ_INVOICES own',
  'Query.invoiceHandOffs': 'READ_INVOICES',
  'Query.invoiceLine': 'READ_INVOICES own',
  'Query.invoiceSums': 'READ_INVOICES own',
  'Query.invoices': 'READ_INVOICES own',
  'Query.models': 'READ_PRICES',
  'Query.node': 'SIGNED_IN',
  'Query.previewBudget': 'MANAGE_BUDGETS',
  'Query.prepaidWallet': 'READ_INVOICES own',
  'Query.previewRateCard': 'MANAGE_PRICES',
  'Query.priceHistory': 'READ_PRICES',
  'Query.priceQuote': 'READ_PRICES',
  'Query.priceUpdateChanges': 'READ_PRICES',
  'Query.priceUpdates': 'READ_PRICES',
  'Query.priceVersion': 'READ_PRICES',
  'Query.prices': 'READ_PRICES',
  'Query.rateCard': 'READ_PRICES',
  'Query.rateCards': 'READ_PRICES',
  'Query.rateLimits': 'READ_BUDGETS',
  'Query.reconciliation': 'READ_SPEND',
  'Query.rerateSpendPreview': 'READ_PRICES',
  'Query.rerating': 'READ_PRICES',
  'Query.reratings': 'READ_PRICES',
  'Query.seller': 'READ_INVOICES own',
  'Query.retention': 'READ_SPEND',
  'Query.sessions': 'SIGNED_IN',
  'Query.spendEvent': 'READ_SPEND own',
  'Query.spendEventHistogram': 'READ_SPEND own',
  'Query.spendEvents': 'READ_SPEND own',
  'Query.team': 'READ_PEOPLE own',
  'Query.teams': 'READ_PEOPLE own',
  'Query.testClocks': 'READ_INVOICES',
  'Query.tier': 'READ_BUDGETS',
  'Query.tiers': 'READ_BUDGETS',
  'Query.unpricedModels': 'READ_PRICES',
  'Query.usage': 'READ_SPEND own',
  'Query.user': 'READ_PEOPLE own',
  'Query.users': 'READ_PEOPLE own',
  'Query.viewer': 'PUBLIC',
  'Query.webhookAttempts': 'READ_WEBHOOKS',
  'Query.webhookDeliveries': 'READ_WEBHOOKS',
  'Query.webhookDelivery': 'READ_WEBHOOKS',
  'Query.webhookEndpoint': 'READ_WEBHOOKS',
  'Query.webhookEndpoints': 'READ_WEBHOOKS',
  'Query.whatIf': 'READ_PRICES',
  'Subscription.budgetChanged': 'READ_BUDGETS own',
  'Subscription.liveSpend': 'READ_SPEND own',
};

/** Types whose fields anybody may read: they hold nothing until a guarded field fills them. */
const PUBLIC_TYPES = [
  'Grant',
  'Installation',
  'LoginPayload',
  'LogoutPayload',
  'UserError',
  'Viewer',
];

const ID = '0198c0de-0000-7000-8000-000000000001';
const user = { id: ID, name: 'test', email: null, adminTeamIds: [] };
const token = { id: ID, name: 'test', customer: null };
const CALLERS: readonly { name: string; principal: Principal | null }[] = [
  { name: 'nobody', principal: null },
  { name: 'the master key', principal: MASTER_PRINCIPAL },
  ...(['ADMIN', 'ENGINEER', 'FINANCE', 'VIEWER', 'MEMBER'] as const).map((role) => ({
    name: role,
    principal: userPrincipal({ ...user, role }),
  })),
  {
    name: 'a team admin',
    principal: userPrincipal({ ...user, role: 'MEMBER', adminTeamIds: [ID] }),
  },
  ...(['ADMIN', 'BILLING_READ', 'BILLING_WRITE', 'VIEWER'] as const).map((scope) => ({
    name: `a token for ${scope}`,
    principal: tokenPrincipal({ ...token, scope }),
  })),
  { name: 'a portal', principal: tokenPrincipal({ ...token, scope: 'PORTAL', customer: 'acme' }) },
];

const isRoot = (type: GraphQLObjectType) =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(type);

async function refusalOf(resolve: () => Promise<unknown>): Promise<unknown> {
  return resolve().then(
    () => null,
    (error: { extensions?: { code?: string } }) => error.extensions?.code ?? null,
  );
}

test('every root field asks for what the table says', () => {
  const declared = fields
    .filter(({ type }) => isRoot(type))
    .map(({ type, field }) => {
      const { permission, own } = needOf(type, field) ?? {};
      return [`${type.name}.${field.name}`, own ? `${permission} own` : permission];
    });
  expect(Object.fromEntries(declared)).toEqual(ROOTS);
});

test('only the types named here can be read without signing in', () => {
  const open = fields
    .filter(({ type, field }) => !isRoot(type) && permissionOf(type, field) === 'PUBLIC')
    .map(({ type }) => type.name);
  expect([...new Set(open)].sort()).toEqual(PUBLIC_TYPES);
});

describe('every field of the schema, resolved directly', () => {
  const contextOf = (principal: Principal | null): GraphqlContext => {
    const authentication =
      principal === null ? ({ principal, reason: 'Sign in first' } as const) : { principal };
    return {
      requestId: '',
      clientAddress: '',
      userAgent: null,
      isBearer: false,
      cookies: { get: () => undefined, set: () => undefined, clear: () => undefined },
      authenticate: async () => authentication,
      authentication,
      loaders: new Loaders(),
      resolver: () => {
        throw new Error('reached');
      },
    };
  };

  /** Over everything, or over their own where the field narrows to it. */
  const isAllowed = (reach: Reach | null, own: boolean) => reach === 'ALL' || (own && !!reach);

  test.each(CALLERS)('for $name', async ({ principal }) => {
    for (const { type, field } of fields) {
      const { permission, own } = needOf(type, field) ?? { permission: 'READ_AUDIT', own: false };
      const allowed =
        permission === 'PUBLIC' ||
        (principal !== null && isAllowed(reachOf(principal, permission), own));
      const guarded = type === schema.getSubscriptionType() ? field.subscribe : field.resolve;
      const refusal = await refusalOf(async () =>
        guarded?.({}, {}, contextOf(principal), {} as never),
      );
      const expected = allowed ? null : principal === null ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      // What narrows to one's own may find that this is not.
      if (allowed && principal !== null && reachOf(principal, permission) !== 'ALL') continue;
      const isRefusal = refusal === 'UNAUTHENTICATED' || refusal === 'FORBIDDEN';
      expect([type.name, field.name, isRefusal ? refusal : null]).toEqual([
        type.name,
        field.name,
        expected,
      ]);
    }
  });
});

describe('over HTTP', () => {
  let viewer: Caller;
  beforeAll(async () => {
    viewer = await signIn(api, { login: 'viewer@example.com', role: 'VIEWER' });
  });

  const rootsWithoutArguments = fields.filter(
    ({ type, field }) => type === schema.getQueryType() && !field.args.some(isRequiredArgument),
  );

  const VIEWERS: ReadonlySet<Permission> = new Set(
    userPrincipal({ ...user, role: 'VIEWER' }).grants.keys(),
  ).add('SIGNED_IN');

  test('nobody reads spend or keys; viewers and the master key do', async () => {
    for (const { type, field } of rootsWithoutArguments) {
      const leaf = isLeafType(getNamedType(field.type));
      const query = `{ ${field.name} ${leaf ? '' : '{ __typename }'} }`;
      const codeFor = async (caller: Caller) =>
        (await api.graphql(query, {}, caller)).errors?.[0]?.extensions['code'] ?? null;
      const isPublic = permissionOf(type, field) === 'PUBLIC';
      expect([field.name, await codeFor({})]).toEqual([
        field.name,
        isPublic ? null : 'UNAUTHENTICATED',
      ]);
      const mayView = isPublic || VIEWERS.has(permissionOf(type, field) ?? 'READ_AUDIT');
      const expected = [field.name, mayView ? null : 'FORBIDDEN'];
      expect([field.name, await codeFor(viewer)]).toEqual(expected);
      expect([field.name, await codeFor(MASTER)]).toEqual([field.name, null]);
    }
  });

  test('a viewer cannot issue or revoke keys', async () => {
    const issue = 'mutation { issueApiKey(input: { alias: "a" }, idempotencyKey: "b") { secret } }';
    const revoke = 'mutation { revokeApiKey(id: "x") { apiKey { id } } }';
    for (const mutation of [issue, revoke]) {
      const { data, errors } = await api.graphql(mutation, {}, viewer);
      expect({ data, code: errors?.[0]?.extensions['code'] }).toEqual({
        data: null,
        code: 'FORBIDDEN',
      });
    }
  });

  test('a gateway API key is told that it opens the gateway only', async () => {
    const issue = 'mutation { issueApiKey(input: { alias: "a" }, idempotencyKey: "k") { secret } }';
    const { secret } = (await api.graphql(issue)).data.issueApiKey;
    const { errors } = await api.graphql('{ customers { nodes { id } } }', {}, { bearer: secret });
    expect(errors?.[0]).toMatchObject({
      message:
        'A gateway API key opens the gateway only; use an API token, the master key, or sign in',
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });

  test('a wrong header is not made good by a valid cookie', async () => {
    const { data } = await api.graphql('{ viewer { name } }', {}, { ...viewer, bearer: 'wrong' });
    expect(data.viewer).toBeNull();
  });

  test('downloads ask for the same as the fields they print', async () => {
    for (const path of ['/exports/usage.csv?preset=TODAY', '/exports/events.csv']) {
      expect((await api.download(path, {})).status).toBe(401);
      expect((await api.download(path, { bearer: 'wrong' })).status).toBe(401);
      expect((await api.download(path, viewer)).status).toBe(200);
    }
  });
});
