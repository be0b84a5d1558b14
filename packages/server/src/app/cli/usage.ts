import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { OperatorError } from '../../kernel/index.ts';
import { count, dollars, moment, plain, print, printJson, type Row, table } from './print.ts';
import {
  type Connection,
  openSession,
  pages,
  readLimit,
  readList,
  talksToServer,
} from './session.ts';

const RANGES: Readonly<Record<string, string>> = {
  today: 'TODAY',
  yesterday: 'YESTERDAY',
  '7d': 'LAST_7_DAYS',
  '30d': 'LAST_30_DAYS',
  '90d': 'LAST_90_DAYS',
  month: 'MONTH_TO_DATE',
  'last-month': 'LAST_MONTH',
};
const GROUPS: Readonly<Record<string, string>> = {
  customer: 'CUSTOMER',
  model: 'MODEL',
  day: 'DAY',
  tag: 'TAG',
  team: 'TEAM',
  user: 'USER',
  key: 'API_KEY',
};
const TOTALS = 'calls failedCalls inputTokens outputTokens charge { amount }';
const ROWS = `query ($range: RangeInput!, $by: [UsageGroup!]!, $filter: UsageFilter, $first: Int!, $after: String) {
  usage(range: $range, groupBy: $by, filter: $filter) {
    range { firstDay lastDay timeZone } csvPath totals { ${TOTALS} }
    rows(first: $first, after: $after) { nodes { label key totals { ${TOTALS} } } pageInfo { hasNextPage endCursor } } } }`;
const CALLS = `query ($range: RangeInput!, $filter: SpendEventFilter, $first: Int!, $after: String) {
  spendEvents(range: $range, filter: $filter, first: $first, after: $after) {
    nodes { callId occurredAt customerExternalId model status httpStatus inputTokens outputTokens
      charge { amount } } pageInfo { hasNextPage endCursor } } }`;

/** What `TOTALS` asks for. */
interface Totals {
  readonly calls: number;
  readonly failedCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly charge: { readonly amount: string };
}

/** What `ROWS` asks for. */
interface UsageAnswer {
  readonly usage: {
    readonly range: {
      readonly firstDay: string;
      readonly lastDay: string;
      readonly timeZone: string;
    };
    readonly csvPath: string;
    readonly totals: Totals;
    readonly rows: Connection<UsageRow>;
  };
}

interface UsageRow {
  readonly label: string;
  readonly totals: Totals;
}

/** What `CALLS` asks for. */
interface Call {
  readonly callId: string;
  readonly occurredAt: string;
  readonly customerExternalId: string | null;
  readonly model: string;
  readonly status: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly charge: { readonly amount: string } | null;
}

export function addUsageCommands(program: Command): void {
  ranged(talksToServer(program.command('spend')))
    .description('What was spent, by customer, model, day, tag, team, user or key.')
    .option('--by <groups>', 'one or several of them, by commas', 'customer')
    .option('--limit <rows>', 'at most so many', '50')
    .action((options) => printUsage(options, readList(options.by)));

  ranged(talksToServer(program.command('activity')))
    .description('Calls, failures, tokens and spend of each day; with --calls the latest calls.')
    .option('--calls', 'one line for each call')
    .option('--limit <rows>', 'at most so many', '50')
    .action((options) => (options.calls ? printCalls(options) : printUsage(options, ['day'])));

  ranged(talksToServer(program.command('export')))
    .description('Write a CSV file: usage (sums), events (each call) or audit.')
    .argument('<what>', 'usage, events or audit')
    .option('--by <groups>', 'of usage: what its rows are, by commas', 'customer,day')
    .option('-o, --output <file>', 'where to; standard output without it')
    .action(exportCsv);
}

function ranged(command: Command): Command {
  return command
    .option('--range <range>', Object.keys(RANGES).join(', '), '30d')
    .option('--from <day>', 'first day, YYYY-MM-DD, instead of a range')
    .option('--to <day>', 'the day after the last')
    .option('--time-zone <zone>', 'whose midnight begins a day')
    .option('--customer <ids>', 'of these, by commas')
    .option('--model <names>', 'of these, by commas')
    .option('--tag <tags>', 'with all of these, by commas')
    .option('--team <ids>', 'of these, by commas')
    .option('--user <ids>', 'of these, by commas')
    .option('--key <ids>', 'of these, by commas');
}

