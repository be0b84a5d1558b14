import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { OperatorError } from '../../kernel/index.ts';
import { download } from './download.ts';
import { count, moment, plain, printJson, type Row } from './print.ts';
import type { Remote } from './remote.ts';
import { oneOf } from './report-options.ts';
import { openSession, pages, readLimit, readList, talksToServer } from './session.ts';
import { ERRORS } from './things.ts';

const SUM = 'currency invoices totals { subtotal { amount } tax { amount } total { amount } }';
const FACTS = `id number status revision customerExternalId rateCard calls unpricedCalls isTest
  period { firstDay lastDay timeZone } createdAt finalisedAt finalisesAt dueOn paidAt voidedAt voidReason
  totals { subtotal { amount } tax { amount } total { amount currency } credits { amount }
    credited { amount } paid { amount } due { amount } }`;
const LINES = `lines(first: 100) { nodes { position kind description unit quantity unitPrice exact { amount }
  billed { amount } late } pageInfo { hasNextPage endCursor } }`;
const LIST = `query ($first: Int!, $after: String, $filter: InvoiceFilterInput!) {
  invoices(first: $first, after: $after, filter: $filter) { nodes { ${FACTS} } pageInfo { hasNextPage endCursor } } }`;
const STATUSES = {
  draft: 'DRAFT',
  'in-review': 'IN_REVIEW',
  final: 'FINALISED',
  paid: 'PAID',
  void: 'VOID',
};
const STATUS_NAMES = Object.keys(STATUSES).join(', ');
/** An id that stands for no invoice finds nothing; a number is searched. */
const NUMBER = /^[A-Z-]+-\d+$/;

/** What of `FACTS` is printed. */
interface Invoice {
  readonly id: string;
  readonly number: string | null;
  readonly status: string;
  readonly revision: number;
  readonly customerExternalId: string;
  readonly rateCard: string | null;
  readonly calls: number;
  readonly period: { readonly firstDay: string; readonly lastDay: string };
  readonly finalisedAt: string | null;
  readonly finalisesAt: string | null;
  readonly dueOn: string | null;
  readonly voidReason: string | null;
  readonly totals: Readonly<Record<'subtotal' | 'tax' | 'credits' | 'credited' | 'due', Amount>> & {
    readonly total: Amount & { readonly currency: string };
  };
}

interface Amount {
  readonly amount: string;
}

/** What `SUM` asks for. */
interface Sum {
  readonly currency: string;
  readonly invoices: number;
  readonly totals: Readonly<Record<'subtotal' | 'tax' | 'total', Amount>>;
}

type Options = Readonly<Record<string, string | undefined>> & {
  readonly json?: true;
  readonly csv?: true;
};

