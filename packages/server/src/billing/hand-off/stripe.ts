import { createHash, randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import type { Secret } from '../../kernel/index.ts';
import type { InvoiceRow } from '../sql/invoice-rows.ts';
import { addCreditNotes } from './stripe-credit-notes.ts';
import {
  type BillingTarget,
  type HandedCreditNote,
  type HandedInvoice,
  type HandedLine,
  type MarkedInvoice,
  NotTaken,
  type Progress,
  type Remote,
} from './target.ts';

export const STRIPE_URL = 'https://api.stripe.com';

const TIMEOUT_MS = 30_000;
const LINES_AT_ONCE = 100;
const LONGEST_DESCRIPTION = 500;
/** Stripe forgets idempotency keys after a day. */
const KEYS_HOLD_MS = 20 * 3_600_000;
const PAID_THERE =
  'It is paid in Stripe, which makes void what is open only: make a credit note there';

/** docs.stripe.com/currencies: all others are given in hundredths, ISK and UGX too. */
const DIGITS: Readonly<Record<string, number>> = Object.fromEntries([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA'].map((code) => [code, 0]),
  ...['PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map((code) => [code, 0]),
  // In thousandths, but whole hundredths only.
  ...['BHD', 'JOD', 'KWD', 'OMR', 'TND'].map((code) => [code, 3]),
]);

/** Where the customers of one side are on the other. */
export interface RemoteCustomers {
  find(customer: string): Promise<string | null>;
  remember(customer: string, remoteId: string): Promise<void>;
}

/**
 * Invoices in Stripe: made as a draft, filled with our lines, compared with our total and only then
 * finalised, under our number. Each step carries an idempotency key made of the invoice's id.
 */
export class StripeTarget implements BillingTarget {
  readonly isTest: boolean;
  readonly #stripe: Stripe;
  readonly #customers: RemoteCustomers;
  readonly #now: () => Date;

  constructor(deps: {
    apiKey: Secret;
    baseUrl: string;
    fetch: typeof fetch;
    customers: RemoteCustomers;
    now: () => Date;
  }) {
    const { protocol, hostname, port } = new URL(deps.baseUrl);
    this.#stripe = new Stripe(deps.apiKey.reveal(), {
      protocol: protocol === 'http:' ? 'http' : 'https',
      host: hostname,
      port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
      httpClient: Stripe.createFetchHttpClient(answering(deps.fetch)),
      maxNetworkRetries: 0,
      telemetry: false,
      timeout: TIMEOUT_MS,
    });
    this.isTest = isTestKey(deps.apiKey);
    this.#customers = deps.customers;
    this.#now = deps.now;
  }

  digitsOf({ currency }: InvoiceRow): number {
    return DIGITS[currency] ?? 2;
  }

  async check(): Promise<void> {
    await this.#stripe.invoices.list({ limit: 1 });
  }

  async push(handed: HandedInvoice, progress: Progress): Promise<Remote> {
    try {
      refuseFractions(handed, handed.lines);
      const { id, number, hosted_invoice_url: url } = await this.#finalised(handed, progress);
      return { id, number, url: url ?? null };
    } catch (fault) {
      throw readable(fault);
    }
  }

  async credit(
    of: MarkedInvoice,
    remoteId: string,
    notes: readonly HandedCreditNote[],
  ): Promise<void> {
    try {
      refuseFractions(of, notes);
      await addCreditNotes(this.#stripe, remoteId, notes);
    } catch (fault) {
      throw readable(fault);
    }
  }

  /**
   * Nothing is paid twice: each attempt looks first. Its key is for the client, which itself asks once more where a
   * connection breaks off; a refusal is not kept for the next attempt.
   */
  async markPaid(remoteId: string): Promise<void> {
    try {
      const { id, status } = await this.#stripe.invoices.retrieve(remoteId);
      if (status === 'paid') return;
      if (status === 'void') throw new NotTaken('It is void in Stripe, and cannot be paid there');
      await this.#stripe.invoices.pay(id, { paid_out_of_band: true }, newKey());
    } catch (fault) {
      throw readable(fault);
    }
  }

  /** Nothing is final there before its id is known here. */
  async void(_of: MarkedInvoice, { remoteId }: Progress): Promise<void> {
    try {
      const known = remoteId && (await orNone(this.#stripe.invoices.retrieve(remoteId)));
      if (!known || known.status === 'void') return;
      // What comes to nothing is paid at once there, and stays so.
      if (known.status === 'paid' && known.total === 0) return;
      if (known.status === 'paid') throw new NotTaken(PAID_THERE);
      if (known.status === 'draft') await this.#stripe.invoices.del(known.id);
      else await this.#stripe.invoices.voidInvoice(known.id, {}, newKey());
    } catch (fault) {
      throw readable(fault);
    }
  }

  async #finalised(handed: HandedInvoice, progress: Progress): Promise<Stripe.Invoice> {
    const known =
      progress.remoteId === null
        ? null
        : await orNone(this.#stripe.invoices.retrieve(progress.remoteId));
    if (known !== null && known.status !== 'draft') return compared(handed, known);
    const isStale = this.#now().getTime() - progress.beganAt.getTime() > KEYS_HOLD_MS;
    if (isStale || (known === null && progress.remoteId !== null)) {
      if (known !== null) await this.#stripe.invoices.del(known.id);
      return this.#finalised(handed, await progress.restart());
    }
    const draft = known ?? (await this.#draft(handed, progress));
    const filled = await this.#fill(handed, draft, progress);
    const key = { idempotencyKey: keyOf(handed, progress, 'finalise') };
    const { id } = compared(handed, filled);
    return this.#stripe.invoices.finalizeInvoice(id, { auto_advance: false }, key);
  }

  async #draft(handed: HandedInvoice, progress: Progress): Promise<Stripe.Invoice> {
    const { invoice, number } = handed;
    const draft = await this.#stripe.invoices.create(
      {
        customer: await this.#customer(invoice),
        currency: invoice.currency.toLowerCase(),
        number,
        collection_method: 'send_invoice',
        days_until_due: invoice.party.paymentDays,
        auto_advance: false,
        automatic_tax: { enabled: false },
        pending_invoice_items_behavior: 'exclude',
        metadata: { tollgate_invoice: invoice.id, tollgate_number: number },
      },
      { idempotencyKey: keyOf(handed, progress, 'invoice') },
    );
    await progress.remember(draft.id);
    return draft;
  }

  async #fill(
    { lines, ...handed }: HandedInvoice,
    draft: Stripe.Invoice,
    progress: Progress,
  ): Promise<Stripe.Invoice> {
    let filled = draft;
    for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
      const some = lines.slice(from, from + LINES_AT_ONCE).map((line) => ({
        amount: line.amountMinor,
        description: line.description.slice(0, LONGEST_DESCRIPTION),
        discountable: false,
        period: { start: secondsOf(line.periodStart), end: secondsOf(line.periodEnd) },
      }));
      filled = await this.#stripe.invoices.addLines(
        draft.id,
        { lines: some },
        { idempotencyKey: keyOf(handed, progress, `lines-${from}`) },
      );
    }
    return filled;
  }

  /** Made once with nothing that changes, and then brought up to date. */
  async #customer({ customer, party }: InvoiceRow): Promise<string> {
    const [line1 = '', ...others] = party.address.split('\n');
    const facts = {
      name: party.name === '' ? customer : party.name,
      email: party.email,
      address: { line1, line2: others.join(', ') },
    };
    const known = await this.#customers.find(customer);
    if (known !== null) {
      const updated = await orNone(this.#stripe.customers.update(known, facts));
      if (updated !== null) return updated.id;
    }
    return (await this.#stripe.customers.update(await this.#newCustomer(customer), facts)).id;
  }

  async #newCustomer(customer: string): Promise<string> {
    const digest = createHash('sha256').update(customer).digest('hex');
    const { id } = await this.#stripe.customers.create(
      { metadata: { tollgate_customer: customer } },
      { idempotencyKey: `tollgate-customer-${digest}` },
    );
    await this.#customers.remember(customer, id);
    return id;
  }
}

