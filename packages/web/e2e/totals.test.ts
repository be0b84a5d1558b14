import { expect, test } from 'vitest';
import { startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { openSignedIn } from './support/dashboard.ts';
import { daysEverywhere } from './support/days-everywhere.ts';
import { withFilledServer } from './support/filled-server.ts';
import { writeHistory } from './support/history.ts';
import { daysInSql } from './support/record.ts';
import { type Question, usageEverywhere } from './support/usage-totals.ts';

const filled = withFilledServer();

test('the days of the page are those of the record in the zone of the server, to the last digit', async () => {
  const { page, open } = await openSignedIn(filled.browser, filled.server);
  await open('/ui/customers/acme-corp?range=90d');
  const days = page.getByRole('table', { name: 'Spend by day' }).locator('tbody tr');
  await days.first().waitFor();
  const shown = await days.evaluateAll((rows) =>
    rows.map((row) => [
      row.querySelector('th')?.title,
      row.querySelector('td data')?.getAttribute('value'),
    ]),
  );
  const zone = { customer: 'acme-corp', timeZone: 'America/New_York' };
  expect(Object.fromEntries(shown)).toEqual(await daysInSql(filled.server.databaseUrl, zone));
  await page.context().close();
});

// The clocks of New York change within these days.
test.each<Question>([
  { search: 'range=90d&group=customer&top=5', range: { preset: 'LAST_90_DAYS' } },
  { search: 'range=90d&group=day', range: { preset: 'LAST_90_DAYS' } },
  {
    search: 'range=qtd&group=model&sub=customer&metric=calls&model=gpt-4o&without=TEAM',
    range: { preset: 'QUARTER_TO_DATE' },
    filter: { models: ['gpt-4o'], without: ['TEAM'] },
  },
])('usage of $search is the same on the page, over GraphQL and in the file', async (question) => {
  const dashboard = await openSignedIn(filled.browser, filled.server, {
    timezoneId: 'Asia/Kolkata',
  });
  const { page, graphql, csv } = await usageEverywhere(filled.server, dashboard, question);
  expect(graphql.calls).toBeGreaterThan(0);
  expect(page).toEqual(graphql);
  expect(csv).toEqual(graphql);
  await dashboard.context.close();
});

test('the days and amounts are the same wherever the reader is', async () => {
  const readings = [];
  for (const timezoneId of ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati']) {
    const { page, open } = await openSignedIn(filled.browser, filled.server, { timezoneId });
    await open('/ui/?range=30d');
    await page.locator('figure svg[role=img]').waitFor();
    readings.push({
      ticks: await page.locator('figure svg text').allTextContents(),
      caption: await page.locator('figcaption').textContent(),
      spend: await page.getByRole('region', { name: 'Today' }).textContent(),
    });
    await page.context().close();
  }
  expect(readings[0]?.caption).toContain('America/New_York');
  for (const reading of readings) expect(reading).toEqual(readings[0]);
});

// The clocks of Los Angeles change on the 8th of March, in the other zones they never do.
test('twenty totals are the same on the page, in its file, over GraphQL, on the command line and in SQL, in four zones', async () => {
  const { databaseUrl, masterKey } = filled.server;
  const until = new Date('2026-03-19T12:00:00Z');
  await writeHistory(databaseUrl, { days: 35, callsPerDay: 12, until });
  const zones = ['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/Los_Angeles'];
  const servers = await Promise.all(
    zones.map((zone) =>
      startTollgate({ databaseUrl, masterKey, env: { TOLLGATE_TIME_ZONE: zone } }),
    ),
  );
  const dashboard = await openSignedIn(filled.browser, filled.server);
  const days = { first: '2026-02-27', last: '2026-03-17' };
  for (const [at, { url }] of servers.entries()) {
    const question = { databaseUrl, inZone: url, timeZone: zones[at] ?? '', ...days };
    const { sql, ...others } = await daysEverywhere(filled.server, dashboard, question);
    expect(Object.keys(sql)).toHaveLength(20);
    expect(others).toEqual({ page: sql, csv: sql, graphql: sql, cli: sql });
  }
  // A page that is open would be waited for.
  await dashboard.context.close();
  await Promise.all(servers.map((each) => each.stop()));
});