export function addInvoiceCommands(program: Command): void {
  const invoices = program
    .command('invoices')
    .alias('invoice')
    .description('Invoices: what customers owe for their billing periods.');

  filtered(talksToServer(invoices.command('list')))
    .description('List invoices, latest first.')
    .option('--csv', 'print CSV, all rows of it')
    .option('--limit <rows>', 'at most so many', '50')
    .action(async (options: Options) => {
      const { remote, list } = openSession(options);
      const filter = filterOf(options);
      if (options.csv) {
        // The file has final and paid ones by default; these are the rows of the list.
        const statuses = filter.statuses.length > 0 ? filter.statuses : Object.values(STATUSES);
        return download(remote, pathOf('invoice_summary.csv', { ...filter, statuses }));
      }
      const variables = { filter };
      const limit = readLimit(options['limit'] ?? '50');
      const found = await pages<Invoice>(remote, LIST, { field: 'invoices', limit, variables });
      list(found, toRow, 'No invoices');
    });

  talksToServer(invoices.command('show'))
    .description('Show one invoice; with --json its first 100 lines too.')
    .argument('<invoice>', 'its number or id')
    .action(async (text: string, options: Options) => {
      const { remote, show } = openSession(options);
      show(await find(remote, text, options.json ? `${FACTS} ${LINES}` : FACTS), toFacts);
    });

  talksToServer(invoices.command('generate'))
    .description('Draft an invoice for each period that has ended and has none: of all customers.')
    .option('--customer <ids>', 'of these only, by commas')
    .option('--until <time>', 'of periods that ended by then, such as 2026-03-01T00:00:00Z')
    .option('--dry-run', 'say what would be drafted, and draft nothing')
    .action(generate);

  talksToServer(invoices.command('finalise'))
    .description(
      'Number drafts and freeze them for good: all of them, or none if they come to something else.',
    )
    .argument('<invoices...>', 'their ids, up to 100')
    .requiredOption('--expect <totals>', 'what they come to, such as USD=12.50,EUR=3')
    .option('--idempotency-key <key>', 'the same again does it once')
    .action(finalise);

  talksToServer(invoices.command('void'))
    .description('Make a final invoice void; its number stays used.')
    .argument('<invoice>', 'its number or id')
    .requiredOption('--reason <text>', 'the customer reads it')
    .option('--replace', 'draft another one of the very same calls')
    .option('--idempotency-key <key>', 'the same again does it once')
    .action(makeVoid);

  filtered(talksToServer(invoices.command('csv')))
    .description('Write a CSV file of invoices; without --status of final and paid ones.')
    .option('--lines', 'a row for each line, as FOCUS 1.2 has them')
    .option('-o, --output <file>', 'where to; standard output without it')
    .action(async (options: Options) => {
      const { remote } = openSession(options);
      const file = options['lines'] ? 'invoice_lines_focus_1_2.csv' : 'invoice_summary.csv';
      await download(remote, pathOf(file, filterOf(options)), options['output']);
    });

  talksToServer(invoices.command('pdf'))
    .description('Write an invoice as PDF.')
    .argument('<invoice>', 'its number or id')
    .requiredOption('-o, --output <file>', 'where to')
    .action(async (text: string, options: Options) => {
      const { remote } = openSession(options);
      const { id } = await find(remote, text);
      await download(
        remote,
        `/exports/invoice.pdf?id=${encodeURIComponent(id)}`,
        options['output'],
      );
    });
}

function filtered(command: Command): Command {
  return command
    .option('--customer <id>', "the caller's own id of the customer")
    .option('--status <statuses>', `of these, by commas: ${STATUS_NAMES}`)
    .option('--search <text>', 'part of a customer or a name, or the beginning of a number')
    .option('--from <day>', 'whose period begins on this day or later, YYYY-MM-DD')
    .option('--to <day>', 'or on this day at the latest')
    .option('--run <id>', 'made by one run of generate');
}

function filterOf({ customer, status, search, from, to, run }: Options) {
  const statuses = readList(status ?? '').map((word) => oneOf(STATUSES, word, '--status'));
  return { customer, search, run, statuses, periodFrom: from, periodTo: to };
}

function pathOf(file: string, { statuses, ...rest }: ReturnType<typeof filterOf>): string {
  const query = new URLSearchParams();
  for (const status of statuses) query.append('status', status);
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) query.set(name, value);
  }
  return `/exports/${file}?${query}`;
}

async function generate(options: Options): Promise<void> {
  const { remote, list } = openSession(options);
  const variables = { customers: readList(options['customer'] ?? ''), until: options['until'] };
  if (options['customer'] !== undefined && variables.customers.length === 0) {
    throw new OperatorError('--customer: name at least one customer');
  }
  const of = '($customers: [String!]!, $until: DateTime)';
  const args = 'customers: $customers, until: $until';
  if (options['dryRun']) {
    const preview = `query ${of} { generationPreview(${args}) { ${SUM} } }`;
    const data = await remote.ask<{ generationPreview: Sum[] }>(preview, variables);
    return list(data.generationPreview, toSum, 'Nothing to draft');
  }
  const mutation = `mutation ${of} { generateInvoices(${args}) { made run { id sums { ${SUM} } } ${ERRORS} } }`;
  const { generateInvoices } = await remote.ask<{
    generateInvoices: { made: number; run: { id: string; sums: Sum[] } | null };
  }>(mutation, variables);
  const { made, run } = generateInvoices;
  if (options.json) return printJson({ made, run });
  list(run?.sums ?? [], (sum) => ({ ...toSum(sum), run: run?.id ?? '-' }), 'Nothing to draft');
}

