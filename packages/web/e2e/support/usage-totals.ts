import type { Dashboard } from './dashboard.ts';
import { type Managed, manage } from './manage.ts';
import { plain, type Sum, sumInCsv } from './record.ts';

export interface Question {
  /** The address of the page behind `/ui/usage?`. */
  readonly search: string;
  /** The same for GraphQL. */
  readonly range: object;
  readonly filter?: object;
}

interface Totals {
  readonly calls: number;
  readonly charge: { readonly amount: string };
}

const TOTALS = `query Totals($range: RangeInput!, $filter: UsageFilter) {
  usage(range: $range, filter: $filter) { totals { calls charge { amount } } }
}`;

/** What one question comes to wherever it is asked: under the rows, over GraphQL, in the file. */
export async function usageEverywhere(
  server: Managed,
  { page, context, open }: Dashboard,
  { search, range, filter }: Question,
): Promise<Readonly<Record<'page' | 'graphql' | 'csv', Sum>>> {
  await open(`/ui/usage?${search}`);
  const footer = page.getByRole('table', { name: 'Usage' }).locator('tfoot');
  await footer.waitFor();
  const figure = async (name: string) =>
    (await footer.locator(`[data-sum=${name}] data`).getAttribute('value')) ?? '';
  const path = await page.getByRole('link', { name: 'CSV: this table' }).getAttribute('href');
  const csv = await context.request.get(path ?? '');
  const answer = await manage(server, TOTALS, { range, filter });
  const { totals } = (answer as unknown as { usage: { totals: Totals } }).usage;
  return {
    page: { charge: plain(await figure('spend')), calls: Number(await figure('calls')) },
    graphql: { charge: plain(totals.charge.amount), calls: totals.calls },
    csv: sumInCsv(await csv.text()),
  };
}
