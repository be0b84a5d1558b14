import { assert, formatDecimal, parseDecimal } from '../../kernel/index.ts';
import {
  type CsvRow,
  csvText,
  FOCUS_MANDATORY_COLUMNS,
  FOCUS_SERVICE,
  focusInstant,
} from '../../platform/csv/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import { type CreditLine, creditLine } from '../amounts.ts';
import { EXACT_SCALE } from '../rating/exact.ts';
import type { LineKind } from '../rating/line.ts';
import { RATE_SCALE } from '../rating/totals.ts';
import { DEFAULT_SELLER } from '../seller.ts';
import { shownLine } from '../shown-line.ts';
import type { FocusRow } from '../sql/exports.ts';
import type { LineRow } from '../sql/lines.ts';

/** FOCUS 1.2: its mandatory columns, those that apply here, then our own. Fixed for good. */
export const FOCUS_COLUMNS = [
  ...FOCUS_MANDATORY_COLUMNS,
  'ChargeFrequency',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedUnitPrice',
  'InvoiceId',
  'ListUnitPrice',
  'PricingCategory',
  'PricingCurrency',
  'ServiceSubcategory',
  'SkuId',
  'SkuMeter',
  'SkuPriceId',
  'x_InvoiceNumber',
  'x_InvoiceStatus',
  'x_LineId',
  'x_LinePosition',
  'x_LineKind',
  'x_ExactCost',
  'x_Late',
  'x_TimeZone',
  'x_IsTest',
] as const;

export type FocusCells = Readonly<Record<(typeof FOCUS_COLUMNS)[number], string | number>>;

interface Category {
  readonly charge: 'Usage' | 'Purchase' | 'Credit' | 'Adjustment';
  readonly frequency: 'Usage-Based' | 'Recurring' | 'One-Time';
}

const CATEGORY: Readonly<Record<Exclude<LineKind, 'MANUAL'>, Category>> = {
  USAGE: { charge: 'Usage', frequency: 'Usage-Based' },
  FEE: { charge: 'Purchase', frequency: 'Recurring' },
  ALLOWANCE: { charge: 'Credit', frequency: 'Recurring' },
  DISCOUNT: { charge: 'Credit', frequency: 'Recurring' },
  TRUE_UP: { charge: 'Adjustment', frequency: 'Recurring' },
};

/**
 * One charge of an invoice. Quantity × unit price is the contracted cost to the last digit; the billed
 * cost is its share of the rounded subtotal. What has no unit price costs what is billed.
 */
export function focusRow(row: FocusRow, { internals }: { internals: boolean }): CsvRow {
  const shared = sharedCells(row);
  const { line } = row;
  const credit = line.kind === 'CREDIT' ? creditLine(row) : null;
  const cells: FocusCells =
    line.id === null
      ? { ...shared, ...(credit === null ? taxCells(row) : creditCells(row, credit)) }
      : { ...shared, ...lineCells(row, shownLine(line, { internals })) };
  return cells;
}

type Own =
  | 'BillingAccountId'
  | 'BillingAccountName'
  | 'BillingCurrency'
  | 'BillingPeriodEnd'
  | 'BillingPeriodStart'
  | 'InvoiceIssuerName'
  | 'ProviderName'
  | 'ServiceCategory'
  | 'ServiceName'
  | 'ServiceSubcategory'
  | 'InvoiceId'
  | 'PricingCurrency'
  | 'x_InvoiceNumber'
  | 'x_InvoiceStatus'
  | 'x_TimeZone'
  | 'x_IsTest';

function sharedCells(row: FocusRow): Pick<FocusCells, Own> {
  const issuer = csvText((row.seller ?? DEFAULT_SELLER).name);
  return {
    BillingAccountId: csvText(row.customer),
    BillingAccountName: csvText(row.party.name || row.customerName || row.customer),
    BillingCurrency: row.currency,
    BillingPeriodEnd: focusInstant(row.periodEnd),
    BillingPeriodStart: focusInstant(row.periodStart),
    InvoiceIssuerName: issuer,
    ProviderName: issuer,
    ...FOCUS_SERVICE,
    InvoiceId: encodeId('Invoice', row.id),
    PricingCurrency: 'USD',
    x_InvoiceNumber: row.number ?? '',
    x_InvoiceStatus: row.status,
    x_TimeZone: row.timeZone,
    x_IsTest: String(row.isTest),
  };
}

