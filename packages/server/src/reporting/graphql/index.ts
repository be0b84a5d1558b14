import type { Budgets } from '../../budgets/index.ts';
import type { Customers } from '../../customers/index.ts';
import type { Identity } from '../../identity/index.ts';
import type { Retention } from '../../metering/index.ts';
import type { Reporting } from '../index.ts';
import { ApiKeyTotalsResolver } from './api-key-totals-resolver.ts';
import { createChildren } from './children.ts';
import { CustomerListResolver } from './customer-list-resolver.ts';
import { EventBudgetsResolver } from './event-budgets-resolver.ts';
import { EventExportResolver } from './event-export-resolver.ts';
import { EventHistogramResolver } from './event-histogram-resolver.ts';
import { LiveResolver } from './live-resolver.ts';
import { type Reconciliation, ReconciliationResolver } from './reconciliation.ts';
import { RetentionResolver } from './retention.ts';
import { SpendEventResolver } from './spend-event-resolver.ts';
import { UsageResolver } from './usage-resolver.ts';
import { UsageRowResolver } from './usage-row-type.ts';

export { RangeInput } from './range-types.ts';
export { SpendEvent } from './spend-event-types.ts';

export const REPORTING_RESOLVERS = [
  ApiKeyTotalsResolver,
  CustomerListResolver,
  EventBudgetsResolver,
  EventExportResolver,
  EventHistogramResolver,
  LiveResolver,
  ReconciliationResolver,
  RetentionResolver,
  SpendEventResolver,
  UsageResolver,
  UsageRowResolver,
];

export function createReportingResolvers(deps: {
  reporting: Reporting;
  budgets: Pick<Budgets, 'budgets' | 'rules'>;
  customers: Customers;
  identity: Pick<Identity, 'apiKeys' | 'teams' | 'users'>;
  reconcile: () => Promise<Reconciliation>;
  retention: () => Promise<Retention>;
}): object[] {
  const { reporting, customers, identity } = deps;
  const children = createChildren({ customers, identity, clock: reporting.clock });
  return [
    new ApiKeyTotalsResolver(reporting),
    new CustomerListResolver(reporting),
    new EventBudgetsResolver(deps.budgets),
    new EventExportResolver(),
    new EventHistogramResolver(reporting),
    new LiveResolver(reporting),
    new ReconciliationResolver(deps.reconcile),
    new RetentionResolver(deps.retention),
    new SpendEventResolver({ reporting, children }),
    new UsageResolver(reporting),
    new UsageRowResolver(children),
  ];
}
