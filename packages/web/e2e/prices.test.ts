import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningTollgate, startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { launchChromium } from './support/chromium.ts';
import { eventually, openSignedIn } from './support/dashboard.ts';
import { manage } from './support/manage.ts';

const CONFIG = `model_list:
  - model_name: house-model
    litellm_params: { model: sim/house-model }
  - model_name: sim/gpt-4o-mini
    litellm_params: { model: sim/gpt-4o-mini }
    model_info: { base_model: openai/gpt-4o-mini }
tollgate_settings:
  unpriced: flag
`;

let folder: string;
let server: RunningTollgate;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prices-'));
  const config = join(folder, 'config.yaml');
  await writeFile(config, CONFIG);
  server = await startTollgate({ config });
  browser = await launchChromium();
  ({ page } = await openSignedIn(browser, server));
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function call(): Promise<void> {
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: server.masterKey });
  await openai.chat.completions.create({
    model: 'house-model',
    user: 'acme',
    messages: [{ role: 'user', content: 'Hello' }],
  });
}

/** What the record says: unpriced calls, and the charge of all of them. */
async function recorded(): Promise<unknown> {
  const { usage } = await manage(
    server,
    '{ usage(range: { preset: TODAY }) { totals { calls unpricedCalls charge { amount } } } }',
  );
  return usage?.['totals'];
}

const sheet = () => page.getByRole('dialog', { name: 'house-model' });

describe('calls without a price', () => {
  test('are listed, and get one from the first of them on', async () => {
    await call();
    await call();
    await eventually(recorded, { calls: 2, unpricedCalls: 2, charge: { amount: '0' } });
    await page.getByRole('link', { name: 'Models & prices' }).click();
    await page.getByRole('table', { name: 'Models' }).getByText('Unpriced: flagged').waitFor();
    await page.getByRole('tab', { name: 'Unpriced calls' }).click();
    await page.getByRole('link', { name: 'Set price of house-model' }).click();
    await sheet().getByText('No price is known').waitFor();
    await sheet().getByRole('button', { name: 'Set price' }).click();
    expect(await sheet().getByLabel('From (UTC)').inputValue()).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test('an amount that is none is refused where it stands, and nothing is set', async () => {
    await sheet().getByLabel('Input, per million', { exact: true }).fill('a dollar');
    await sheet().getByRole('button', { name: 'Set price' }).click();
    await sheet().getByText('A plain decimal number, such as 0.075').waitFor();
    await sheet().getByLabel('Input, per million', { exact: true }).fill('');
    await sheet().getByRole('button', { name: 'Another kind of price' }).click();
    await sheet().getByLabel('Kind').fill('inputs');
    await sheet().getByLabel('Price', { exact: true }).fill('1');
    await sheet().getByRole('button', { name: 'Set price' }).click();
    await sheet().getByText('"inputs" is no kind of price').waitFor();
    expect(await sheet().getByLabel('Kind').getAttribute('aria-invalid')).toBe('true');
    await sheet().getByRole('button', { name: 'Remove other price 1' }).click();
    const { prices } = await manage(server, '{ prices(layers: [CUSTOM]) { totalCount } }');
    expect(prices?.['totalCount']).toBe(0);
  });

  test('are rated again, exactly, once the difference was seen', async () => {
    await sheet().getByLabel('Input, per million', { exact: true }).fill('1');
    await sheet().getByLabel('Output, per million').fill('2.5');
    await sheet().getByLabel('Reason').fill('the house price');
    await sheet().getByRole('button', { name: 'Set price' }).click();
    await sheet().getByText('Would change').waitFor();
    await sheet().getByRole('button', { name: 'Rate again' }).click();
    await sheet().getByText('Done: 2 calls corrected.').waitFor();
    await sheet().getByRole('button', { name: 'Done' }).click();
    const { spendEvents } = await manage(
      server,
      '{ spendEvents(filter: { models: ["house-model"] }) { nodes { adjustment inputTokens outputTokens } } }',
    );
    const events = spendEvents?.['nodes'] as unknown as readonly {
      inputTokens: number;
      outputTokens: number;
    }[];
    // Tenths of a millionth of a dollar: whole numbers, so that nothing is rounded here.
    const tenths = events.reduce(
      (sum, event) => sum + event.inputTokens * 10 + event.outputTokens * 25,
      0,
    );
    await eventually(async () => {
      const totals = (await recorded()) as { unpricedCalls: number; charge: { amount: string } };
      const [whole = '', fraction = ''] = totals.charge.amount.split('.');
      return [totals.unpricedCalls, BigInt(whole + fraction.padEnd(7, '0'))];
    }, [0, BigInt(tenths)]);
  });

  test('are unpriced no more: the list is empty, the model has its price, the correction is kept', async () => {
    await sheet()
      .getByRole('list', { name: 'Price history' })
      .getByText('the house price')
      .waitFor();
    await sheet().getByRole('tab', { name: 'What a call costs' }).click();
    // 1,200 at 1 dollar and 300 at 2.50 a million; cached tokens have no price of their own.
    await sheet().getByLabel('Of them cached').fill('0');
    await sheet()
      .getByRole('table', { name: 'The call, line by line' })
      .getByText('$0.00195')
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Every call has a price').waitFor();
    await page.getByRole('tab', { name: 'Corrections' }).click();
    await page.getByRole('table', { name: 'Corrections' }).getByText('the house price').waitFor();
    await page.getByRole('tab', { name: 'Models', exact: true }).click();
    await page
      .getByRole('row', { name: /house-model/ })
      .getByText('Set here')
      .waitFor();
  });

  test('what if they had been calls of another model, customer by customer', async () => {
    await page.getByRole('tab', { name: 'What if' }).click();
    await page.getByLabel('At the prices of the model').fill('openai/gpt-4o-mini');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('table', { name: 'What if, by customer' }).getByText('acme').waitFor();
  });
});