type Options = Readonly<Record<string, string | undefined>> & { readonly json?: true };

function rangeOf({ range = '30d', from, to, timeZone }: Options) {
  if (from !== undefined || to !== undefined) return { from, to, timeZone };
  const preset = RANGES[range];
  if (preset !== undefined) return { preset, timeZone };
  throw new OperatorError(`--range: "${range}" is none of ${Object.keys(RANGES).join(', ')}`);
}

function filterOf({ customer, model, tag, team, user, key }: Options) {
  const list = (text: string | undefined) => (text === undefined ? undefined : readList(text));
  return {
    customers: list(customer),
    models: list(model),
    tags: list(tag),
    teams: list(team),
    users: list(user),
    apiKeys: list(key),
  };
}

function groupsOf(names: readonly string[]): string[] {
  return names.map((name) => {
    const group = GROUPS[name];
    if (group !== undefined) return group;
    throw new OperatorError(`--by: "${name}" is none of ${Object.keys(GROUPS).join(', ')}`);
  });
}

async function printUsage(options: Options, by: readonly string[]): Promise<void> {
  const { remote } = openSession(options);
  const limit = readLimit(options['limit'] ?? '50');
  const variables = { range: rangeOf(options), by: groupsOf(by), filter: filterOf(options) };
  const rows: UsageRow[] = [];
  const read = async (after: string | null) => {
    const first = Math.min(100, limit - rows.length);
    const { usage } = await remote.ask<UsageAnswer>(ROWS, { ...variables, first, after });
    rows.push(...usage.rows.nodes);
    return usage;
  };
  let usage = await read(null);
  while (usage.rows.pageInfo.hasNextPage && rows.length < limit) {
    usage = await read(usage.rows.pageInfo.endCursor);
  }
  if (options.json) return printJson({ range: usage.range, totals: usage.totals, rows });
  const heading = by.join(' · ');
  const lines = rows.map(({ label, totals }) => ({ [heading]: plain(label), ...figures(totals) }));
  const { firstDay, lastDay, timeZone } = usage.range;
  print(`${firstDay} to ${lastDay}, ${timeZone}\n\n`);
  print(table([...lines, { [heading]: 'all', ...figures(usage.totals) }], 'Nothing'));
}

function figures({ calls, failedCalls, inputTokens, outputTokens, charge }: Totals): Row {
  return {
    calls: count(calls),
    failed: count(failedCalls),
    in: count(inputTokens),
    out: count(outputTokens),
    spend: dollars(charge),
  };
}

async function printCalls(options: Options): Promise<void> {
  const { remote, list } = openSession(options);
  const limit = readLimit(options['limit'] ?? '50');
  const variables = { range: rangeOf(options), filter: filterOf(options) };
  const calls = await pages<Call>(remote, CALLS, { field: 'spendEvents', limit, variables });
  list(calls, toCall, 'No calls');
}

function toCall(call: Call): Row {
  return {
    time: moment(call.occurredAt),
    customer: plain(call.customerExternalId),
    model: plain(call.model),
    status: call.status.toLowerCase(),
    in: count(call.inputTokens),
    out: count(call.outputTokens),
    spend: dollars(call.charge),
    call: call.callId,
  };
}

async function exportCsv(what: string, options: Options): Promise<void> {
  const { remote } = openSession(options);
  const body = await remote.download(await pathOf(what, options));
  const output = options['output'];
  const to = output === undefined ? process.stdout : createWriteStream(output);
  // Standard output belongs to the process and is not ours to end.
  await pipeline(Readable.from(body), to, { end: output !== undefined });
}

/** The server writes the path of the CSV of the very rows that it shows. */
async function pathOf(what: string, options: Options): Promise<string> {
  const { remote } = openSession(options);
  if (what === 'audit') return '/exports/audit.csv';
  if (what !== 'usage' && what !== 'events') {
    throw new OperatorError(`There is no export "${what}": usage, events or audit`);
  }
  const by = groupsOf(readList(options['by'] ?? ''));
  const variables = { range: rangeOf(options), by, filter: filterOf(options), first: 1 };
  const { usage } = await remote.ask<UsageAnswer>(ROWS, variables);
  return what === 'usage' ? usage.csvPath : usage.csvPath.replace('usage.csv', 'events.csv');
}
