import type { Schedule } from './period.ts';

/** Whom an invoice is made out to, and how. */
export interface BillingProfile extends Schedule {
  readonly customer: string;
  readonly name: string;
  readonly email: string;
  readonly address: string;
  readonly taxId: string;
  /** Decimal text of a per cent, with up to 4 decimals. */
  readonly taxPercent: string;
  readonly currency: string;
  /** What a US dollar comes to: decimal text with up to 10 decimals. */
  readonly exchangeRate: string;
  readonly paymentDays: number;
  readonly purchaseOrder: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** 0 for what holds when nothing was said. */
  readonly revision: number;
}

export function defaultProfile(customer: string): BillingProfile {
  return {
    customer,
    name: '',
    email: '',
    address: '',
    taxId: '',
    taxPercent: '0',
    currency: 'USD',
    exchangeRate: '1',
    timeZone: 'UTC',
    cadence: 'MONTH',
    anchorDay: 1,
    paymentDays: 30,
    purchaseOrder: '',
    metadata: {},
    revision: 0,
  };
}

const DIGITS = new Map<string, number>();

/** Decimals of the smallest unit of a currency. */
export function digitsOf(currency: string): number {
  const known = DIGITS.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  DIGITS.set(currency, digits);
  return digits;
}
