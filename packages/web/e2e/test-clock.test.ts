import { expect, test } from 'vitest';
import { openSignedIn } from './support/dashboard.ts';
import { withFilledServer } from './support/filled-server.ts';
import { manage } from './support/manage.ts';

const filled = withFilledServer();

test('time passes on a test clock a month at a time, and what it drafts says that nobody owes it', async () => {
  const { testClocks } = (await manage(
    filled.server,
    '{ testClocks { nodes { id } } }',
  )) as unknown as {
    testClocks: { nodes: [{ id: string }] };
  };
  const call = { model: 'gpt-4o', inputTokens: 1, outputTokens: 1, cost: '1.25' };
  const usage = [{ ...call, occurredAt: '2026-01-01T00:00:00Z' }];
  await manage(
    filled.server,
    `mutation U($id: ID!, $usage: [TestUsageInput!]!) {
      recordTestUsage(id: $id, customer: "trial-enterprise", usage: $usage, idempotencyKey: "u") { recorded }
    }`,
    { id: testClocks.nodes[0].id, usage },
  );
  const { page, open, context, complaints } = await openSignedIn(filled.browser, filled.server);
  await open('/ui/settings?tab=billing');
  await page.getByRole('button', { name: 'A year of Enterprise' }).click();
  await page.getByLabel('Let time pass up to').fill('2026-03-02T00:00');
  await page.getByRole('button', { name: 'Advance' }).click();
  await page.getByText('1 draft made').waitFor();
  await page.getByRole('dialog').getByText('Mar 2, 2026, 00:00:00 UTC').waitFor();
  await page.getByRole('link', { name: 'trial-enterprise' }).click();
  await page.getByText('On the test clock A year of Enterprise').waitFor();
  await page.getByRole('table', { name: 'Invoices' }).getByRole('link').click();
  await page.getByText('nobody owes it').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
