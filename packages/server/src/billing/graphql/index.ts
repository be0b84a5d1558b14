import type { NodeSource } from '../../platform/graphql/index.ts';
import { isUuid } from '../../platform/opaque/index.ts';
import type { Billing } from '../index.ts';
import { InvoiceChangeResolver } from './invoice-changes.ts';
import { InvoiceResolver } from './invoice-resolver.ts';
import { INVOICE_ID, toInvoice } from './invoice-types.ts';
import { InvoiceLinkResolver } from './link-resolver.ts';
import { SpendEventBillingResolver } from './spend-event-billing.ts';
import { BillingTermsResolver } from './terms-resolver.ts';

export const BILLING_RESOLVERS = [
  InvoiceResolver,
  InvoiceChangeResolver,
  InvoiceLinkResolver,
  BillingTermsResolver,
  SpendEventBillingResolver,
];

export function createBillingResolvers({ invoices, links, terms, billedOn }: Billing): object[] {
  return [
    new InvoiceResolver(invoices),
    new InvoiceChangeResolver(invoices),
    new InvoiceLinkResolver(links),
    new BillingTermsResolver(terms),
    new SpendEventBillingResolver(billedOn),
  ];
}

/** What of billing is found by id. */
export function createBillingNodes({ invoices }: Billing): NodeSource[] {
  return [
    {
      type: INVOICE_ID,
      permission: 'READ_INVOICES',
      async find(key, reach) {
        const found = isUuid(key) ? await invoices.find(key, reach) : null;
        return found && toInvoice(found);
      },
    },
  ];
}
