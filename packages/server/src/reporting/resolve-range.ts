import type { Result } from '../kernel/index.ts';
import {
  type BillingPeriods,
  isBilling,
  type Range,
  type RangeRequest,
  type ResolveRange,
} from './range.ts';
import type { UsageFilter } from './usage-filter.ts';

/** A range of what a filter lets through: a billing period is that of its one customer, if it has one. */
export type ResolveFilteredRange = (
  request: RangeRequest,
  filter: Pick<UsageFilter, 'customers' | 'reach'>,
) => Promise<Result<Range, string>>;

/** `billingPeriods` gives the schedule of a customer. */
export function createFilteredRangeResolver(deps: {
  resolveRange: ResolveRange;
  billingPeriods: (customer: string) => Promise<Omit<BillingPeriods, 'customer'>>;
}): ResolveFilteredRange {
  return async (request, filter) => {
    const customer = isBilling(request) ? onlyCustomer(filter) : null;
    if (customer === null) return deps.resolveRange(request);
    const { timeZone, at } = await deps.billingPeriods(customer);
    return deps.resolveRange(request, { customer, timeZone, at });
  };
}

/** Whom all that is asked about is of, because it is asked so or because the caller sees no more. */
function onlyCustomer({ customers, reach }: Parameters<ResolveFilteredRange>[1]): string | null {
  const [asked, ...others] = customers;
  if (asked !== undefined) return others.length === 0 ? asked : null;
  if (reach === 'ALL' || reach.userId !== null || reach.teamIds.length > 0) return null;
  return reach.customer;
}
