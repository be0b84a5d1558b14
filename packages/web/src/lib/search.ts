import { isLocalDay } from './dates.ts';
import { type RangeText, readRange, readSlice } from './ranges.ts';

/**
 * What the address of each screen may say. Unknown and broken values fall back to the default
 * instead of failing: an old link still opens.
 */
export interface AppSearch {
  range: RangeText;
  /** The call whose drawer is open. */
  call?: string | undefined;
}

export const CHART_GROUPS = ['customer', 'model'] as const;
export type ChartGroup = (typeof CHART_GROUPS)[number];

export interface OverviewSearch {
  by: ChartGroup;
}

export const CUSTOMER_ORDERS = ['spend', 'id', 'last-seen'] as const;
export type CustomerOrderName = (typeof CUSTOMER_ORDERS)[number];

export interface CustomersSearch {
  q: string;
  order: CustomerOrderName;
}

/** What spend can be narrowed to; any of the values of one, and all of those that are given. */
export const FILTER_NAMES = [
  'customer',
  'model',
  'provider',
  'endpoint',
  'status',
  'apiKey',
  'team',
  'user',
  'tier',
  'tag',
  'tagKey',
  'serviceTier',
  'without',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

export type FilterSearch = { readonly [Name in FilterName]?: readonly string[] | undefined };

export const CALL_STATUSES = ['SUCCEEDED', 'FAILED', 'ABORTED', 'UNKNOWN'] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/** What is looked at on a screen of spend: a slice of the range, and what it is narrowed to. */
export interface SpendSearch extends FilterSearch {
  /** Two instants, or empty for all of the range. */
  slice: string;
}

export const ABSENCES = [
  'CUSTOMER',
  'API_KEY',
  'TEAM',
  'USER',
  'TIER',
  'TAG',
  'SERVICE_TIER',
] as const;
export type Absence = (typeof ABSENCES)[number];

export function isAbsence(text: string): text is Absence {
  return ABSENCES.some((absence) => absence === text);
}

export function isCallStatus(text: string): text is CallStatus {
  return CALL_STATUSES.some((status) => status === text);
}

export const LOGS_ORDERS = ['latest', 'spend', 'slowest'] as const;
export type LogsOrder = (typeof LOGS_ORDERS)[number];

export interface LogsSearch extends SpendSearch {
  /** A call id, or part of the code of an error. */
  q: string;
  order: LogsOrder;
  /** Bounds, both inside, as text; empty for none. */
  minSpend: string;
  maxSpend: string;
  minMs: string;
  maxMs: string;
  /** Only calls that no price is known for. */
  unpriced?: 'true' | undefined;
}

/** What spend can be grouped by; `tag:feature` are the values of the tag key "feature". */
export const GROUP_NAMES = [
  'none',
  'customer',
  'team',
  'user',
  'apiKey',
  'model',
  'provider',
  'endpoint',
  'serviceTier',
  'status',
  'tier',
  'tag',
  'tagKey',
  'day',
] as const;
export type GroupName = (typeof GROUP_NAMES)[number] | `tag:${string}`;

export const METRICS = [
  'spend',
  'cost',
  'calls',
  'failed',
  'input',
  'cached',
  'cacheWrites',
  'output',
  'reasoning',
  'cacheHits',
  'estimated',
  'unpriced',
] as const;
export type Metric = (typeof METRICS)[number];

export const GRANULARITIES = ['auto', 'minute', 'quarter', 'hour', 'day', 'week', 'month'] as const;
export type GranularityName = (typeof GRANULARITIES)[number];

export const COMPARISONS = ['none', 'previous', 'year'] as const;
export type ComparisonName = (typeof COMPARISONS)[number];

export const TOPS = ['5', '8', '20', '100'] as const;

export interface UsageSearch extends SpendSearch {
  group: GroupName;
  /** A second group, inside the first one. */
  sub: GroupName;
  metric: Metric;
  /** How many rows there are before all others are one. */
  top: (typeof TOPS)[number];
  granularity: GranularityName;
  compare: ComparisonName;
}

export const USAGE_DEFAULTS = {
  group: 'customer',
  sub: 'none',
  metric: 'spend',
  top: '8',
  granularity: 'auto',
  compare: 'none',
  slice: '',
} as const satisfies UsageSearch;

export const BUDGETS_TABS = ['budgets', 'tiers', 'blocked'] as const;
export type BudgetsTab = (typeof BUDGETS_TABS)[number];

export interface BudgetsSearch {
  tab: BudgetsTab;
}

export const KEYS_SHOWN = [
  'kept',
  'active',
  'blocked',
  'expired',
  'revoked',
  'unused-30',
  'unused-90',
] as const;
export type KeysShown = (typeof KEYS_SHOWN)[number];

export interface KeysSearch {
  q: string;
  show: KeysShown;
  /** The key whose drawer is open. */
  key?: string | undefined;
}

export const PEOPLE_TABS = ['teams', 'users'] as const;

export interface PeopleSearch {
  tab: (typeof PEOPLE_TABS)[number];
  q: string;
  /** The team or the user whose drawer is open. */
  team?: string | undefined;
  user?: string | undefined;
}

export const PRICES_TABS = [
  'models',
  'book',
  'unpriced',
  'updates',
  'corrections',
  'what-if',
] as const;
export type PricesTab = (typeof PRICES_TABS)[number];

export interface PricesSearch {
  tab: PricesTab;
  q: string;
  provider: string;
  /** The model whose drawer is open, and the provider/model a price is set for. */
  model?: string | undefined;
  subject?: string | undefined;
  /** The update whose drawer is open. */
  update?: string | undefined;
}

export const INVOICES_TABS = [
  'drafts',
  'review',
  'final',
  'paid',
  'void',
  'all',
  'credits',
  'handoffs',
] as const;
export type InvoicesTab = (typeof INVOICES_TABS)[number];

/** The tabs that list invoices. */
export type InvoiceListTab = Exclude<InvoicesTab, 'credits' | 'handoffs'>;

export interface InvoicesSearch {
  tab: InvoicesTab;
  q: string;
  /** Days between which periods begin, `YYYY-MM-DD` or empty. */
  from: string;
  to: string;
  /** What made them together; empty: whatever did. */
  run: string;
}

/** Which invoices are listed. */
export interface InvoiceListSearch extends InvoicesSearch {
  tab: InvoiceListTab;
}

export const SETTINGS_TABS = [
  'account',
  'billing',
  'seller',
  'webhooks',
  'tokens',
  'audit',
  'reconcile',
] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number];

