/** The one currency of prices, costs and charges (ISO 4217). */
export const CURRENCY = 'USD';
