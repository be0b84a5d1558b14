import { formatPico, parsePico, toPico } from '@tollgate/shared';
import pg from 'pg';
import type { BrowserContext } from 'playwright-core';

/** What was spent and on how many calls, as exact text. */
export interface Sum {
  readonly charge: string;
  readonly calls: number;
}

/** The sum straight from the append-only record, for all customers or for one. */
export async function sumInSql(databaseUrl: string, customer?: string): Promise<Sum> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ charge: string; calls: string }>(
      `select coalesce(sum(charge), 0)::text as charge, count(*)::text as calls
         from spend_event where $1::text is null or customer_external_id = $1`,
      [customer ?? null],
    );
    const [row] = rows;
    return { charge: plain(row?.charge ?? ''), calls: Number(row?.calls) };
  } finally {
    await client.end();
  }
}

/** What a customer spent on each calendar day of a zone, by day, straight from the record. */
export async function daysInSql(
  databaseUrl: string,
  { customer, timeZone }: { customer: string; timeZone: string },
): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ day: string; charge: string }>(
      `select (occurred_at at time zone $2)::date::text as day, coalesce(sum(charge), 0)::text as charge
       from spend_event where customer_external_id = $1 group by 1`,
      [customer, timeZone],
    );
    return Object.fromEntries(rows.map(({ day, charge }) => [day, plain(charge)]));
  } finally {
    await client.end();
  }
}

const USAGE = `query Usage($filter: UsageFilter) {
  usage(range: { preset: LAST_30_DAYS }, filter: $filter) { totals { calls charge { amount } } }
}`;

/** The sum that GraphQL gives whoever is signed in in this browser. */
export async function sumInGraphql(context: BrowserContext, customer?: string): Promise<Sum> {
  const filter = customer === undefined ? null : { customers: [customer] };
  const answer = await context.request.post('/graphql', {
    data: { query: USAGE, variables: { filter } },
  });
  const { data } = await answer.json();
  const { calls, charge } = data.usage.totals;
  return { charge: plain(charge.amount), calls };
}

/** The sum of the rows of a CSV file. */
export function sumInCsv(csv: string): Sum {
  const [heading = [], ...rows] = readCsv(csv);
  const column = (name: string, row: readonly string[]) => row[heading.indexOf(name)] ?? '';
  const picos = rows.map((row) => parsePico(column('charge', row)) ?? fail(row));
  const total = picos.reduce<bigint>((sum, pico) => sum + pico, 0n);
  const calls = rows.reduce((sum, row) => sum + Number(column('calls', row)), 0);
  return { charge: formatPico(toPico(total)), calls };
}

/** What a column of amounts comes to. */
export function columnInCsv(csv: string, name: string): string {
  const [heading = [], ...rows] = readCsv(csv);
  const at = heading.indexOf(name);
  const total = rows.reduce((sum, row) => sum + (parsePico(row[at] ?? '') ?? fail(row)), 0n);
  return formatPico(toPico(total));
}

/** The total of an invoice as GraphQL gives it to whoever is signed in in this browser. */
export async function invoiceTotalInGraphql(
  context: BrowserContext,
  number: string,
): Promise<string> {
  const query = `query Total($number: String!) {
    invoices(filter: { number: $number }) { nodes { totals { total { amount } } } }
  }`;
  const answer = await context.request.post('/graphql', { data: { query, variables: { number } } });
  const { data } = await answer.json();
  return plain(data.invoices.nodes[0].totals.total.amount);
}

/** "0.0020" and "0.002" are one amount. */
export function plain(amount: string): string {
  return formatPico(parsePico(amount) ?? fail(amount));
}

function fail(what: unknown): never {
  throw new Error(`no amount in ${JSON.stringify(what)}`);
}

/** RFC 4180: quoted cells may hold commas, line ends and doubled quotes. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    rows.at(-1)?.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1 || row[0] !== '');
}
