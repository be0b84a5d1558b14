import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startScriptedUpstream, whole } from '../testkit/scripted-upstream.ts';
import {
  type RunningTollgate,
  startTollgate,
  type TollgateOptions,
} from '../testkit/start-tollgate.ts';

const PROVIDER_KEY = 'sk-provider-0123456789';
const CREATE = `mutation ($input: CreateDeploymentInput!) {
  createDeployment(input: $input) { deployment { id } userErrors { message } }
}`;
const REMOVE = 'mutation ($id: ID!) { removeDeployment(id: $id) { removedId } }';

async function start(options: TollgateOptions = {}): Promise<RunningTollgate> {
  const server = await startTollgate(options);
  onTestFinished(() => server.stop());
  return server;
}

async function graphql(server: RunningTollgate, query: string, variables: object) {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.masterKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()) as { data: Record<string, { deployment: { id: string } }> };
}

const chat = (server: RunningTollgate) =>
  fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.masterKey}` },
    body: JSON.stringify({ model: 'stored', messages: [] }),
  });

async function startUpstream() {
  const upstream = await startScriptedUpstream();
  onTestFinished(() => upstream.stop());
  upstream.will(whole(200, { usage: { prompt_tokens: 7, completion_tokens: 3 } }));
  const input = {
    modelName: 'stored',
    provider: 'custom',
    upstreamModel: 'real',
    apiBase: upstream.baseUrl,
    apiKey: PROVIDER_KEY,
    settings: [
      { name: 'input_cost_per_token', value: '0.000001' },
      { name: 'output_cost_per_token', value: '0.000002' },
    ],
  };
  return { upstream, input };
}

test('a model made on one replica answers on all, with its key, until it is removed', async () => {
  const env = { TOLLGATE_ENCRYPTION_KEY: randomBytes(32).toString('base64') };
  const { upstream, input } = await startUpstream();
  const one = await start({ env });
  const two = await start({ env, databaseUrl: one.databaseUrl });
  const made = await graphql(one, CREATE, { input });
  expect((await chat(one)).status).toBe(200);
  await expect.poll(async () => (await chat(two)).status).toBe(200);
  expect(new Set(upstream.seen.map(({ headers }) => headers['authorization']))).toEqual(
    new Set([`Bearer ${PROVIDER_KEY}`]),
  );
  await graphql(two, REMOVE, { id: made.data['createDeployment']?.deployment.id });
  expect((await chat(two)).status).toBe(404);
  await expect.poll(async () => (await chat(one)).status).toBe(404);
});

test('a model outlives a restart, its key sealed by one that only this user can read', async () => {
  const { input } = await startUpstream();
  const first = await start();
  await graphql(first, CREATE, { input });
  const keyFile = join(first.dataDir, 'encryption.key');
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  const key = await readFile(keyFile, 'utf8');
  await first.kill9();
  const { databaseUrl, dataDir } = first;
  const second = await start({ databaseUrl, dataDir });
  expect((await chat(second)).status).toBe(200);
  expect(await readFile(keyFile, 'utf8')).toBe(key);
  expect(first.output() + second.output()).not.toContain(PROVIDER_KEY);
});