export interface SettingsSearch {
  tab: SettingsTab;
  q: string;
}

export const PORTAL_PROBLEMS = ['expired', 'revoked', 'invalid', 'left'] as const;
export type PortalProblem = (typeof PORTAL_PROBLEMS)[number];

export interface PortalSearch {
  range: RangeText;
  /** Why there is nothing to see. */
  problem?: PortalProblem | undefined;
}

export interface LoginSearch {
  next?: string;
  expired?: 'true';
  /** Why a login elsewhere failed. */
  problem?: string;
}

/** Whatever an address may carry under the names of `Search`. */
export type Unread<Search> = { readonly [Key in keyof Search]?: unknown };

export function readAppSearch(input: Unread<AppSearch>): AppSearch {
  return { range: readRange(input.range), ...present('call', text(input.call)) };
}

export function readPortalSearch(input: Unread<PortalSearch>): PortalSearch {
  const problem = PORTAL_PROBLEMS.find((each) => each === input.problem);
  return { range: readRange(input.range), ...(problem ? { problem } : {}) };
}

export function readOverviewSearch(input: Unread<OverviewSearch>): OverviewSearch {
  return { by: oneOf(CHART_GROUPS, input.by, 'customer') };
}

export function readCustomersSearch(input: Unread<CustomersSearch>): CustomersSearch {
  return { q: text(input.q), order: oneOf(CUSTOMER_ORDERS, input.order, 'spend') };
}

function readFilters(input: Unread<FilterSearch>): FilterSearch {
  const given = FILTER_NAMES.map((name) => {
    const isKnown = KNOWN_VALUES[name] ?? (() => true);
    return [name, texts(input[name]).filter(isKnown)] as const;
  });
  return Object.fromEntries(given.filter(([, values]) => values.length > 0));
}

export function readSpendSearch(input: Unread<SpendSearch>): SpendSearch {
  return { ...readFilters(input), slice: readSlice(input.slice) };
}

/** Of these the server knows the values, and refuses others. */
const KNOWN_VALUES: Partial<Record<FilterName, (text: string) => boolean>> = {
  status: isCallStatus,
  without: isAbsence,
};

/** The server takes no longer part of the code of an error. */
const LONGEST_ERROR_TEXT = 200;

export function readLogsSearch(input: Unread<LogsSearch>): LogsSearch {
  return {
    ...readSpendSearch(input),
    q: text(input.q).slice(0, LONGEST_ERROR_TEXT),
    order: oneOf(LOGS_ORDERS, input.order, 'latest'),
    minSpend: matching(DECIMAL, input.minSpend),
    maxSpend: matching(DECIMAL, input.maxSpend),
    minMs: matching(WHOLE, input.minMs),
    maxMs: matching(WHOLE, input.maxMs),
    ...(input.unpriced === 'true' ? { unpriced: 'true' as const } : {}),
  };
}

