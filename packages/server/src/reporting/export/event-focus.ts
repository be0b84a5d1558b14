import { CURRENCY, parsePico } from '../../kernel/index.ts';
import {
  type CsvRow,
  csvText,
  FOCUS_MANDATORY_COLUMNS,
  FOCUS_SERVICE,
  focusInstant,
} from '../../platform/csv/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { RecordedEvent, SpendLine } from '../spend-event.ts';
import { toRecordedEvent } from '../sql/spend-event-rows.ts';
import type { NamedSpendEventRow } from './event-cells.ts';

/** FOCUS 1.2: its mandatory columns, those that apply here, then our own. Fixed for good. */
export const EVENT_FOCUS_COLUMNS = [
  ...FOCUS_MANDATORY_COLUMNS,
  'ChargeFrequency',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedUnitPrice',
  'ListUnitPrice',
  'PricingCategory',
  'PricingCurrency',
  'ResourceId',
  'ServiceSubcategory',
  'SkuId',
  'SkuMeter',
  'SkuPriceId',
  'SubAccountId',
  'SubAccountName',
  'Tags',
  'x_CallId',
  'x_Attempt',
  'x_Adjustment',
  'x_ApiKeyId',
  'x_TeamId',
  'x_UserId',
] as const;

type Column = (typeof EVENT_FOCUS_COLUMNS)[number];
type FocusCells = Readonly<Record<Column, string | number>>;

/**
 * What an event costs, as its provider charges it: a row for each of its lines, so that `BilledCost`
 * adds up to the cost. The sub-account is the customer. What has no price yet has no charge; the
 * correction that gives it one is a row.
 */
export function eventFocusRows(record: NamedSpendEventRow): CsvRow[] {
  const event = toRecordedEvent(record);
  if (event.cost === null) return [];
  const shared = sharedCells(event, record);
  return chargesOf(event, event.cost).map((charge): FocusCells => ({ ...shared, ...charge }));
}

type OfCharge =
  | 'BilledCost'
  | 'ChargeCategory'
  | 'ChargeClass'
  | 'ChargeDescription'
  | 'ContractedCost'
  | 'EffectiveCost'
  | 'ListCost'
  | 'PricingQuantity'
  | 'PricingUnit'
  | 'ConsumedQuantity'
  | 'ConsumedUnit'
  | 'ContractedUnitPrice'
  | 'ListUnitPrice'
  | 'PricingCategory'
  | 'SkuMeter';
type ChargeCells = Pick<FocusCells, OfCharge>;

function chargesOf(event: RecordedEvent, cost: string): ChargeCells[] {
  if (event.adjustment > 0) return [correction(event, cost)];
  const ofLines = event.lines.reduce((sum, line) => sum + (parsePico(line.amount) ?? 0n), 0n);
  if (ofLines === parsePico(cost)) return event.lines.map((line) => lineCharge(event, line));
  return [usage({ meter: 'call', quantity: 1, unit: 'Calls', unitPrice: cost, cost }, event)];
}

/** A price that is not whole per unit is shown as that of the line: only so is quantity × price exact. */
function lineCharge(event: RecordedEvent, line: SpendLine): ChargeCells {
  const { kind: meter, quantity, amount: cost } = line;
  const unit = unitOf(meter);
  if (line.per === '1')
    return usage({ meter, quantity, unit, unitPrice: line.unitPrice, cost }, event);
  const charge = usage({ meter, quantity: 1, unit: 'Calls', unitPrice: cost, cost }, event);
  return { ...charge, ConsumedQuantity: quantity, ConsumedUnit: unit };
}

function usage(
  charge: { meter: string; quantity: number; unit: string; unitPrice: string; cost: string },
  { model }: RecordedEvent,
): ChargeCells {
  const { meter, quantity, unit, unitPrice, cost } = charge;
  return {
    ...costs(cost),
    ChargeCategory: 'Usage',
    ChargeClass: '',
    ChargeDescription: csvText(`${model}: ${meter}`),
    PricingQuantity: quantity,
    PricingUnit: unit,
    ConsumedQuantity: quantity,
    ConsumedUnit: unit,
    ContractedUnitPrice: unitPrice,
    ListUnitPrice: unitPrice,
    PricingCategory: 'Standard',
    SkuMeter: csvText(meter),
  };
}

