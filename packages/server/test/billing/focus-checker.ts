/**
 * The rules of FOCUS 1.2 for the columns we write, taken from the specification: column by column its
 * type, whether it may be null, its allowed values, and how it depends on the others. It shares nothing
 * with what writes the file.
 */
type Row = Readonly<Record<string, string>>;
type Rule = (row: Row) => boolean;

const NUMERIC = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const MANDATORY = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ContractedCost',
  'EffectiveCost',
  'InvoiceIssuerName',
  'ListCost',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'ServiceCategory',
  'ServiceName',
];

const NEVER_NULL = MANDATORY.filter(
  (name) => !['ChargeClass', 'PricingQuantity', 'PricingUnit'].includes(name),
);
const NUMBERS = [
  'BilledCost',
  'ContractedCost',
  'EffectiveCost',
  'ListCost',
  'PricingQuantity',
  'ConsumedQuantity',
  'ContractedUnitPrice',
  'ListUnitPrice',
];
const PRICES = ['ContractedUnitPrice', 'ListUnitPrice'];
const INSTANTS = ['BillingPeriodStart', 'BillingPeriodEnd', 'ChargePeriodStart', 'ChargePeriodEnd'];
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ChargeCategory: ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'],
  ChargeClass: ['', 'Correction'],
  ChargeFrequency: ['One-Time', 'Recurring', 'Usage-Based'],
  PricingCategory: ['', 'Standard', 'Dynamic', 'Committed', 'Other'],
  ServiceCategory: ['AI and Machine Learning'],
  ServiceSubcategory: ['Generative AI'],
};

const cell = (row: Row, name: string) => row[name] ?? '';
const isNull = (row: Row, name: string) => cell(row, name) === '';
const isBefore = (a: string, b: string) => Date.parse(a) < Date.parse(b);
const isCharge = (row: Row) =>
  ['Usage', 'Purchase'].includes(cell(row, 'ChargeCategory')) && isNull(row, 'ChargeClass');
const isTax = (row: Row) => cell(row, 'ChargeCategory') === 'Tax';

/** As [digits, decimals], so that products compare to the last digit. */
function read(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(120, '0').slice(0, 120));
}

const isProduct = (row: Row, price: string, cost: string) =>
  isNull(row, price) ||
  !isNull(row, 'ChargeClass') ||
  read(cell(row, price)) * read(cell(row, 'PricingQuantity')) ===
    read(cell(row, cost)) * 10n ** 120n;

const RULES: Readonly<Record<string, Rule>> = {
  'a billing period has a length': (row) =>
    isBefore(cell(row, 'BillingPeriodStart'), cell(row, 'BillingPeriodEnd')),
  'a charge period has a length': (row) =>
    isBefore(cell(row, 'ChargePeriodStart'), cell(row, 'ChargePeriodEnd')),
  'a currency is an ISO 4217 code': (row) => /^[A-Z]{3}$/.test(cell(row, 'BillingCurrency')),
  'a unit price is not negative': (row) => PRICES.every((name) => !cell(row, name).startsWith('-')),
  'usage and purchases have quantity, unit, prices and a pricing category': (row) =>
    !isCharge(row) ||
    ['PricingQuantity', 'PricingUnit', 'PricingCategory', ...PRICES].every((n) => !isNull(row, n)),
  'tax has neither quantity, unit, price nor category': (row) =>
    !isTax(row) ||
    ['PricingQuantity', 'PricingUnit', 'PricingCategory', ...PRICES].every((n) => isNull(row, n)),
  'a quantity and its unit are there together': (row) =>
    isNull(row, 'PricingQuantity') === isNull(row, 'PricingUnit') &&
    isNull(row, 'ConsumedQuantity') === isNull(row, 'ConsumedUnit'),
  'only usage is consumed': (row) =>
    cell(row, 'ChargeCategory') === 'Usage' || isNull(row, 'ConsumedQuantity'),
  'a purchase is not usage-based': (row) =>
    cell(row, 'ChargeCategory') !== 'Purchase' || cell(row, 'ChargeFrequency') !== 'Usage-Based',
  'quantity times contracted price is the contracted cost': (row) =>
    isProduct(row, 'ContractedUnitPrice', 'ContractedCost'),
  'quantity times list price is the list cost': (row) =>
    isProduct(row, 'ListUnitPrice', 'ListCost'),
  'what has no list price, and is no tax, costs what is billed': (row) =>
    !isNull(row, 'ListUnitPrice') || cell(row, 'ListCost') === cell(row, 'BilledCost'),
};

/** What is wrong with a file, row by row; nothing when it conforms. */
export function checkFocus(header: readonly string[], rows: readonly Row[]): string[] {
  const columns = [
    ...MANDATORY.filter((name) => !header.includes(name)).map((name) => `${name} is missing`),
    ...header.filter((name) => !/^(x_)?[A-Z][A-Za-z0-9]{0,47}$/.test(name)),
  ];
  return [...columns, ...rows.flatMap((row, i) => problemsOf(row).map((text) => `${i}: ${text}`))];
}

function problemsOf(row: Row): string[] {
  return [
    ...NEVER_NULL.filter((name) => isNull(row, name)).map((name) => `${name} is null`),
    ...NUMBERS.filter((name) => !isNull(row, name) && !NUMERIC.test(cell(row, name))),
    ...INSTANTS.filter((name) => !INSTANT.test(cell(row, name))),
    ...Object.entries(ALLOWED)
      .filter(([name, values]) => !values.includes(cell(row, name)))
      .map(([name]) => `${name} is ${cell(row, name)}`),
    ...Object.entries(RULES)
      .filter(([, holds]) => !holds(row))
      .map(([rule]) => `not so: ${rule}`),
  ];
}
