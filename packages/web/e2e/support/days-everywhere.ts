import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { dayAfter, formatLocalDay } from '../../src/lib/dates.ts';
import type { Dashboard } from './dashboard.ts';
import { type Managed, manage } from './manage.ts';
import { plain, readCsv, type Sum, sumInCsv } from './record.ts';

const CLI = fileURLToPath(new URL('../../../server/dist/app/cli.js', import.meta.url));
const run = promisify(execFile);

export interface DaysQuestion {
  /** Where the record is. */
  readonly databaseUrl: string;
  /** Reports in the time zone in question. */
  readonly inZone: string;
  readonly timeZone: string;
  /** Both inside. */
  readonly first: string;
  readonly last: string;
}

/** What each day came to, by the name that the page gives it, and under `Total` all of them. */
export type Days = Readonly<Record<string, Sum>>;

type Way = 'page' | 'csv' | 'graphql' | 'cli' | 'sql';

interface Totals {
  readonly calls: number;
  readonly charge: { readonly amount: string };
}

interface Report {
  readonly totals: Totals;
  readonly nodes: readonly { readonly key: readonly string[]; readonly totals: Totals }[];
}

/**
 * The days of a zone in every way there is to ask for them. Page and file come from the server that
 * reports in that zone; GraphQL and the command line name the zone to `server`, which reports in another.
 */
export async function daysEverywhere(
  server: Managed,
  dashboard: Dashboard,
  question: DaysQuestion,
): Promise<Readonly<Record<Way, Days>>> {
  const [onScreen, graphql, cli, sql] = await Promise.all([
    daysOnScreen(dashboard, question),
    daysInGraphql(server, question),
    daysOnCommandLine(server, question),
    daysInSql(question),
  ]);
  return { ...onScreen, graphql, cli, sql };
}

async function daysOnScreen({ page, context, open }: Dashboard, question: DaysQuestion) {
  const { inZone, first, last } = question;
  await open(`${inZone}/ui/usage?range=${first}..${last}&group=day`);
  const table = page.getByRole('table', { name: 'Usage' });
  await table.locator('tfoot').waitFor();
  const rows = await table.locator('tbody tr, tfoot tr').evaluateAll((all) =>
    all.map((row) => {
      const figure = (name: string) =>
        row.querySelector(`[data-sum=${name}] data`)?.getAttribute('value') ?? '';
      return {
        name: row.querySelector('th')?.textContent ?? '',
        charge: figure('spend'),
        calls: figure('calls'),
      };
    }),
  );
  const path = await page.getByRole('link', { name: 'CSV: this table' }).getAttribute('href');
  const csv = await (await context.request.get(`${inZone}${path}`)).text();
  return {
    page: Object.fromEntries(
      rows.map(({ name, charge, calls }) => [
        name,
        { charge: plain(charge), calls: Number(calls) },
      ]),
    ),
    csv: daysInCsv(csv),
  };
}

function daysInCsv(csv: string): Days {
  const [heading = [], ...rows] = readCsv(csv);
  const cell = (row: readonly string[], name: string) => row[heading.indexOf(name)] ?? '';
  const days = rows.map((row) => [
    formatLocalDay(cell(row, 'day')),
    { charge: plain(cell(row, 'charge')), calls: Number(cell(row, 'calls')) },
  ]);
  return { ...Object.fromEntries(days), Total: sumInCsv(csv) };
}

const DAYS = `query Days($range: RangeInput!) {
  usage(range: $range, groupBy: [DAY]) {
    totals { calls charge { amount } }
    rows(first: 100) { nodes { key totals { calls charge { amount } } } }
  }
}`;

async function daysInGraphql(server: Managed, question: DaysQuestion): Promise<Days> {
  const { first, last, timeZone } = question;
  const range = { from: first, to: dayAfter(last), timeZone };
  const { usage } = (await manage(server, DAYS, { range })) as unknown as {
    usage: { totals: Totals; rows: Pick<Report, 'nodes'> };
  };
  return daysInReport({ totals: usage.totals, nodes: usage.rows.nodes });
}

async function daysOnCommandLine(server: Managed, question: DaysQuestion): Promise<Days> {
  const { first, last, timeZone } = question;
  const range = ['--from', first, '--to', dayAfter(last), '--time-zone', timeZone];
  const args = [CLI, 'spend', '--group-by', 'day', '--limit', '100', '--json', ...range];
  const { stdout } = await run(process.execPath, args, {
    env: {
      PATH: process.env['PATH'],
      TOLLGATE_URL: server.url,
      TOLLGATE_TOKEN: server.masterKey,
    },
  });
  const { totals, rows } = JSON.parse(stdout) as { totals: Totals; rows: Report['nodes'] };
  return daysInReport({ totals, nodes: rows });
}

function daysInReport({ totals, nodes }: Report): Days {
  const sum = (of: Totals): Sum => ({ charge: plain(of.charge.amount), calls: of.calls });
  const days = nodes.map((row) => [formatLocalDay(row.key[0] ?? ''), sum(row.totals)]);
  return { ...Object.fromEntries(days), Total: sum(totals) };
}

async function daysInSql({ databaseUrl, timeZone, first, last }: DaysQuestion): Promise<Days> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ day: string | null; charge: string; calls: string }>(
      `select day::text, coalesce(sum(charge), 0)::text as charge, count(*)::text as calls
       from (select (occurred_at at time zone $1)::date as day, charge from spend_event) as e
       where day between $2 and $3 group by rollup (day)`,
      [timeZone, first, last],
    );
    return Object.fromEntries(
      rows.map(({ day, charge, calls }) => [
        day === null ? 'Total' : formatLocalDay(day),
        { charge: plain(charge), calls: Number(calls) },
      ]),
    );
  } finally {
    await client.end();
  }
}