/** docs.stripe.com/keys: one of test mode, or of a sandbox. */
function isTestKey(apiKey: Secret): boolean {
  return /^(sk|rk)_test_/.test(apiKey.reveal());
}

/** Whatever stands before Stripe may fail in a form of its own, which the client would take for an answer. */
function answering(ask: typeof fetch): typeof fetch {
  return async (...request) => {
    const response = await ask(...request);
    if (response.status >= 500) throw new Error(`Stripe answered ${response.status}`);
    return response;
  };
}

/** Null for what is not there, or not any more. */
async function orNone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (fault) {
    if (fault instanceof Stripe.errors.StripeError && fault.statusCode === 404) return null;
    throw fault;
  }
}

function refuseFractions(
  { invoice }: MarkedInvoice,
  amounts: readonly Pick<HandedLine, 'amountMinor'>[],
): void {
  if (DIGITS[invoice.currency] !== 3) return;
  if (amounts.every(({ amountMinor }) => amountMinor % 10 === 0)) return;
  throw new NotTaken(`Stripe takes ${invoice.currency} in whole hundredths only`);
}

/** The very sum, or nothing. */
function compared({ totalMinor }: HandedInvoice, found: Stripe.Invoice): Stripe.Invoice {
  if (found.total === totalMinor) return found;
  throw new NotTaken(
    `Stripe makes it ${found.total} where it is ${totalMinor}, in the smallest unit`,
  );
}

function keyOf(
  { invoice }: Pick<HandedInvoice, 'invoice'>,
  { beganAt }: Progress,
  step: string,
): string {
  return `tollgate-${invoice.id}-${beganAt.getTime()}-${step}`;
}

function newKey(): Stripe.RequestOptions {
  return { idempotencyKey: randomUUID() };
}

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1_000);
}

function readable(fault: unknown): unknown {
  return isFinal(fault) ? new NotTaken(fault.message) : fault;
}

/** A refusal of this invoice. Keys that do not open and limits of speed can be mended meanwhile. */
function isFinal(fault: unknown): fault is Error {
  if (!(fault instanceof Stripe.errors.StripeError)) return false;
  if (fault instanceof Stripe.errors.StripeIdempotencyError) return false;
  return fault.statusCode !== undefined && [400, 402, 404, 422].includes(fault.statusCode);
}
