import { registerEnumType } from 'type-graphql';
import type {
  Comparison as ComparisonName,
  EventExportFormat as EventExportFormatName,
  ExportFormat as ExportFormatName,
  Granularity as GranularityName,
  UsageGroup as UsageGroupName,
  UsageMetric as UsageMetricName,
} from '../index.ts';

export const UsageGroup = {
  API_KEY: 'API_KEY',
  CUSTOMER: 'CUSTOMER',
  DAY: 'DAY',
  ENDPOINT: 'ENDPOINT',
  MODEL: 'MODEL',
  PROVIDER: 'PROVIDER',
  SERVICE_TIER: 'SERVICE_TIER',
  STATUS: 'STATUS',
  TAG: 'TAG',
  TAG_KEY: 'TAG_KEY',
  TAG_VALUE: 'TAG_VALUE',
  TEAM: 'TEAM',
  TIER: 'TIER',
  TIME: 'TIME',
  USER: 'USER',
} as const satisfies Record<UsageGroupName, UsageGroupName>;

registerEnumType(UsageGroup, {
  name: 'UsageGroup',
  description: 'What rows are of.',
  valuesConfig: {
    ENDPOINT: { description: 'The route of the gateway, such as "chat.completions".' },
    SERVICE_TIER: { description: 'Of the provider, such as "batch"; null is its standard one.' },
    TAG_KEY: { description: 'What stands before the first colon of a tag: "env" of "env:prod".' },
    TAG_VALUE: { description: 'The values of one key, which tagKeys names.' },
    TIER: { description: 'The tier that the customer is on now.' },
    TIME: { description: 'The buckets of the granularity.' },
  },
});

export const UsageMetric = {
  CACHED_INPUT_TOKENS: 'CACHED_INPUT_TOKENS',
  CACHE_HITS: 'CACHE_HITS',
  CACHE_WRITE_TOKENS: 'CACHE_WRITE_TOKENS',
  CALLS: 'CALLS',
  CHARGE: 'CHARGE',
  COST: 'COST',
  ESTIMATED_CALLS: 'ESTIMATED_CALLS',
  FAILED_CALLS: 'FAILED_CALLS',
  INPUT_TOKENS: 'INPUT_TOKENS',
  MARGIN: 'MARGIN',
  OUTPUT_TOKENS: 'OUTPUT_TOKENS',
  REASONING_TOKENS: 'REASONING_TOKENS',
  UNPRICED_CALLS: 'UNPRICED_CALLS',
} as const satisfies Record<UsageMetricName, UsageMetricName>;

registerEnumType(UsageMetric, { name: 'UsageMetric', description: 'One figure of Totals.' });

export const Granularity = {
  MINUTE: 'MINUTE',
  QUARTER_HOUR: 'QUARTER_HOUR',
  HOUR: 'HOUR',
  DAY: 'DAY',
  WEEK: 'WEEK',
  MONTH: 'MONTH',
} as const satisfies Record<GranularityName, GranularityName>;

registerEnumType(Granularity, { name: 'Granularity' });

export const GranularityChoice = { AUTO: 'AUTO', ...Granularity } as const;
export type GranularityChoice = keyof typeof GranularityChoice;

registerEnumType(GranularityChoice, {
  name: 'GranularityChoice',
  description: 'Weeks begin on Mondays. AUTO makes about a hundred buckets at most.',
});

export const Comparison = {
  NONE: 'NONE',
  PREVIOUS_PERIOD: 'PREVIOUS_PERIOD',
  PREVIOUS_YEAR: 'PREVIOUS_YEAR',
} as const satisfies Record<ComparisonName | 'NONE', ComparisonName | 'NONE'>;
export type Comparison = keyof typeof Comparison;

registerEnumType(Comparison, {
  name: 'Comparison',
  valuesConfig: {
    PREVIOUS_PERIOD: {
      description:
        'Of the same length in calendar terms: the month before a month, the same days of it before a month to date, as many days before days.',
    },
  },
});

export const ExportFormat = { CSV: 'csv', JSONL: 'jsonl' } as const satisfies Record<
  string,
  ExportFormatName
>;

registerEnumType(ExportFormat, { name: 'ExportFormat' });

export const EventExportFormat = {
  CSV: 'csv',
  FOCUS: 'focus',
  JSONL: 'jsonl',
} as const satisfies Record<string, EventExportFormatName>;

registerEnumType(EventExportFormat, {
  name: 'EventExportFormat',
  valuesConfig: {
    FOCUS: { description: 'Charges of FOCUS 1.2: a row for each line of what an event costs.' },
  },
});
