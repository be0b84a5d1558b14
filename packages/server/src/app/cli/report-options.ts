import type { Command } from 'commander';
import { OperatorError } from '../../kernel/index.ts';
import { readList } from './session.ts';

const PRESETS = {
  today: 'TODAY',
  yesterday: 'YESTERDAY',
  hour: 'LAST_HOUR',
  '24h': 'LAST_24_HOURS',
  '7d': 'LAST_7_DAYS',
  '30d': 'LAST_30_DAYS',
  '90d': 'LAST_90_DAYS',
  month: 'MONTH_TO_DATE',
  'last-month': 'LAST_MONTH',
  quarter: 'QUARTER_TO_DATE',
  'last-quarter': 'LAST_QUARTER',
  year: 'YEAR_TO_DATE',
  'last-year': 'LAST_YEAR',
  'billing-period': 'CURRENT_BILLING_PERIOD',
  'last-billing-period': 'LAST_BILLING_PERIOD',
};
const GROUPS = {
  customer: 'CUSTOMER',
  model: 'MODEL',
  provider: 'PROVIDER',
  key: 'API_KEY',
  team: 'TEAM',
  user: 'USER',
  tier: 'TIER',
  tag: 'TAG',
  'tag-key': 'TAG_KEY',
  status: 'STATUS',
  endpoint: 'ENDPOINT',
  'service-tier': 'SERVICE_TIER',
  day: 'DAY',
  time: 'TIME',
};
const GRANULARITIES = {
  auto: 'AUTO',
  minute: 'MINUTE',
  'quarter-hour': 'QUARTER_HOUR',
  hour: 'HOUR',
  day: 'DAY',
  week: 'WEEK',
  month: 'MONTH',
};
const COMPARISONS = { none: 'NONE', previous: 'PREVIOUS_PERIOD', year: 'PREVIOUS_YEAR' };
const ABSENCES = {
  customer: 'CUSTOMER',
  key: 'API_KEY',
  team: 'TEAM',
  user: 'USER',
  tier: 'TIER',
  tag: 'TAG',
  'service-tier': 'SERVICE_TIER',
};
const STATUSES = {
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  aborted: 'ABORTED',
  unknown: 'UNKNOWN',
};

/** Options whose values go to the server as they are: a list of `UsageFilter` and what it is of. */
const FILTERS = [
  ['customer', 'customers', 'ids'],
  ['model', 'models', 'names'],
  ['provider', 'providers', 'names'],
  ['endpoint', 'endpoints', 'routes'],
  ['service-tier', 'serviceTiers', 'names'],
  ['team', 'teams', 'ids'],
  ['user', 'users', 'ids'],
  ['key', 'apiKeys', 'ids'],
  ['tier', 'tiers', 'ids'],
  ['tag-key', 'tagKeys', 'keys'],
] as const;

export type Options = Readonly<Record<string, string | undefined>> & {
  readonly json?: true;
  readonly csv?: true;
};

/** Which spend is meant: a range and a filter. */
export function addScope(command: Command): Command {
  command
    .option('--preset <range>', `${Object.keys(PRESETS).join(', ')}; by default 30d`)
    .option('--range <range>', 'the same')
    .option('--from <day>', 'first day, YYYY-MM-DD, instead of a preset')
    .option('--to <day>', 'the day after the last')
    .option('--time-zone <zone>', 'whose midnight begins a day');
  for (const [option, , what] of FILTERS) {
    command.option(`--${option} <${what}>`, 'of these, by commas');
  }
  return command
    .option('--tag <tags>', 'with all of these, by commas')
    .option('--status <statuses>', `of these, by commas: ${Object.keys(STATUSES).join(', ')}`)
    .option('--without <things>', `with none of these: ${Object.keys(ABSENCES).join(', ')}`);
}

export function rangeOf(options: Options) {
  const { from, to, timeZone, preset, range } = options;
  if (from !== undefined || to !== undefined) return { from, to, timeZone };
  const name = preset !== undefined ? '--preset' : '--range';
  return { preset: oneOf(PRESETS, preset ?? range ?? '30d', name), timeZone };
}

export function filterOf(options: Options) {
  const lists = FILTERS.map(([option, list]) => [list, listOf(options[camelCase(option)])]);
  const each = (words: Readonly<Record<string, string>>, option: string) =>
    listOf(options[option])?.map((word) => oneOf(words, word, `--${option}`));
  return {
    ...Object.fromEntries(lists),
    tags: listOf(options['tag']),
    statuses: each(STATUSES, 'status'),
    without: each(ABSENCES, 'without'),
  };
}

/** Groups as the server knows them; `tag:env` is the value that follows `env:`. */
export function groupsOf(text: string, option: string) {
  const names = readList(text);
  return {
    groupBy: names.map((name) =>
      name.startsWith('tag:') ? 'TAG_VALUE' : oneOf(GROUPS, name, option),
    ),
    tagKeys: names.filter((name) => name.startsWith('tag:')).map((name) => name.slice(4)),
  };
}

export const GROUP_NAMES = [...Object.keys(GROUPS), 'tag:KEY'].join(', ');
export const GRANULARITY_NAMES = Object.keys(GRANULARITIES).join(', ');

export function granularityOf({ granularity = 'auto' }: Options): string {
  return oneOf(GRANULARITIES, granularity, '--granularity');
}

export function comparisonOf({ compare = 'none' }: Options): string {
  return oneOf(COMPARISONS, compare, '--compare');
}

function listOf(text: string | undefined): string[] | undefined {
  return text === undefined ? undefined : readList(text);
}

/** The server's word for one of ours. */
export function oneOf(
  words: Readonly<Record<string, string>>,
  word: string,
  option: string,
): string {
  const meant = Object.hasOwn(words, word) ? words[word] : undefined;
  if (meant !== undefined) return meant;
  throw new OperatorError(`${option}: "${word}" is none of ${Object.keys(words).join(', ')}`);
}

function camelCase(option: string): string {
  return option.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