function lineCells(row: FocusRow, line: LineRow): Omit<FocusCells, Own> {
  const { charge, frequency } = categoryOf(line);
  const isPriced = line.quantity !== null && line.unitPrice !== null;
  const cost = isPriced ? convert(line.exact, row.exchangeRate) : line.billed;
  const unitPrice = isPriced ? convert(line.unitPrice, row.exchangeRate) : '';
  const unit = isPriced ? unitOf(line.unit) : '';
  const consumed = charge === 'Usage' ? (line.quantity ?? '') : '';
  return {
    BilledCost: line.billed,
    ChargeCategory: charge,
    ChargeClass: line.late ? 'Correction' : '',
    ChargeDescription: csvText(line.description),
    ChargePeriodEnd: focusInstant(new Date(line.periodEnd)),
    ChargePeriodStart: focusInstant(new Date(line.periodStart)),
    ContractedCost: cost,
    EffectiveCost: line.billed,
    ListCost: cost,
    PricingQuantity: line.quantity ?? '',
    PricingUnit: unit,
    PublisherName: csvText(row.vendor ?? 'Various'),
    ChargeFrequency: frequency,
    ConsumedQuantity: consumed,
    ConsumedUnit: consumed === '' ? '' : unit,
    ContractedUnitPrice: unitPrice,
    ListUnitPrice: unitPrice,
    PricingCategory: isPriced ? 'Standard' : '',
    SkuId: csvText(line.model ?? line.kind),
    SkuMeter: line.unit ?? '',
    SkuPriceId: csvText(row.rateCard?.versionId ?? 'at-cost'),
    x_LineId: line.id,
    x_LinePosition: line.position,
    x_LineKind: line.kind,
    x_ExactCost: line.exact,
    x_Late: String(line.late),
  };
}

function taxCells(row: FocusRow): Omit<FocusCells, Own> {
  return wholeCells(row, {
    kind: 'TAX',
    amount: row.tax,
    category: { charge: 'Tax', frequency: 'Recurring' },
    description: `Tax ${row.taxPercent} %`,
  });
}

function creditCells(row: FocusRow, credit: CreditLine): Omit<FocusCells, Own> {
  const { amount, description, isKept } = credit;
  return wholeCells(row, {
    ...{ kind: 'CREDIT', amount, description },
    category: { charge: isKept ? 'Adjustment' : 'Credit', frequency: 'One-Time' },
  });
}

interface Whole {
  readonly kind: 'TAX' | 'CREDIT';
  readonly amount: string;
  readonly category: Pick<Category, 'frequency'> & { readonly charge: Category['charge'] | 'Tax' };
  readonly description: string;
}

/** What concerns an invoice as a whole: it has no quantity, and costs what is billed. */
function wholeCells(row: FocusRow, of: Whole): Omit<FocusCells, Own> {
  return {
    BilledCost: of.amount,
    ChargeCategory: of.category.charge,
    ChargeClass: '',
    ChargeDescription: of.description,
    ChargePeriodEnd: focusInstant(row.periodEnd),
    ChargePeriodStart: focusInstant(row.periodStart),
    ContractedCost: of.amount,
    EffectiveCost: of.amount,
    ListCost: of.amount,
    PricingQuantity: '',
    PricingUnit: '',
    PublisherName: 'Various',
    ChargeFrequency: of.category.frequency,
    ConsumedQuantity: '',
    ConsumedUnit: '',
    ContractedUnitPrice: '',
    ListUnitPrice: '',
    PricingCategory: '',
    SkuId: '',
    SkuMeter: '',
    SkuPriceId: '',
    x_LineId: '',
    x_LinePosition: '',
    x_LineKind: of.kind,
    x_ExactCost: of.amount,
    x_Late: 'false',
  };
}

function categoryOf({ kind, billed }: LineRow): Category {
  if (kind !== 'MANUAL') return CATEGORY[kind];
  return { charge: billed.startsWith('-') ? 'Credit' : 'Adjustment', frequency: 'One-Time' };
}

/** Tokens of every kind are counted in tokens; the kind is the meter. */
function unitOf(unit: string | null): string {
  return unit !== null && /tokens$/i.test(unit) ? 'Tokens' : (unit ?? '');
}

/** Exact, in the invoice's currency. */
function convert(dollars: string | null, exchangeRate: string): string {
  const amount = parseDecimal(dollars ?? '0', EXACT_SCALE);
  const rate = parseDecimal(exchangeRate, RATE_SCALE);
  assert(amount !== null && rate !== null, 'an invoice holds decimal text');
  return formatDecimal(amount * rate, EXACT_SCALE + RATE_SCALE);
}