async function finalise(ids: string[], options: Options): Promise<void> {
  const { remote, list } = openSession(options);
  const expectedTotals = readList(options['expect'] ?? '').map(readTotal);
  await remote.ask(
    `mutation ($ids: [ID!]!, $expectedTotals: [ExpectedTotalInput!]!, $key: String!) {
      finaliseInvoices(ids: $ids, expectedTotals: $expectedTotals, idempotencyKey: $key) { ${ERRORS} } }`,
    { ids, expectedTotals, key: options['idempotencyKey'] ?? randomUUID() },
  );
  const asked = { field: 'invoices', limit: ids.length, variables: { filter: { ids } } };
  list(await pages<Invoice>(remote, LIST, asked), toRow, 'No invoices');
}

function readTotal(text: string): { currency: string; total: string } {
  const [, currency, total] = /^([A-Z]{3})=(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (currency !== undefined && total !== undefined) return { currency, total };
  throw new OperatorError(`--expect: "${text}" is not a total such as USD=12.50`);
}

async function makeVoid(text: string, options: Options): Promise<void> {
  const { remote, show } = openSession(options);
  const { id, revision } = await find(remote, text);
  const { voidInvoice } = await remote.ask<{ voidInvoice: { invoice: Invoice } }>(
    `mutation ($id: ID!, $revision: Int!, $reason: String!, $replace: Boolean!, $key: String!) {
      voidInvoice(id: $id, expectedRevision: $revision, reason: $reason, replace: $replace, idempotencyKey: $key) {
        invoice { ${FACTS} replacedById } ${ERRORS} } }`,
    {
      ...{ id, revision, reason: options['reason'], replace: Boolean(options['replace']) },
      key: options['idempotencyKey'] ?? randomUUID(),
    },
  );
  show(voidInvoice.invoice, toFacts);
}

/** The one with this number or id. */
async function find(remote: Remote, text: string, selection = FACTS): Promise<Invoice> {
  const isNumber = NUMBER.test(text);
  const query = isNumber
    ? `query ($text: String!) { found: invoices(first: 2, filter: { number: $text }) { nodes { ${selection} } } }`
    : `query ($text: ID!) { found: invoice(id: $text) { ${selection} } }`;
  const { found } = await remote.ask<{ found: Invoice | { nodes: Invoice[] } | null }>(query, {
    text,
  });
  const one =
    found !== null && 'nodes' in found ? found.nodes.find(({ number }) => number === text) : found;
  if (one == null) throw new OperatorError(`There is no invoice "${text}"`);
  return one;
}

function toSum({ currency, invoices, totals }: Sum): Row {
  return {
    ...{ currency, invoices: count(invoices) },
    ...{ subtotal: totals.subtotal.amount, tax: totals.tax.amount, total: totals.total.amount },
  };
}

function toRow({ id, number, status, customerExternalId, period, totals }: Invoice): Row {
  return {
    invoice: number ?? '-',
    customer: plain(customerExternalId),
    period: `${period.firstDay} to ${period.lastDay}`,
    status: status.toLowerCase(),
    due: totals.due.amount,
    total: totals.total.amount,
    currency: totals.total.currency,
    id,
  };
}

function toFacts(invoice: Invoice): Row {
  const { rateCard, calls, finalisedAt, finalisesAt, dueOn, voidReason, totals } = invoice;
  const { id, due, total, currency, ...rest } = toRow(invoice);
  return {
    ...rest,
    'rate card': plain(rateCard),
    calls: count(calls),
    subtotal: totals.subtotal.amount,
    tax: totals.tax.amount,
    total: `${total} ${currency}`,
    credits: totals.credits.amount,
    credited: totals.credited.amount,
    due: due ?? '-',
    'due on': dueOn ?? '-',
    final: moment(finalisedAt),
    'becomes final': moment(finalisesAt),
    void: plain(voidReason),
    id: id ?? '-',
  };
}
