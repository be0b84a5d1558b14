import type { Pico } from '../../kernel/index.ts';

/**
 * What the credit of a prepaid customer pays for, in dollars before tax, rounded down. Held against
 * all that its calls were ever charged.
 */
export interface Wallet {
  readonly customer: string;
  /** What was charged for calls that final invoices bill, and credit that never expires. */
  readonly limitPico: Pico;
  /** Credit that pays until, but not at, `endsAt`. */
  readonly raises: readonly { readonly amountPico: Pico; readonly endsAt: Date }[];
}
