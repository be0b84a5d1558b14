import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeSpendEvent, recordBatch } from '../../server/src/metering/index.ts';
import { createPool } from '../../server/src/platform/postgres/index.ts';
import {
  chunk,
  type Script,
  type ScriptedUpstream,
  STREAM_HEAD,
  startScriptedUpstream,
  whole,
} from '../../server/test/testkit/scripted-upstream.ts';
import { spendEvent } from '../../server/test/testkit/spend-events.ts';
import { type RunningTollgate, startTollgate } from '../../server/test/testkit/start-tollgate.ts';
import { launchChromium } from './support/chromium.ts';
import { eventually, openSignedIn } from './support/dashboard.ts';
import { manage } from './support/manage.ts';

const configFor = (upstream: string) => `model_list:
  - model_name: house-model
    litellm_params: { model: sim/house-model }
  - model_name: sim/gpt-4o-mini
    litellm_params: { model: sim/gpt-4o-mini }
    model_info: { base_model: openai/gpt-4o-mini }
  - model_name: told-what-to-say
    litellm_params: { model: openai/gpt-4o-mini, api_base: "${upstream}", api_key: none }
  - model_name: backup
    litellm_params: { model: openai/gpt-4o, api_base: "${upstream}", api_key: none }
router_settings: { num_retries: 1, fallbacks: [{ told-what-to-say: [backup] }] }
tollgate_settings:
  unpriced: flag
`;

let folder: string;
let upstream: ScriptedUpstream;
let server: RunningTollgate;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prices-'));
  const config = join(folder, 'config.yaml');
  upstream = await startScriptedUpstream();
  await writeFile(config, configFor(upstream.baseUrl));
  server = await startTollgate({ config });
  browser = await launchChromium();
  ({ page } = await openSignedIn(browser, server));
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await upstream?.stop();
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
    await page.getByRole('cell', { name: 'Unpriced: flagged' }).waitFor();
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
    const table = page.getByRole('table', { name: 'What if, by customer' });
    await table.getByText('acme').waitFor();
    await page.getByRole('button', { name: 'Range: Last 30 days' }).click();
    await page.getByRole('menuitemradio', { name: 'Last year' }).click();
    await page.getByText('Calls of: last year').waitFor();
    await table.getByText('acme').waitFor({ state: 'detached' });
  });
});

