import type { Command } from 'commander';
import { OperatorError } from '../../kernel/index.ts';
import { download } from './download.ts';
import { count, dollars, moment, plain, print, printJson, type Row, table } from './print.ts';
import type { Remote } from './remote.ts';
import {
  addScope,
  comparisonOf,
  filterOf,
  GRANULARITY_NAMES,
  GROUP_NAMES,
  granularityOf,
  groupsOf,
  type Options,
  rangeOf,
} from './report-options.ts';
import { openSession, pages, readLimit, talksToServer } from './session.ts';

const TOTALS = `calls failedCalls unpricedCalls estimatedCalls cacheHits inputTokens cachedInputTokens
  cacheWriteTokens outputTokens reasoningTokens charge { amount }`;
const REPORT = `query ($range: RangeInput!, $groupBy: [UsageGroup!]!, $tagKeys: [String!]!, $filter: UsageFilter,
    $granularity: GranularityChoice!, $compare: Comparison!, $first: Int!) {
  usage(range: $range, groupBy: $groupBy, tagKeys: $tagKeys, filter: $filter, granularity: $granularity,
      compare: $compare) {
    range { startsAt endsAt firstDay lastDay timeZone } totals { ${TOTALS} }
    previous { range { firstDay lastDay } totals { ${TOTALS} } }
    rows(first: $first) {
      nodes { label key totals { ${TOTALS} } previous { ${TOTALS} } }
      others { count { value } totals { ${TOTALS} } previous { ${TOTALS} } }
    } } }`;
const PATHS = `query ($range: RangeInput!, $groupBy: [UsageGroup!]!, $tagKeys: [String!]!, $filter: UsageFilter,
    $granularity: GranularityChoice!, $compare: Comparison!, $top: Int) {
  usage(range: $range, groupBy: $groupBy, tagKeys: $tagKeys, filter: $filter, granularity: $granularity,
      compare: $compare) { exportPath(top: $top) } }`;
const CALLS_PATH = `query ($range: RangeInput!, $filter: SpendEventFilter) {
  spendEvents(range: $range, filter: $filter) { exportPath } }`;
const CALLS = `query ($range: RangeInput!, $filter: SpendEventFilter, $first: Int!, $after: String) {
  spendEvents(range: $range, filter: $filter, first: $first, after: $after) {
    nodes { callId occurredAt customerExternalId model status httpStatus inputTokens outputTokens
      charge { amount } } pageInfo { hasNextPage endCursor } } }`;

/** What of `TOTALS` a table shows. */
interface Totals {
  readonly calls: number;
  readonly failedCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly charge: { readonly amount: string };
}

interface Compared {
  readonly totals: Totals;
  /** Null when it is compared with nothing. */
  readonly previous: Totals | null;
}

/** What `REPORT` asks for. */
interface Report {
  readonly usage: {
    readonly range: {
      readonly firstDay: string;
      readonly lastDay: string;
      readonly timeZone: string;
    };
    readonly totals: Totals;
    readonly previous: { readonly totals: Totals } | null;
    readonly rows: {
      readonly nodes: readonly (Compared & { readonly label: string })[];
      readonly others: (Compared & { readonly count: { readonly value: number } }) | null;
    };
  };
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
  addReport(program.command('spend'))
    .description(`What was spent, by one or two of ${GROUP_NAMES}.`)
    .option('--group-by <groups>', 'one or two of them, by commas; by default customer')
    .option('--by <groups>', 'the same')
    .option('--top <rows>', 'of --csv: so many, and one of all others')
    .action(printSpend);

  addReport(program.command('activity'))
    .description('Calls, failures, tokens and spend of each day; with --calls the latest calls.')
    .option('--calls', 'one line for each call')
    .action((options) => (options.calls ? printCalls(options) : printReport(options, 'day')));

  addScope(talksToServer(program.command('export')))
    .description('Write a CSV file: usage (sums), events (each call) or audit.')
    .argument('<what>', 'usage, events or audit')
    .option('--by <groups>', 'of usage: what its rows are, by commas', 'customer,day')
    .option('-o, --output <file>', 'where to; standard output without it')
    .action(exportCsv);
}

function addReport(command: Command): Command {
  return addScope(talksToServer(command))
    .option('--csv', 'print CSV, all rows of it')
    .option('--granularity <length>', `of the group time: ${GRANULARITY_NAMES}`)
    .option('--compare <with>', 'previous (what came right before) or year (a year before)')
    .option('--limit <rows>', 'at most so many, up to 100; the others as one', '50');
}

function printSpend(options: Options): Promise<void> {
  const { groupBy, by } = options;
  return printReport(
    options,
    groupBy ?? by ?? 'customer',
    groupBy === undefined ? '--by' : '--group-by',
  );
}

/** A table, JSON or the server's own CSV of one report, the same that the dashboard shows. */
async function printReport(options: Options, by: string, option = '--by'): Promise<void> {
  const { remote } = openSession(options);
  const request = requestOf(options, by, option);
  if (options.csv) return download(remote, await pathOf(remote, request, options['top']));
  const first = readLimit(options['limit'] ?? '50');
  const { usage } = await remote.ask<Report>(REPORT, { ...request, first });
  const { range, totals, previous, rows } = usage;
  if (options.json) {
    return printJson({ range, totals, previous, rows: rows.nodes, others: rows.others });
  }
  const heading = by.split(',').join(' · ');
  const line = (label: string, sums: Compared) => ({ [heading]: plain(label), ...figures(sums) });
  const { others } = rows;
  const cut = others !== null && others.count.value > 0;
  print(`${range.firstDay} to ${range.lastDay}, ${range.timeZone}\n\n`);
  const lines = [
    ...rows.nodes.map((row) => line(row.label, row)),
    ...(cut ? [line(`${count(others.count.value)} others`, others)] : []),
    line('all', { totals, previous: previous?.totals ?? null }),
  ];
  print(table(lines, 'Nothing'));
}

function requestOf(options: Options, by: string, option: string) {
  return {
    range: rangeOf(options),
    ...groupsOf(by, option),
    filter: filterOf(options),
    granularity: granularityOf(options),
    compare: comparisonOf(options),
  };
}

function figures({ totals, previous }: Compared): Row {
  return {
    calls: count(totals.calls),
    failed: count(totals.failedCalls),
    in: count(totals.inputTokens),
    out: count(totals.outputTokens),
    spend: dollars(totals.charge),
    ...(previous === null ? {} : { before: dollars(previous.charge) }),
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
  return download(remote, await exportPathOf(remote, what, options), options['output']);
}

async function exportPathOf(remote: Remote, what: string, options: Options): Promise<string> {
  if (what === 'audit') return '/exports/audit.csv';
  if (what !== 'usage' && what !== 'events') {
    throw new OperatorError(`There is no export "${what}": usage, events or audit`);
  }
  if (what === 'usage') {
    return pathOf(remote, requestOf(options, options['by'] ?? '', '--by'), undefined);
  }
  const variables = { range: rangeOf(options), filter: filterOf(options) };
  const { spendEvents } = await remote.ask<{ spendEvents: { exportPath: string } }>(
    CALLS_PATH,
    variables,
  );
  return spendEvents.exportPath;
}

/** The server writes the path of the CSV of the very rows that it shows. */
async function pathOf(remote: Remote, request: object, top: string | undefined): Promise<string> {
  const variables = { ...request, top: top === undefined ? null : readLimit(top, '--top') };
  const { usage } = await remote.ask<{ usage: { exportPath: string } }>(PATHS, variables);
  return usage.exportPath;
}
