import type { NodeSource } from '../../platform/graphql/index.ts';
import { isUuid } from '../../platform/opaque/index.ts';
import type { Billing, HandOffs } from '../index.ts';
import { CreditNoteResolver } from './credit-note-resolver.ts';
import { CreditResolver } from './credit-resolver.ts';
import { CREDIT_GRANT_ID, toCreditGrant } from './credit-types.ts';
import { DraftResolver } from './draft-resolver.ts';
import { HandOffResolver } from './hand-off-resolver.ts';
import { InvoiceChangeResolver } from './invoice-changes.ts';
import { InvoiceResolver } from './invoice-resolver.ts';
import { INVOICE_ID, toInvoice } from './invoice-types.ts';
import { LineResolver } from './line-resolver.ts';
import { InvoiceLinkResolver } from './link-resolver.ts';
import { RateCardPreviewResolver } from './preview-resolver.ts';
import { InvoiceRunResolver } from './run-resolver.ts';
import { BillingScheduleResolver } from './schedule-resolver.ts';
import { SellerResolver } from './seller-resolver.ts';
import { SpendEventBillingResolver } from './spend-event-billing.ts';
import { SpendEventWalletResolver } from './spend-event-wallet.ts';
import { BillingTermsResolver } from './terms-resolver.ts';
import { TestClockResolver } from './test-clock-resolver.ts';

export const BILLING_RESOLVERS = [
  InvoiceResolver,
  LineResolver,
  CreditNoteResolver,
  CreditResolver,
  DraftResolver,
  InvoiceRunResolver,
  InvoiceChangeResolver,
  InvoiceLinkResolver,
  HandOffResolver,
  BillingTermsResolver,
  RateCardPreviewResolver,
  SellerResolver,
  BillingScheduleResolver,
  TestClockResolver,
  SpendEventBillingResolver,
  SpendEventWalletResolver,
];

export function createBillingResolvers(billing: Billing, handOffs: HandOffs): object[] {
  const { billedOn, drafts, invoices, links, prepaid, previews, schedule, terms, testClocks } =
    billing;
  return [
    new InvoiceResolver(invoices),
    new LineResolver(invoices),
    new CreditNoteResolver(invoices),
    new CreditResolver(prepaid),
    new DraftResolver(drafts),
    new InvoiceRunResolver(invoices),
    new InvoiceChangeResolver(invoices),
    new InvoiceLinkResolver(links),
    new HandOffResolver(handOffs),
    new BillingTermsResolver(terms),
    new RateCardPreviewResolver(previews),
    new SellerResolver(terms),
    new BillingScheduleResolver(schedule),
    new TestClockResolver(testClocks),
    new SpendEventBillingResolver(billedOn),
    new SpendEventWalletResolver(prepaid),
  ];
}

/** What of billing is found by id. */
export function createBillingNodes({ invoices, prepaid }: Billing): NodeSource[] {
  return [
    {
      type: CREDIT_GRANT_ID,
      permission: 'READ_INVOICES',
      async find(key, reach) {
        const found = isUuid(key) ? await prepaid.find(key, reach) : null;
        return found && toCreditGrant(found);
      },
    },
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
