import type { Clock } from '../kernel/index.ts';
import type { Reach } from '../platform/access/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import type { Sealer } from '../platform/sealing/index.ts';
import { type TestClockDeps, TestClocks } from './clocks/test-clocks.ts';
import { DraftService } from './draft-service.ts';
import { createInvoiceDownloads, type InvoiceDownload } from './export/downloads.ts';
import { createPdfDownloads } from './export/pdf/downloads.ts';
import { InvoiceLinks } from './links/invoice-links.ts';
import { Prepaid } from './prepaid/service.ts';
import type { Wallets } from './prepaid/wallets.ts';
import { type PricesNow, RateCardPreviews } from './preview.ts';
import { BillingSchedule } from './schedule/billing-schedule.ts';
import { InvoiceService } from './service.ts';
import { type BilledKey, type BilledOn, billedOn } from './sql/billed-on.ts';
import { BillingTerms } from './terms-service.ts';

export { dueOf, paidOf } from './amounts.ts';
export { readBillingPeriods } from './billing-periods.ts';
export type { Change } from './changes.ts';
export { createHandOff, HAND_OFF_CHANNEL } from './hand-off/index.ts';
export type { HandOffs } from './hand-off/service.ts';
export {
  type FinalStatus,
  HAND_OFF_STATUSES,
  type HandOffRow,
  type HandOffStatus,
} from './hand-off/sql/hand-offs.ts';
export type { TargetRow } from './hand-off/sql/targets.ts';
export { TARGET_KINDS, type TargetKind } from './hand-off/target.ts';
export { INVOICE_STATUSES, type InvoiceStatus } from './invoice.ts';
export type { InvoiceLinks } from './links/invoice-links.ts';
export type { GrantRequest } from './prepaid/grant.ts';
export {
  CREDIT_STATES,
  ENTRY_KINDS,
  type EntryRow,
  type GrantRow,
  type WalletRow,
} from './prepaid/rows.ts';
export type { Prepaid } from './prepaid/service.ts';
export type { Wallet } from './prepaid/wallet.ts';
export { Wallets } from './prepaid/wallets.ts';
export type { RateCardPreview, RateCardPreviews } from './preview.ts';
export type { Problem } from './problem.ts';
export type { BillingProfile } from './profile.ts';
export type { LineKind } from './rating/line.ts';
export { checkInvoices } from './reconcile.ts';
export { DEFAULT_SELLER, type Seller } from './seller.ts';
export type { InvoiceService, LineOfInvoice } from './service.ts';
export { shownCall, shownLine } from './shown-line.ts';
export type { BilledCallRow, CallPosition } from './sql/billed-calls.ts';
export type { BilledKey, BilledOn } from './sql/billed-on.ts';
export type { CreditNoteRow } from './sql/credit-notes.ts';
export type { InvoiceFilter, InvoiceRow } from './sql/invoice-rows.ts';
export type { InvoiceRun } from './sql/invoice-runs.ts';
export type { InvoiceSums } from './sql/invoice-sums.ts';
export { UNBILLED_CALLS } from './sql/keep-unbilled.ts';
export type { LineRow } from './sql/lines.ts';
export type { RateCardRow } from './sql/terms.ts';
export type { TestClockRow } from './sql/test-clocks.ts';
export type { BillingTerms } from './terms-service.ts';
export type { BillingSchedule, DraftService, TestClocks };

export interface Billing {
  readonly drafts: DraftService;
  readonly invoices: InvoiceService;
  readonly terms: BillingTerms;
  readonly schedule: BillingSchedule;
  readonly testClocks: TestClocks;
  readonly prepaid: Prepaid;
  /** Which invoice bills a row of the record; one entry for each, in order. */
  readonly billedOn: (keys: readonly BilledKey[], reach: Reach) => Promise<(BilledOn | null)[]>;
  readonly links: InvoiceLinks;
  readonly previews: RateCardPreviews;
  readonly downloads: readonly InvoiceDownload[];
}

export function createBilling(deps: {
  pool: Pool;
  clock: Clock;
  sealer: Sealer;
  prices: PricesNow;
  record: TestClockDeps['record'];
  wallets: Wallets;
}): Billing {
  const { pool } = deps;
  const links = new InvoiceLinks(deps);
  const drafts = new DraftService(deps);
  return {
    drafts,
    invoices: new InvoiceService(deps),
    terms: new BillingTerms(deps),
    schedule: new BillingSchedule({ ...deps, drafts }),
    testClocks: new TestClocks({ ...deps, drafts }),
    prepaid: new Prepaid({ ...deps, inForce: (customer) => deps.wallets.refresh(customer) }),
    billedOn: (keys, reach) => billedOn(pool, keys, reach),
    links,
    previews: new RateCardPreviews(deps),
    downloads: [...createInvoiceDownloads(pool), ...createPdfDownloads({ pool, links })],
  };
}
