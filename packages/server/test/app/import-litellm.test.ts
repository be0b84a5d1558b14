import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reconcile } from '../../src/metering/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import {
  createInstallation,
  dumpInstallation,
  SECRETS,
  sumsHere,
  sumsThere,
} from './litellm/installation.ts';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const run = promisify(execFile);

let api: Api;
let directory: string;

beforeAll(async () => {
  api = await startApi({ now: '2026-02-20T00:00:00Z' });
  directory = await mkdtemp(join(tmpdir(), 'import-'));
  await createInstallation(api.pool);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function importNow(...args: string[]) {
  const dump = join(directory, 'dump.sql');
  await writeFile(dump, await dumpInstallation(api.pool));
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: api.database.url,
    TOLLGATE_DATA_DIR: directory,
  };
  const command = [CLI, 'import', 'litellm', '--dump', dump, '--json', ...args];
  const { stdout } = await run(process.execPath, command, { env, cwd: directory });
  return JSON.parse(stdout);
}

async function counts(): Promise<Record<string, number>> {
  const tables = [
    'team',
    'app_user',
    'team_member',
    'api_key',
    'customer',
    'tier',
    'budget',
    'rate_limit',
    'block',
    'spend_event',
  ];
  const { rows } = await api.pool.query<Record<string, number>>(
    `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ')}`,
  );
  return rows[0] ?? {};
}

describe('a dump of LiteLLM', () => {
  let first: Awaited<ReturnType<typeof importNow>>;

  test('comes with totals that are equal on both sides', async () => {
    first = await importNow();
    expect(first.notes).toEqual(["1 sessions of LiteLLM's dashboard are no keys and are left out"]);
    expect(first.totals).toMatchObject([
      { name: 'all calls', difference: '0' },
      { name: 'calls of customers', difference: '0' },
    ]);
    expect(first.spend).toEqual({ recorded: expect.any(Number), known: 0, shrunk: 0, expired: 0 });
  });

  test('has its spend, calls and tokens for every customer, day, model and key', async () => {
    const { '': nobody, ...customers } = await sumsHere(api.pool, 'd.customer_external_id');
    expect(nobody).toBeDefined();
    expect(customers).toEqual(
      await sumsThere(api.pool, 'LiteLLM_DailyEndUserSpend', 'end_user_id'),
    );
    const ofAll = (by: string) => sumsThere(api.pool, 'LiteLLM_DailyUserSpend', by);
    expect(
      await sumsHere(api.pool, "to_char(bucket_start at time zone 'UTC', 'YYYY-MM-DD')"),
    ).toEqual(await ofAll('date'));
    expect(await sumsHere(api.pool, 'model')).toEqual(await ofAll('coalesce(model_group, model)'));
    expect(await sumsHere(api.pool, "encode(k.secret_sha256, 'hex')")).toEqual(
      await ofAll('api_key'),
    );
    expect(await sumsHere(api.pool, "'all'")).toEqual(await ofAll("'all'"));
    expect((await reconcile(api.pool, new Date())).ok).toBe(true);
  });

  test('opens the gateway with the keys that its applications have, under their limits', async () => {
    await api.identity.directory.reload();
    const opened = await Promise.all(
      SECRETS.map((secret) => api.identity.directory.lookup(secret)),
    );
    expect(opened.map((key) => key?.alias ?? null)).toEqual(['web', null, null, null, null]);
    expect(opened[0]).toMatchObject({ tags: ['prod', 'a,b'], models: null });
    const { data } = await api.graphql(`{ apiKeys(filter: { search: "web" }) { nodes {
      owner { name email } team { name } metadata { name value } totals { calls } } } }`);
    expect(data.apiKeys.nodes[0]).toMatchObject({
      owner: { name: 'Ada', email: 'ada@example.com' },
      team: { name: 'Checkout' },
      metadata: [
        { name: 'deep', value: '{"a":1}' },
        { name: 'owner', value: 'ada' },
      ],
    });
  });

  test('has its shared budgets as tiers, with their customers, and its blocks', async () => {
    await api.budgets.rules.reload();
    const { data } = await api.graphql(`{ customer(externalId: "globex") { name tier { name }
      block { reason } budgets { kind limit { amount } } } }`);
    expect(data.customer).toMatchObject({
      tier: { name: 'pro' },
      block: { reason: 'Blocked in LiteLLM' },
    });
    const limits = data.customer.budgets.map(
      (each: { limit: { amount: string } }) => each.limit.amount,
    );
    expect(limits.toSorted()).toEqual(['100.5', '20']);
  });

  test('imported a second time, it changes nothing', async () => {
    const before = await counts();
    const second = await importNow();
    expect(second.spend).toEqual({
      recorded: 0,
      known: first.spend.recorded,
      shrunk: 0,
      expired: 0,
    });
    expect(second.totals).toEqual(first.totals);
    expect(await counts()).toEqual(before);
  });

  test('of a day that has grown since, the difference is recorded', async () => {
    await api.pool.query(`update litellm."LiteLLM_DailyUserSpend" set spend = spend + 0.25,
      successful_requests = successful_requests + 2, prompt_tokens = prompt_tokens + 10
      where id in (select id from litellm."LiteLLM_DailyUserSpend" where spend > 0 order by date desc, id limit 3)`);
    const third = await importNow();
    expect(third.spend).toMatchObject({ shrunk: 0, expired: 0 });
    expect(third.spend.recorded).toBeGreaterThan(0);
    expect(third.totals.map((total: { difference: string }) => total.difference)).toEqual([
      '0',
      '0',
    ]);
    expect(await sumsHere(api.pool, "'all'")).toEqual(
      await sumsThere(api.pool, 'LiteLLM_DailyUserSpend', "'all'"),
    );
    expect((await reconcile(api.pool, new Date())).ok).toBe(true);
  });
});