export function readUsageSearch(input: Unread<UsageSearch>): UsageSearch {
  const group = readGroup(input.group, USAGE_DEFAULTS.group);
  const sub = readGroup(input.sub, USAGE_DEFAULTS.sub);
  return {
    ...readSpendSearch(input),
    group,
    sub: sub === group || group === 'none' ? 'none' : sub,
    metric: oneOf(METRICS, input.metric, USAGE_DEFAULTS.metric),
    top: oneOf(TOPS, input.top, USAGE_DEFAULTS.top),
    granularity: oneOf(GRANULARITIES, input.granularity, USAGE_DEFAULTS.granularity),
    compare: oneOf(COMPARISONS, input.compare, USAGE_DEFAULTS.compare),
  };
}

function readGroup(value: unknown, fallback: GroupName): GroupName {
  const name = text(value);
  return isTagGroup(name) ? name : oneOf(GROUP_NAMES, name, fallback);
}

/** `tag:` and a key, which has no colon in it. */
export function isTagGroup(name: string): name is `tag:${string}` {
  return /^tag:[^:]+$/.test(name);
}

export function readBudgetsSearch(input: Unread<BudgetsSearch>): BudgetsSearch {
  return { tab: oneOf(BUDGETS_TABS, input.tab, 'budgets') };
}

export function readKeysSearch(input: Unread<KeysSearch>): KeysSearch {
  const show = oneOf(KEYS_SHOWN, input.show, 'kept');
  return { q: text(input.q), show, ...present('key', text(input.key)) };
}

export function readPeopleSearch(input: Unread<PeopleSearch>): PeopleSearch {
  return {
    tab: oneOf(PEOPLE_TABS, input.tab, 'teams'),
    q: text(input.q),
    ...present('team', text(input.team)),
    ...present('user', text(input.user)),
  };
}

export function readPricesSearch(input: Unread<PricesSearch>): PricesSearch {
  return {
    tab: oneOf(PRICES_TABS, input.tab, 'models'),
    q: text(input.q),
    provider: text(input.provider),
    ...present('model', text(input.model)),
    ...present('subject', text(input.subject)),
    ...present('update', text(input.update)),
  };
}

export function readInvoicesSearch(input: Unread<InvoicesSearch>): InvoicesSearch {
  return {
    tab: oneOf(INVOICES_TABS, input.tab, 'drafts'),
    q: text(input.q),
    from: day(input.from),
    to: day(input.to),
    run: text(input.run),
  };
}

export function readSettingsSearch(input: Unread<SettingsSearch>): SettingsSearch {
  return { tab: oneOf(SETTINGS_TABS, input.tab, 'account'), q: text(input.q) };
}

export function readLoginSearch(input: Unread<LoginSearch>): LoginSearch {
  return {
    ...present('next', text(input.next)),
    ...(input.expired === 'true' ? { expired: 'true' } : {}),
    ...present('problem', text(input.problem)),
  };
}

/**
 * Plain `key=value` pairs: every value is text, so `q=123` stays the text "123". A key that comes again
 * is a list.
 */
export function parseSearch(search: string): Record<string, string | string[]> {
  const pairs = new URLSearchParams(search);
  const entries = [...new Set(pairs.keys())].map((key): [string, string | string[]] => {
    const [first = '', ...more] = pairs.getAll(key);
    return [key, more.length === 0 ? first : [first, ...more]];
  });
  return Object.fromEntries(entries);
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).flatMap(([key, value]) =>
    texts(value).map((each) => [key, each]),
  );
  const query = new URLSearchParams(pairs).toString();
  return query === '' ? '' : `?${query}`;
}

function oneOf<Value extends string>(
  values: readonly Value[],
  value: unknown,
  fallback: Value,
): Value {
  return values.find((candidate) => candidate === value) ?? fallback;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What is said once or several times; empty text says nothing. */
function texts(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const said = values.filter((each): each is string => typeof each === 'string' && each !== '');
  return [...new Set(said)];
}

const DECIMAL = /^\d{1,20}(\.\d{1,12})?$/;
const WHOLE = /^\d{1,9}$/;

function day(value: unknown): string {
  return isLocalDay(text(value)) ? text(value) : '';
}

function matching(pattern: RegExp, value: unknown): string {
  return pattern.test(text(value)) ? text(value) : '';
}

function present<Key extends string>(key: Key, value: string): Partial<Record<Key, string>> {
  return value === '' ? {} : ({ [key]: value } as Record<Key, string>);
}
