/** What FOCUS 1.2 wants of every file, in the order in which files here begin (https://focus.finops.org). */
export const FOCUS_MANDATORY_COLUMNS = [
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
] as const;

/** What is charged for here, in the words of FOCUS. */
export const FOCUS_SERVICE = {
  ServiceCategory: 'AI and Machine Learning',
  ServiceName: 'LLM inference',
  ServiceSubcategory: 'Generative AI',
} as const;

/** The form that FOCUS asks for: whole seconds, UTC. */
export function focusInstant(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