function correction({ model }: RecordedEvent, difference: string): ChargeCells {
  return {
    ...costs(difference),
    ChargeCategory: 'Adjustment',
    ChargeClass: 'Correction',
    ChargeDescription: csvText(`${model}: rated again`),
    PricingQuantity: '',
    PricingUnit: '',
    ConsumedQuantity: '',
    ConsumedUnit: '',
    ContractedUnitPrice: '',
    ListUnitPrice: '',
    PricingCategory: '',
    SkuMeter: '',
  };
}

function costs(cost: string) {
  return { BilledCost: cost, ContractedCost: cost, EffectiveCost: cost, ListCost: cost };
}

function sharedCells(event: RecordedEvent, record: NamedSpendEventRow): Omit<FocusCells, OfCharge> {
  const provider = csvText(event.provider);
  const { occurredAt, customerExternalId: customer } = event;
  const [year, month] = [occurredAt.getUTCFullYear(), occurredAt.getUTCMonth()];
  return {
    BillingAccountId: provider,
    BillingAccountName: provider,
    BillingCurrency: CURRENCY,
    BillingPeriodEnd: focusInstant(new Date(Date.UTC(year, month + 1))),
    BillingPeriodStart: focusInstant(new Date(Date.UTC(year, month))),
    ChargePeriodEnd: focusInstant(new Date(occurredAt.getTime() + 1_000)),
    ChargePeriodStart: focusInstant(occurredAt),
    InvoiceIssuerName: provider,
    ProviderName: provider,
    PublisherName: provider,
    ...FOCUS_SERVICE,
    ChargeFrequency: 'Usage-Based',
    PricingCurrency: CURRENCY,
    ResourceId: csvText(event.upstreamModel),
    SkuId: csvText(event.model),
    SkuPriceId: csvText(event.priceVersion),
    SubAccountId: csvText(customer),
    SubAccountName: customer === null ? '' : csvText(record.customer_name || customer),
    Tags: tagsJson(event.tags),
    x_CallId: event.callId,
    x_Attempt: event.attempt,
    x_Adjustment: event.adjustment,
    x_ApiKeyId: event.apiKeyId === null ? '' : encodeId('ApiKey', event.apiKeyId),
    x_TeamId: event.teamId === null ? '' : encodeId('Team', event.teamId),
    x_UserId: event.userId === null ? '' : encodeId('User', event.userId),
  };
}

/** FOCUS wants keys with values: a tag without a colon has the value true. */
function tagsJson(tags: readonly string[]): string {
  const pairs = tags.map((tag): [string, string | boolean] => {
    const colon = tag.indexOf(':');
    return colon === -1 ? [tag, true] : [tag.slice(0, colon), tag.slice(colon + 1)];
  });
  return JSON.stringify(Object.fromEntries(pairs));
}

/** Tokens of every kind are counted in tokens; the kind is the meter. */
function unitOf(kind: string): string {
  const [base = kind] = kind.split(':');
  if (base.endsWith('_ms')) return 'Milliseconds';
  if (base.endsWith('_character')) return 'Characters';
  if (base.endsWith('_pixel')) return 'Pixels';
  if (base.endsWith('_count')) return 'Images';
  return UNITS[base] ?? 'Tokens';
}

const UNITS: Readonly<Record<string, string>> = {
  annotated_page: 'Pages',
  code_session: 'Sessions',
  file_search: 'Queries',
  imported: 'Days',
  input_message: 'Messages',
  maps_query: 'Queries',
  page: 'Pages',
  query: 'Queries',
  request: 'Requests',
  web_search: 'Queries',
};
