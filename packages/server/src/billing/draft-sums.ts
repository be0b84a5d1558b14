import { assert, formatPico, type Pico, parsePico, toPico } from '../kernel/index.ts';
import type { NextDraft } from './next-drafts.ts';
import type { InvoiceSums } from './sql/invoice-sums.ts';

type Sums = { invoices: number; subtotal: bigint; tax: bigint; total: bigint };

/** What drafts come to, currency by currency: amounts of two currencies have no sum. */
export class DraftSums {
  readonly #sums = new Map<string, Sums>();

  add(drafts: readonly NextDraft[]): void {
    for (const { profile, draft } of drafts) {
      const sums = this.#sums.get(profile.currency) ?? NOTHING;
      this.#sums.set(profile.currency, {
        invoices: sums.invoices + 1,
        subtotal: sums.subtotal + amountOf(draft.subtotal),
        tax: sums.tax + amountOf(draft.tax),
        total: sums.total + amountOf(draft.total),
      });
    }
  }

  /** In order of currency. */
  byCurrency(): InvoiceSums[] {
    return [...this.#sums]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, { invoices, subtotal, tax, total }]) => ({
        currency,
        invoices,
        subtotal: formatPico(toPico(subtotal)),
        tax: formatPico(toPico(tax)),
        total: formatPico(toPico(total)),
        ...{ credits: '0', credited: '0', paid: '0', due: '0' },
      }));
  }
}

const NOTHING: Sums = { invoices: 0, subtotal: 0n, tax: 0n, total: 0n };

function amountOf(text: string): Pico {
  const amount = parsePico(text);
  assert(amount !== null, `not an amount: ${text}`);
  return amount;
}
