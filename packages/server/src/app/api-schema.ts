import type { GraphQLSchema } from 'graphql';
import { AUDIT_RESOLVERS, createAuditResolvers } from '../audit/graphql/index.ts';
import type { AuditLog } from '../audit/index.ts';
import {
  BILLING_RESOLVERS,
  createBillingNodes,
  createBillingResolvers,
} from '../billing/graphql/index.ts';
import type { Billing, HandOffs } from '../billing/index.ts';
import {
  BUDGET_RESOLVERS,
  createBudgetNodes,
  createBudgetResolvers,
} from '../budgets/graphql/index.ts';
import type { BudgetStates, Budgets } from '../budgets/index.ts';
import { CUSTOMER_RESOLVERS, createCustomerResolvers } from '../customers/graphql/index.ts';
import type { Customers } from '../customers/index.ts';
import { createDeploymentResolvers, DEPLOYMENT_RESOLVERS } from '../deployments/graphql/index.ts';
import type { DeploymentChecks, Deployments } from '../deployments/index.ts';
import {
  createIdentityNodes,
  createIdentityResolvers,
  IDENTITY_RESOLVERS,
  toApiKey,
  toTeam,
  toUser,
} from '../identity/graphql/index.ts';
import type { Identity } from '../identity/index.ts';
import type { Clock, Reconciliation } from '../kernel/index.ts';
import type { Retention } from '../metering/index.ts';
import {
  buildGuardedSchema,
  type Installation,
  InstallationResolver,
  NodeResolver,
  Nodes,
  printSorted,
} from '../platform/graphql/index.ts';
import { createPricingResolvers, PRICING_RESOLVERS } from '../pricing/graphql/index.ts';
import type { PriceService } from '../pricing/index.ts';
import { createReportingResolvers, REPORTING_RESOLVERS } from '../reporting/graphql/index.ts';
import type { Reporting } from '../reporting/index.ts';
import { createReratingResolvers, RERATING_RESOLVERS } from '../rerating/graphql/index.ts';
import type { ReratingService } from '../rerating/index.ts';
import {
  createWebhookNodes,
  createWebhookResolvers,
  WEBHOOK_RESOLVERS,
} from '../webhooks/graphql/index.ts';
import type { Webhooks } from '../webhooks/index.ts';
import { keyRules } from './key-rules.ts';
import { permissionTable } from './permission-table.ts';

const RESOLVERS = [
  InstallationResolver,
  NodeResolver,
  ...AUDIT_RESOLVERS,
  ...BILLING_RESOLVERS,
  ...IDENTITY_RESOLVERS,
  ...CUSTOMER_RESOLVERS,
  ...DEPLOYMENT_RESOLVERS,
  ...BUDGET_RESOLVERS,
  ...REPORTING_RESOLVERS,
  ...PRICING_RESOLVERS,
  ...RERATING_RESOLVERS,
  ...WEBHOOK_RESOLVERS,
] as const;

/** The GraphQL schema with everything its fields need. */
export function createApiSchema(deps: {
  audit: AuditLog;
  billing: Billing;
  handOffs: HandOffs;
  identity: Identity;
  customers: Customers;
  deployments: Deployments;
  deploymentChecks: DeploymentChecks;
  budgets: Budgets;
  budgetStates: BudgetStates;
  reporting: Reporting;
  prices: PriceService;
  rerating: ReratingService;
  webhooks: Webhooks;
  installation: Installation;
  reconcile: () => Promise<Reconciliation>;
  retention: () => Promise<Retention>;
  clock: Clock;
}): { schema: GraphQLSchema; resolvers: object[] } {
  const { identity, customers, clock } = deps;
  const nodes = new Nodes([
    ...createIdentityNodes(identity, clock),
    ...createBudgetNodes(deps.budgets),
    ...createBillingNodes(deps.billing),
    ...createWebhookNodes(deps.webhooks),
  ]);
  const resolvers = [
    new InstallationResolver(deps.installation),
    new NodeResolver(nodes),
    ...createAuditResolvers(deps.audit),
    ...createBillingResolvers(deps.billing, deps.handOffs),
    ...createIdentityResolvers({ identity, readKeyRules: keyRules(deps.budgets), clock }),
    ...createCustomerResolvers(customers),
    ...createDeploymentResolvers(deps.deployments, deps.deploymentChecks),
    ...createBudgetResolvers({
      budgets: deps.budgets,
      states: deps.budgetStates,
      named: namedThings(deps),
    }),
    ...createReportingResolvers(deps),
    ...createPricingResolvers(deps.prices),
    ...createReratingResolvers({
      rerating: deps.rerating,
      resolveRange: deps.reporting.resolveRange,
    }),
    ...createWebhookResolvers(deps.webhooks),
  ];
  return {
    schema: buildGuardedSchema([...RESOLVERS], resolvers, { trail: deps.audit, nodes }),
    resolvers,
  };
}

function namedThings({ identity, clock }: { identity: Identity; clock: Clock }) {
  return {
    apiKeys: async (ids: readonly string[]) =>
      (await identity.apiKeys.byIds(ids)).map((key) => key && toApiKey(key, clock.now())),
    teams: async (ids: readonly string[]) =>
      (await identity.teams.byIds(ids)).map((team) => team && toTeam(team)),
    users: async (ids: readonly string[]) =>
      (await identity.users.byIds(ids)).map((user) => user && toUser(user)),
  };
}

/** The contract as `schema.graphql` holds it. */
export function printApiSchema(): string {
  return printSorted(buildGuardedSchema([...RESOLVERS]));
}

/** Who may use which field, as Markdown. */
export function printPermissions(): string {
  return permissionTable(buildGuardedSchema([...RESOLVERS]));
}
