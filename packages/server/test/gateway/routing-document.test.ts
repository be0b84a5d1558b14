import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createDeployments, ModelNames } from '../../src/gateway/index.ts';
import { type Config, loadConfig } from '../../src/platform/config/index.ts';
import { startApi } from '../testkit/api-harness.ts';
import { startPair, tokens } from '../testkit/gateway-pair.ts';
import { whole } from '../testkit/scripted-upstream.ts';

const DOCUMENT = readFileSync(
  fileURLToPath(new URL('../../../../docs/routing.md', import.meta.url)),
  'utf8',
);
const ANSWER = whole(200, { choices: [], ...tokens(7, 3) });

function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...DOCUMENT.matchAll(fence)].map((match) => match[1] ?? '');
}

async function load(yaml: string, env: NodeJS.ProcessEnv = {}): Promise<Config> {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-routing-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'config.yaml');
  await writeFile(path, yaml);
  return loadConfig({ ...env, TOLLGATE_CONFIG: path }, (deployments) => {
    return createDeployments(deployments, MAKING).problems;
  });
}

const MAKING = { simBaseUrl: 'http://simulated', fallbackPrice: null };

test('its config.yaml says what the comments say', async () => {
  const [whole = ''] = blocks('yaml');
  const { deployments, routing, upstream, healthCheckMs } = await load(whole);
  const timeouts = { connectMs: null, firstByteMs: null, idleMs: null, totalMs: null };
  expect(deployments.slice(0, 3)).toMatchObject([
    { weight: 3, order: 0, timeouts: { ...timeouts, totalMs: 60_000 }, healthCheckMs: null },
    {
      weight: 1,
      timeouts: { connectMs: 2_000, firstByteMs: 40_000, idleMs: 20_000, totalMs: null },
      healthCheckMs: 60_000,
    },
    { order: 1, timeouts, healthCheckMs: 0 },
  ]);
  expect(routing).toEqual({
    strategy: 'shuffle',
    retries: 2,
    allowedFailures: 3,
    coolDownMs: 5_000,
    fallbacks: { 'gpt-4o': ['wide'] },
    contextWindowFallbacks: { 'gpt-4o': ['wide'], mini: ['wide'] },
    budgetFallbacks: { 'gpt-4o': ['mini'] },
  });
  expect(upstream).toMatchObject({
    connectTimeoutMs: 10_000,
    firstByteTimeoutMs: 120_000,
    idleTimeoutMs: 60_000,
    totalTimeoutMs: 600_000,
  });
  expect(healthCheckMs).toBe(300_000);
});

test('each name that its patterns take in goes where the table says', async () => {
  const { deployments } = await load(blocks('yaml')[1] ?? '', { GROQ_API_KEY: 'key-of-groq' });
  const names = new ModelNames(createDeployments(deployments, MAKING).deployments);
  const [, rows = ''] = /^\| a call for .*\n\|---.*\n((?:\|.*\n)+)/m.exec(DOCUMENT) ?? [];
  const calls = [...rows.matchAll(/^\| `(.+?)` \| (?:`(.+?)`|nowhere)/gm)];
  expect(calls).toHaveLength(7);
  for (const [, name = '', target] of calls) {
    const found = names.first(name);
    expect([name, found && `${found.provider}/${found.upstreamModel}`]).toEqual([
      name,
      target ?? null,
    ]);
  }
});

test('every strategy it names is one', async () => {
  const rows = [...DOCUMENT.matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) \| \D/gm)];
  const names = rows.flatMap(([, list = '']) => [...list.matchAll(/`([a-z-]+-[a-z-]+)`/g)]);
  const strategies = names.map(([, name = '']) => name).filter((name) => !name.startsWith('x-'));
  expect(strategies).toHaveLength(5);
  for (const name of strategies) {
    await load(`router_settings: { routing_strategy: ${name} }`);
  }
});

test('its GraphQL runs, and a deployment says there what it says in the file', async () => {
  await using api = await startApi();
  for (const query of blocks('graphql')) {
    const { data, errors } = await api.graphql(query);
    expect([query, errors]).toEqual([query, undefined]);
    expect(data.createDeployment?.userErrors ?? []).toEqual([]);
  }
  expect(api.routed.at(-1)).toMatchObject([
    {
      weight: 2,
      order: 1,
      tags: ['region:us'],
      timeouts: { connectMs: 2_000, firstByteMs: 40_000, idleMs: 20_000, totalMs: 60_000 },
      healthCheckMs: 60_000,
    },
  ]);
});

test('each header and member that a caller may send is read', async () => {
  const { upstream, chat } = await startPair();
  upstream.will(ANSWER);
  const rows = [...DOCUMENT.matchAll(/^\| (`x-.+?`|) ?\| `(\w+)` \|/gm)];
  expect(rows).toHaveLength(5);
  for (const [, headers = '', member = ''] of rows) {
    if (member !== 'disable_fallbacks') {
      const refused = await (await chat({ [member]: 'x' })).json();
      expect(refused).toMatchObject({ error: { code: 'invalid_value', param: member } });
    }
    for (const [, header = ''] of headers.matchAll(/`(x-[a-z-]+)`/g)) {
      const refused = await (await chat({}, { headers: { [header]: 'x' } })).json();
      expect([header, refused]).toMatchObject([header, { error: { param: member } }]);
    }
  }
  expect(upstream.seen).toEqual([]);
});

test('a customer is named by the sources in this order', async () => {
  const mapping = blocks('yaml').at(-1) ?? '';
  const { attribution } = await load(mapping);
  expect(attribution.requiresCustomer).toBe(true);
  const { harness, upstream, chat } = await startPair({ attribution });
  upstream.will(ANSWER);
  const sources = [...DOCUMENT.matchAll(/^\d\. `([\w.-]+)`/gm)].map(([, name = '']) => name);
  expect(sources).toHaveLength(9);
  for (let first = 0; first < sources.length; first += 1) {
    const { headers, body } = naming(sources.slice(first));
    expect((await chat(body, { headers })).status).toBe(200);
    const [event] = await harness.events();
    expect(event?.['customer_external_id']).toBe(`by ${sources[first]}`);
  }
  expect((await chat()).status).toBe(400);
});

/** A call that names another customer by each of the sources. */
function naming(sources: readonly string[]) {
  const headers: Record<string, string> = {};
  const body: Record<string, unknown> = {};
  for (const source of sources) {
    const [member = '', inner] = source.split('.');
    if (source.startsWith('x-')) headers[source] = `by ${source}`;
    else body[member] = inner === undefined ? `by ${source}` : { [inner]: `by ${source}` };
  }
  return { headers, body };
}
