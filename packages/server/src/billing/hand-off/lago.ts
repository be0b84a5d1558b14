import {
  Client,
  type Currency,
  type CurrencyOrNull,
  type InvoiceOneOffCreateInput,
} from 'lago-javascript-client';
import type { Secret } from '../../kernel/index.ts';
import type { InvoiceRow } from '../sql/invoice-rows.ts';
import {
  type BillingTarget,
  type HandedInvoice,
  type MarkedInvoice,
  NotTaken,
  type Progress,
  type Remote,
} from './target.ts';

export const LAGO_URL = 'https://api.getlago.com';

/** The one add-on that all lines are of: Lago bills nothing that is not. */
const ADD_ON = 'tollgate';
const LOOKED_BACK_MS = 24 * 3_600_000;
const PER_PAGE = 100;
const LONGEST_NAME = 255;
const PAID_THERE =
  'It is paid in Lago, which makes void what is not paid only: make a credit note there';

/** Invoices in Lago: one-off ones, which are final at once. Lago has no idempotency keys for them. */
export class LagoTarget implements BillingTarget {
  readonly isTest = false;
  readonly #lago: ReturnType<typeof Client>;

  constructor({
    apiKey,
    baseUrl,
    fetch,
  }: { apiKey: Secret; baseUrl: string; fetch: typeof globalThis.fetch }) {
    this.#lago = Client(apiKey.reveal(), {
      baseUrl: `${baseUrl.replace(/\/$/, '')}/api/v1`,
      customFetch: fetch,
    });
  }

  digitsOf({ currencyDigits }: InvoiceRow): number {
    return currencyDigits;
  }

  async check(): Promise<void> {
    try {
      const { data } = await this.#lago.addOns.findAllAddOns({ per_page: 1 });
      if (!Array.isArray(data?.add_ons)) throw new Error('What answers there is not Lago');
    } catch (fault) {
      throw readable(fault);
    }
  }

  async push(handed: HandedInvoice, progress: Progress): Promise<Remote> {
    try {
      await this.#customer(handed.invoice);
      await this.#addOn(handed.invoice);
      const found = progress.isFirst ? null : await this.#find(handed, progress);
      const { lago_id: id, number } = found ?? (await this.#create(handed));
      await progress.remember(id);
      return { id, number, url: null };
    } catch (fault) {
      throw readable(fault);
    }
  }

  async markPaid(remoteId: string): Promise<void> {
    try {
      const { invoice } = (await this.#lago.invoices.findInvoice(remoteId)).data;
      if (invoice.payment_status === 'succeeded') return;
      if (invoice.status === 'voided') {
        throw new NotTaken('It is void in Lago, and cannot be paid there');
      }
      await this.#lago.invoices.updateInvoice(remoteId, {
        invoice: { payment_status: 'succeeded' },
      });
    } catch (fault) {
      throw readable(fault);
    }
  }

  async void(of: MarkedInvoice, progress: Progress): Promise<void> {
    try {
      const found = await this.#there(of, progress);
      if (found === null || found.status === 'voided') return;
      // What comes to nothing is paid at once there, and stays so.
      if (found.payment_status === 'succeeded' && found.total_amount_cents === 0) return;
      if (found.payment_status === 'succeeded') throw new NotTaken(PAID_THERE);
      await this.#lago.invoices.voidInvoice(found.lago_id);
    } catch (fault) {
      throw readable(fault);
    }
  }

  async #there(of: MarkedInvoice, progress: Progress): Promise<Made | null> {
    const { remoteId, isFirst } = progress;
    if (remoteId === null) return isFirst ? null : this.#find(of, progress);
    const found = await this.#lago.invoices.findInvoice(remoteId).catch(nullFor404);
    return found?.data.invoice ?? null;
  }

  /** Made, or brought up to date. */
  async #customer({ customer, currency, party }: InvoiceRow): Promise<void> {
    const [line1 = '', ...others] = party.address.split('\n');
    await this.#lago.customers.createCustomer({
      customer: {
        external_id: customer,
        name: party.name === '' ? customer : party.name,
        currency: currency as CurrencyOrNull,
        net_payment_term: party.paymentDays,
        ...(party.email === '' ? {} : { email: party.email }),
        ...(party.taxId === '' ? {} : { tax_identification_number: party.taxId }),
        ...(line1 === '' ? {} : { address_line1: line1, address_line2: others.join(', ') }),
      },
    });
  }

  async #addOn({ currency }: InvoiceRow): Promise<void> {
    const found = await this.#lago.addOns.findAddOn(ADD_ON).catch(nullFor404);
    if (found !== null) return;
    await this.#lago.addOns.createAddOn({
      add_on: {
        ...{ name: 'Tollgate', code: ADD_ON, description: 'Lines of invoices handed off' },
        ...{ amount_cents: 0, amount_currency: currency as Currency, tax_codes: [] },
      },
    });
  }

  /** What an attempt made that never heard of it: told by what its lines are marked with. */
  async #find(of: MarkedInvoice, { beganAt }: Progress): Promise<Made | null> {
    const query = {
      external_customer_id: of.invoice.customer,
      fee_type: 'add_on' as const,
      created_at_from: new Date(beganAt.getTime() - LOOKED_BACK_MS).toISOString(),
      per_page: PER_PAGE,
    };
    for (let page: number | null | undefined = 1; page; ) {
      const { data } = await this.#lago.fees.findAllFees({ ...query, page });
      const fee = data.fees.find(({ description }) => description === markOf(of));
      if (fee?.lago_invoice_id) {
        const { data: found } = await this.#lago.invoices.findInvoice(fee.lago_invoice_id);
        return found.invoice;
      }
      page = data.meta.next_page;
    }
    return null;
  }

  /** Of exactly our total, or void again. */
  async #create(handed: HandedInvoice): Promise<Made> {
    const { data } = await this.#lago.invoices.createInvoice(inputOf(handed));
    const { invoice } = data;
    if (invoice.total_amount_cents === handed.totalMinor) return invoice;
    await this.#lago.invoices.voidInvoice(invoice.lago_id);
    throw new NotTaken(
      `Lago makes it ${invoice.total_amount_cents} where it is ${handed.totalMinor}, in the smallest unit; it is void there`,
    );
  }
}

