import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureMasterKey } from '../../src/identity/index.ts';
import { sha256 } from '../../src/identity/secret-text.ts';
import { Secret } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { OPERATOR, PLAIN_KEY } from '../testkit/people.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

async function issue(alias: string): Promise<string> {
  const input = { alias, ...PLAIN_KEY };
  const issued = await api.identity.apiKeys.issue(input, { idempotencyKey: alias, by: OPERATOR });
  const secret = issued.ok ? issued.value.secret?.reveal() : undefined;
  if (secret === undefined) throw new Error('not issued');
  await api.identity.directory.lookup(secret);
  return secret;
}

const lookup = async (secret: string) =>
  (await api.identity.directory.lookup(secret))?.alias ?? null;
const revokeElsewhere = (alias: string) =>
  api.pool.query('update api_key set revoked_at = now() where alias = $1', [alias]);

test('a key that another process revokes, or psql does, stops here', async () => {
  const secret = await issue('pushed');
  await revokeElsewhere('pushed');
  await expect.poll(() => lookup(secret)).toBeNull();
});

test('what changes while nobody listens is found once listening begins again', async () => {
  await api.pool.query(`alter table api_key disable trigger api_key_changed`);
  const secret = await issue('unheard');
  await revokeElsewhere('unheard');
  expect(await lookup(secret)).toBe('unheard');
  await api.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tollgate-listen'
       and datname = current_database()`,
  );
  await expect.poll(() => lookup(secret), { timeout: 5_000 }).toBeNull();
  await api.pool.query(`alter table api_key enable trigger api_key_changed`);
  const another = await issue('heard again');
  await expect.poll(() => api.notifications.isConnected).toBe(true);
  await revokeElsewhere('heard again');
  await expect.poll(() => lookup(another)).toBeNull();
});

test('the master key is made once, shown once, and can be replaced', async () => {
  const starts = await Promise.all(Array.from({ length: 5 }, () => ensureMasterKey(api.pool)));
  const shown = starts.map((start) => start.generated).filter((secret) => secret !== null);
  expect(shown).toHaveLength(1);
  const digest = sha256(shown[0]?.reveal() ?? '');
  expect(starts.every((start) => start.masterKey.matches(digest))).toBe(true);

  const configured = await ensureMasterKey(api.pool, { configured: new Secret('mine') });
  expect(configured.generated).toBeNull();
  expect(configured.masterKey.matches(sha256('mine'))).toBe(true);

  const reset = await ensureMasterKey(api.pool, { reset: true });
  expect(reset.masterKey.matches(digest)).toBe(false);
  expect(reset.generated).not.toBeNull();
});