describe('one call, explained', () => {
  const said = { role: 'assistant', content: 'Hello' };
  const answer = whole(200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o',
    choices: [{ index: 0, message: said, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: 1_000,
      completion_tokens: 200,
      total_tokens: 1_200,
      prompt_tokens_details: { cached_tokens: 800 },
    },
  });
  const failing = (status: number) => whole(status, { error: { message: 'no' } });
  /** Some words of an answer that has no end. */
  const endless: Script = async ({ write, untilClosed }) => {
    const choices = [{ index: 0, delta: { content: 'On and on ' } }];
    const words = { id: 'chatcmpl-2', object: 'chat.completion.chunk', created: 1, choices };
    await write(STREAM_HEAD);
    await write(chunk(`data: ${JSON.stringify(words)}\n\n`));
    await untilClosed();
  };

  /** Asks for a customer, and reads of a stream no more than its beginning. */
  async function ask(user: string, stream: boolean): Promise<void> {
    const left = new AbortController();
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.masterKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'told-what-to-say', user, stream, messages: [said] }),
      signal: left.signal,
    });
    await response.body?.getReader().read();
    left.abort();
  }

  /** The drawer of the latest call of a customer, as text, once so many attempts are recorded. */
  async function explained(customer: string, attempts: number): Promise<string> {
    await eventually(async () => {
      const { spendEvents } = (await manage(
        server,
        `{ spendEvents(filter: { customers: ["${customer}"] }) { nodes { attempt } } }`,
      )) as unknown as { spendEvents: { nodes: readonly object[] } };
      return spendEvents.nodes.length;
    }, attempts);
    await page.goto(`${server.url}/ui/logs?range=mtd&customer=${customer}`);
    await page.locator('tr[data-call-id] a').first().click();
    const call = page.getByRole('dialog', { name: 'Call' });
    await call.getByText('Recorded').waitFor();
    // biome-ignore lint/performance/useDomNodeTextContent: as it is seen, cells stand apart
    const text = await call.evaluate((dialog) => (dialog as HTMLElement).innerText);
    return text.replaceAll(/\s+/g, ' ');
  }

  test.each<[string, readonly Script[], boolean, number, readonly (string | RegExp)[]]>([
    [
      'answered by the fallback, from its cache in part',
      [failing(503), failing(503), answer],
      false,
      3,
      [
        '$0.0035 Succeeded Attempt 3 of 3',
        /1 gpt-4o-mini openai Failed 503 .* \$0\.00 2 gpt-4o-mini openai Failed 503 .* \$0\.00 3 gpt-4o openai Succeeded .* \$0\.0035/,
        'Input tokens 200 $0.0000025 $2.50 per million $0.0005',
        'Cached input tokens 800 $0.00000125 $1.25 per million $0.001',
        'Output tokens 200 $0.00001 $10.00 per million $0.002',
        /Cost at the price version genai-prices@\S+ \$0\.0035/,
        'Input tokens 1,000, 800 of them cached',
      ],
    ],
    [
      'refused by the provider',
      [failing(400)],
      false,
      1,
      [
        'It failed with 400, upstream_400. Nothing was used, so nothing is charged.',
        'Asked openai · gpt-4o-mini',
      ],
    ],
    [
      'broken off by its caller',
      [endless],
      true,
      1,
      [
        'Aborted',
        'The caller broke it off. What was used until then is charged.',
        'The provider reported no usage: Tollgate counted the tokens.',
        /Output tokens \d+ \$0\.0000006/,
      ],
    ],
  ])('%s', async (name, scripts, streamed, attempts, texts) => {
    upstream.will(...scripts);
    const customer = name.replaceAll(/\W+/g, '-');
    await ask(customer, streamed);
    const shown = await explained(customer, attempts);
    for (const text of texts) expect(shown).toMatch(text);
  });

  test('rated again, it tells what it is charged now, from what, and what it was', async () => {
    const shown = await explained('acme', 4);
    expect(shown).toMatch(/ \$0\.\d+ corrected, unpriced before Succeeded/);
    expect(shown).toMatch(/Input tokens: \d+ × \$0\.000001 = \$0\.0\d+ Output tokens: /);
    expect(shown).toMatch(/at the price version custom:sim\/house-model#\w+/);
    await page.getByRole('link', { name: 'All corrections' }).click();
    await page.getByRole('table', { name: 'Corrections' }).waitFor();
  });

  test('billed, it leads to its invoice; recorded after that was final, it is said to be late', async () => {
    const pool = createPool(server.databaseUrl);
    const now = new Date();
    const occurredAt = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 10));
    const record = (customerExternalId: string) =>
      recordBatch(pool, [encodeSpendEvent(spendEvent({ customerExternalId, occurredAt }))], []);
    await record('billed');
    await manage(
      server,
      'mutation { generateInvoices(customers: ["billed"]) { userErrors { message } } }',
    );
    const { invoices } = (await manage(
      server,
      '{ invoices(first: 1) { nodes { id revision } } }',
    )) as unknown as { invoices: { nodes: [{ id: string; revision: number }] } };
    await manage(
      server,
      `mutation F($id: ID!, $revision: Int!) {
        finaliseInvoice(id: $id, expectedRevision: $revision, idempotencyKey: "one") { userErrors { message } } }`,
      { ...invoices.nodes[0] },
    );
    const open = async (range: string) => {
      await page.goto(`${server.url}/ui/logs?range=${range}&customer=billed`);
      await page.locator('tr[data-call-id] a').first().click();
      await page.getByRole('dialog', { name: 'Call' }).getByText('Recorded').waitFor();
    };
    await open('90d');
    await page.getByRole('dialog', { name: 'Call' }).getByRole('link', { name: /^INV-/ }).click();
    await page.getByRole('heading', { name: /INV-/ }).waitFor();
    await record('billed');
    await pool.end();
    await open('90d');
    const call = page.getByRole('dialog', { name: 'Call' });
    await call.getByText('It came late').waitFor();
    await call.getByText(/^\d+ days later$/).waitFor();
  });
});