/** What is looked at of an invoice in Lago. */
interface Made {
  readonly lago_id: string;
  readonly number: string;
  readonly status?: string;
  readonly payment_status?: string;
  readonly total_amount_cents?: number;
}

/** Lago takes nothing below zero: an invoice with a line that is goes as one line. */
function inputOf(handed: HandedInvoice): InvoiceOneOffCreateInput {
  const { invoice, lines, number, totalMinor } = handed;
  const whole = { ...invoice, description: `Invoice ${number}`, amountMinor: totalMinor };
  const shown = lines.some(({ amountMinor }) => amountMinor < 0) ? [whole] : lines;
  return {
    invoice: {
      external_customer_id: invoice.customer,
      currency: invoice.currency as Currency,
      ...(invoice.party.purchaseOrder === ''
        ? {}
        : { purchase_order_number: invoice.party.purchaseOrder }),
      fees: (shown.length > 0 ? shown : [whole]).map((line) => ({
        add_on_code: ADD_ON,
        units: '1',
        unit_amount_cents: line.amountMinor,
        invoice_display_name: line.description.slice(0, LONGEST_NAME),
        description: markOf(handed),
        from_datetime: line.periodStart.toISOString(),
        to_datetime: line.periodEnd.toISOString(),
        // Tax is a line of its own.
        tax_codes: [],
      })),
    },
  };
}

function markOf({ invoice, number }: MarkedInvoice): string {
  return `${number} ${invoice.id}`;
}

function nullFor404(fault: unknown): null {
  if (fault instanceof Response && fault.status === 404) return null;
  throw fault;
}

/** The client throws the answer itself. Keys that do not open and limits of speed can be mended meanwhile. */
function readable(fault: unknown): unknown {
  if (!(fault instanceof Response)) return fault;
  const detail = JSON.stringify((fault as Response & { error?: unknown }).error ?? null);
  const message = `Lago answered ${fault.status}: ${detail}`;
  return [400, 404, 405, 422].includes(fault.status) ? new NotTaken(message) : new Error(message);
}
