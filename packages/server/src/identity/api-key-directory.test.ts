import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/testkit/fake-clock.ts';
import { newSealer } from '../../test/testkit/new-sealer.ts';
import type { ChannelHandlers } from '../platform/postgres/notifications.ts';
import { ApiKeyDirectory } from './api-key-directory.ts';
import { MasterKey } from './master-key.ts';
import { sha256 } from './secret-text.ts';
import type { ApiKeyRow } from './sql/api-key-rows.ts';

const NOW = '2026-03-01T12:00:00Z';

function row(secret: string, overrides: Partial<ApiKeyRow> = {}): ApiKeyRow {
  return {
    id: secret,
    alias: `alias of ${secret}`,
    team_id: null,
    user_id: null,
    bound_customer: null,
    tags: [],
    models: null,
    secret_sha256: sha256(secret),
    expires_at: null,
    signing_key_id: null,
    signing_sealed: null,
    ...overrides,
  };
}

/** A directory over rows in memory; `gate` holds answers back until the test lets them go. */
function createDirectory(rows: ApiKeyRow[]) {
  const clock = new FakeClock(NOW);
  const state = { queries: 0, down: false, gate: Promise.resolve() };
  let handlers: ChannelHandlers | undefined;
  const directory = new ApiKeyDirectory({
    db: {
      query: async (_text: string, values?: readonly unknown[]) => {
        state.queries += 1;
        const hash = values?.[0] as Buffer | undefined;
        const found = rows.filter((each) => hash === undefined || each.secret_sha256.equals(hash));
        await state.gate;
        if (state.down) throw new Error('connection refused');
        return { rows: found as never[], rowCount: found.length };
      },
    },
    clock,
    masterKey: new MasterKey(sha256('master')),
    sealer: newSealer(),
    notifications: {
      on: (_channel, given) => {
        handlers = given;
      },
    },
  });
  return {
    directory,
    clock,
    state,
    changed: (secret: string) => handlers?.onMessage(sha256(secret).toString('hex')),
    reconnected: () => handlers?.onConnected?.(),
  };
}

function hold(state: { gate: Promise<void> }): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  state.gate = promise;
  return resolve;
}

describe('looking up a key', () => {
  test('that was loaded answers at once, without a promise and without the database', async () => {
    const { directory, state } = createDirectory([
      row('a', { tags: ['t'], bound_customer: 'acme' }),
    ]);
    await directory.reload();
    expect(directory.lookup('a')).toEqual({
      id: 'a',
      alias: 'alias of a',
      teamId: null,
      userId: null,
      boundCustomer: 'acme',
      signingSecret: null,
      tags: ['t'],
      models: null,
    });
    expect(state.queries).toBe(1);
  });

  test('the master key is nobody in particular', () => {
    expect(createDirectory([]).directory.lookup('master')).toMatchObject({
      id: null,
      alias: 'master',
    });
  });

  test('that is not in memory is asked for once, however many ask', async () => {
    const { directory, state } = createDirectory([row('a')]);
    const keys = await Promise.all(Array.from({ length: 50 }, () => directory.lookup('a')));
    expect(new Set(keys.map((key) => key?.id))).toEqual(new Set(['a']));
    expect(state.queries).toBe(1);
  });

  test('that does not exist is remembered for five seconds', async () => {
    const { directory, state, clock } = createDirectory([]);
    expect(await directory.lookup('x')).toBeNull();
    expect(directory.lookup('x')).toBeNull();
    expect(state.queries).toBe(1);
    clock.advance(5_000);
    await directory.lookup('x');
    expect(state.queries).toBe(2);
  });

  test('nothing and novels are no keys', () => {
    const { directory } = createDirectory([]);
    expect(directory.lookup('')).toBeNull();
    expect(directory.lookup('x'.repeat(257))).toBeNull();
  });

  test('an expired key is refused at the instant it expires, also from memory', async () => {
    const { directory, clock } = createDirectory([
      row('a', { expires_at: new Date(Date.parse(NOW) + 1_000) }),
    ]);
    await directory.reload();
    clock.advance(999);
    expect(directory.lookup('a')).not.toBeNull();
    clock.advance(1);
    expect(directory.lookup('a')).toBeNull();
  });
});

describe('with the database down', () => {
  test('known keys work on and unknown ones are told to come again', async () => {
    const { directory, state } = createDirectory([row('a')]);
    await directory.reload();
    state.down = true;
    expect(directory.lookup('a')).toMatchObject({ id: 'a' });
    await expect(directory.lookup('b')).rejects.toMatchObject({ name: 'KeyLookupUnavailable' });
    state.down = false;
    expect(await directory.lookup('b')).toBeNull();
  });

  test('a reload that fails leaves what is known', async () => {
    const { directory, state } = createDirectory([row('a')]);
    await directory.reload();
    state.down = true;
    await expect(directory.reload()).rejects.toThrow();
    expect(directory.lookup('a')).toMatchObject({ id: 'a' });
  });
});

describe('a change', () => {
  test('takes effect with the message, before anything else runs', async () => {
    const rows = [row('a')];
    const { directory, changed } = createDirectory(rows);
    await directory.reload();
    rows.pop();
    changed('a');
    expect(await directory.lookup('a')).toBeNull();
  });

  test('during a question to the database is not overwritten by its old answer', async () => {
    const rows = [row('a')];
    const { directory, state, changed } = createDirectory(rows);
    const release = hold(state);
    const asked = directory.lookup('a');
    rows.pop();
    changed('a');
    release();
    await asked;
    expect(await directory.lookup('a')).toBeNull();
  });

  test('during a reload is not overwritten by what it read before', async () => {
    const rows = [row('a'), row('b')];
    const { directory, state, changed } = createDirectory(rows);
    const release = hold(state);
    const loaded = directory.reload();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    rows.shift();
    changed('a');
    release();
    await loaded;
    expect(await directory.lookup('a')).toBeNull();
    expect(directory.lookup('b')).toMatchObject({ id: 'b' });
  });

  test('that went unheard is found when listening begins again', async () => {
    const rows = [row('a')];
    const { directory, reconnected, state } = createDirectory(rows);
    await directory.reload();
    rows.pop();
    expect(directory.lookup('a')).not.toBeNull();
    reconnected();
    await expect.poll(() => state.queries).toBe(2);
    expect(await directory.lookup('a')).toBeNull();
  });
});
