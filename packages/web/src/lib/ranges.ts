/** Presets as a link spells them. A link keeps the preset and not the dates, so that it rolls. */
export const RANGES = {
  today: { preset: 'TODAY', label: 'Today' },
  yesterday: { preset: 'YESTERDAY', label: 'Yesterday' },
  '7d': { preset: 'LAST_7_DAYS', label: 'Last 7 days' },
  '30d': { preset: 'LAST_30_DAYS', label: 'Last 30 days' },
  '90d': { preset: 'LAST_90_DAYS', label: 'Last 90 days' },
  mtd: { preset: 'MONTH_TO_DATE', label: 'Month to date' },
  'last-month': { preset: 'LAST_MONTH', label: 'Last month' },
} as const;

export type RangeName = keyof typeof RANGES;

export const RANGE_NAMES = Object.keys(RANGES) as [RangeName, ...RangeName[]];

export const DEFAULT_RANGE: RangeName = '30d';

/** What the server is asked: it resolves the preset to instants in its reporting time zone. */
export function rangeInput(range: RangeName): { preset: (typeof RANGES)[RangeName]['preset'] } {
  return { preset: RANGES[range].preset };
}
