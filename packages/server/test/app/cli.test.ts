import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { readCsv } from '../testkit/read-csv.ts';
import { runCli } from '../testkit/run-cli.ts';
import { spendEvent } from '../testkit/spend-events.ts';

const run = promisify(execFile);

let api: Api;
let directory: string;
beforeAll(async () => {
  api = await startApi();
  directory = await mkdtemp(join(tmpdir(), 'cli-'));
  await api.record(
    Array.from({ length: 3 }, (_, i) =>
      spendEvent({
        customerExternalId: i === 0 ? 'evil\u001b[31m' : 'acme',
        occurredAt: api.clock.now(),
        model: 'gpt-4o',
      }),
    ),
  );
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const tollgate = (args: readonly string[], env?: Record<string, string>) =>
  runCli(api.url, args, env);

async function json(...args: string[]) {
  const { code, stdout, stderr } = await tollgate([...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

describe('keys, teams and users', () => {
  test('a key is made once for each idempotency key, and its secret is printed once', async () => {
    await json('team', 'create', 'Checkout');
    const create = [
      'key',
      'create',
      'web',
      '--team',
      'Checkout',
      '--owner',
      'ada@example.com',
      '--idempotency-key',
      'once',
    ];
    const first = await json(...create);
    expect(first).toMatchObject({
      alias: 'web',
      team: { name: 'Checkout' },
      owner: { email: 'ada@example.com' },
    });
    expect((await api.identity.directory.lookup(first.secret))?.alias).toBe('web');
    expect(await json(...create)).toMatchObject({ id: first.id, secret: null });
  });

  test('it is found by its name, rotated, blocked and revoked', async () => {
    const { secret } = await json('key', 'rotate', 'web', '--overlap', '0');
    expect(await api.identity.directory.lookup(secret)).not.toBeNull();
    expect(await json('key', 'block', 'web')).toMatchObject({ status: 'BLOCKED' });
    expect(await json('key', 'unblock', 'web')).toMatchObject({ status: 'ACTIVE' });
    expect(await json('key', 'revoke', 'web')).toMatchObject({ status: 'REVOKED' });
    expect(await api.identity.directory.lookup(secret)).toBeNull();
    expect(await json('key', 'list', '--status', 'revoked')).toHaveLength(1);
  });

  test('a name that two have is no name', async () => {
    for (const key of ['a', 'b']) await json('key', 'create', 'twin', '--idempotency-key', key);
    const { code, stderr } = await tollgate(['key', 'show', 'twin']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Several are called "twin".*\n {2}\S+\n {2}\S+/);
  });

  test('people are made, given a role, invited and disabled', async () => {
    await json('user', 'create', 'Grace', '--email', 'grace@example.com');
    expect(await json('user', 'role', 'grace@example.com', 'finance')).toMatchObject({
      role: 'FINANCE',
    });
    expect((await json('user', 'invite', 'Grace')).linkPath).toMatch(/^\/ui\/invitation#/);
    expect((await json('user', 'disable', 'Grace')).disabledAt).not.toBeNull();
    const team = await json('team', 'add', 'Checkout', 'grace@example.com', '--admin');
    expect(team.members.nodes).toMatchObject([
      { role: 'ADMIN', user: { email: 'grace@example.com' } },
    ]);
    expect(await json('user', 'list', '--search', 'grace')).toHaveLength(1);
  });
});

test('a key is made with its budget, and listed until it is used', async () => {
  const create = ['key', 'create', 'capped', '--budget', '5', '--requests-per-minute', '60'];
  expect((await json(...create, '--period', '30d')).secret).toMatch(/^sk-/);
  expect(await json('budget', 'list', '--key', 'capped')).toMatchObject([
    { limit: { amount: '5' }, window: { period: '30d' }, kind: 'HARD' },
  ]);
  for (const [args, message] of [
    [['--period', 'daily'], 'are about --budget'],
    [['--parallel', '1.5'], '--parallel: "1.5"'],
    [['--budget', '-1'], 'limit: An amount cannot be negative'],
  ] as const) {
    expect((await tollgate(['key', 'create', 'wrong', ...args])).stderr).toContain(message);
  }
  await api.pool.query(
    `update api_key set created_at = created_at - interval '31 days' where alias = 'capped'`,
  );
  const unused = await json('key', 'list', '--unused', '30');
  expect(unused.map(({ alias }: { alias: string }) => alias)).toEqual(['capped']);
  expect(await json('key', 'list', '--unused', '32')).toEqual([]);
  const [{ id }] = await json('budget', 'list', '--key', 'capped');
  await json('budget', 'remove', id);
});

describe('customers and budgets', () => {
  test('a member of a team has a budget, by their names', async () => {
    const member = ['--team', 'Checkout', '--user', 'ada@example.com'];
    const added = await json('team', 'add', 'Checkout', 'ada@example.com');
    expect(added.members.nodes).toHaveLength(2);
    const set = await json('budget', 'set', '25', ...member);
    expect(set.scope.key).toMatch(/team.*user/i);
    expect(await json('budget', 'list', ...member)).toMatchObject([{ id: set.id }]);
    const removed = await json('team', 'remove', 'Checkout', 'ada@example.com');
    expect(removed.members.nodes).toHaveLength(1);
    const wrong = await tollgate(['budget', 'set', '25', '--team', 'Nowhere']);
    expect(wrong.stderr).toContain('There is no team "Nowhere"');
    await json('budget', 'remove', set.id);
  });

  test('a budget is set, raised, reset and removed', async () => {
    const set = await json('budget', 'set', '10', '--customer', 'acme', '--period', 'monthly');
    expect(set).toMatchObject({
      kind: 'HARD',
      limit: { amount: '10' },
      scope: { key: 'customer=acme' },
    });
    await json(
      'budget',
      'raise',
      set.id,
      '5',
      '--until',
      '2026-03-31T00:00:00Z',
      '--reason',
      'launch',
    );
    expect((await json('budget', 'list', '--customer', 'acme'))[0].state.available.amount).toMatch(
      /^14\./,
    );
    api.clock.advance(1);
    expect((await json('budget', 'reset', set.id, '--reason', 'agreed')).state.posted.amount).toBe(
      '0',
    );
    expect(await json('budget', 'remove', set.id)).toEqual({ removed: set.id });
    expect(await json('budget', 'list')).toEqual([]);
  });

  test('a customer is blocked and unblocked', async () => {
    const blocked = await json('customer', 'block', 'acme', '--reason', 'unpaid');
    expect(blocked.block).toMatchObject({ reason: 'unpaid' });
    expect((await json('customer', 'unblock', 'acme')).block).toBeNull();
  });
});

describe('spend', () => {
  test('comes as a table for people and as JSON for programs, with one total', async () => {
    const { stdout } = await tollgate(['spend', '--by', 'customer', '--range', 'today']);
    expect(stdout).toContain('2026-03-01 to 2026-03-01, UTC');
    expect(stdout).toMatch(/CUSTOMER +CALLS +FAILED +IN +OUT +SPEND/);
    const { totals, rows } = await json('spend', '--by', 'customer', '--range', 'today');
    expect(totals.calls).toBe(3);
    expect(rows.map((row: { label: string }) => row.label)).toContain('acme');
    expect(stdout).toContain(`$${totals.charge.amount}`);
  });

  test('what callers chose cannot steer the terminal', async () => {
    for (const command of [['spend'], ['customer', 'list'], ['activity', '--calls']]) {
      const { code, stdout } = await tollgate([...command]);
      expect(code).toBe(0);
      expect(stdout).toContain('evil');
      expect(stdout).not.toContain('\u001b');
    }
  });

  test('is told for each day, and for each call', async () => {
    expect((await json('activity', '--range', 'today')).rows).toHaveLength(1);
    expect(
      await json('activity', '--calls', '--customer', 'acme', '--range', 'today'),
    ).toHaveLength(2);
  });

  test('comes by any two things, filtered, compared, with the others as one, and as the CSV of the server', async () => {
    const by = ['spend', '--group-by', 'status,model', '--preset', 'today', '--tag', 'no:such'];
    expect((await json(...by)).totals.calls).toBe(0);
    const one = await json('spend', '--limit', '1', '--preset', 'today', '--compare', 'previous');
    expect(one).toMatchObject({
      rows: [{ label: 'acme', totals: { calls: 2 }, previous: { calls: 0 } }],
      others: { count: { value: 1 }, totals: { calls: 1 } },
      previous: { totals: { calls: 0 } },
    });
    const { stdout } = await tollgate(['spend', '--limit', '1', '--compare', 'year']);
    expect(stdout).toMatch(/SPEND +BEFORE\nacme .*\n1 others .*\nall /);
    const csv = await tollgate(['activity', '--customer', 'acme', '--preset', '7d', '--csv']);
    expect(readCsv(csv.stdout)).toMatchObject([{ day: '2026-03-01', calls: '2' }]);
    const top = await tollgate(['spend', '--csv', '--top', '1', '--group-by', 'customer']);
    expect(readCsv(top.stdout).map((row) => row['customer_external_id'])).toEqual([
      'acme',
      'Other',
    ]);
  });

  test('is exported by the server, to a file or to standard output', async () => {
    const file = join(directory, 'usage.csv');
    await tollgate(['export', 'usage', '--by', 'customer', '--range', 'today', '-o', file]);
    expect(readCsv(await readFile(file, 'utf8'))).toHaveLength(2);
    const { stdout } = await tollgate(['export', 'events', '--range', 'today']);
    expect(readCsv(stdout)).toHaveLength(3);
    expect((await tollgate(['export', 'audit'])).stdout).toContain('createTeam');
  });
});

describe('what is wrong is said', () => {
  test.each([
    ['no token', ['key', 'list'], { TOLLGATE_TOKEN: '' }, 'Set TOLLGATE_TOKEN'],
    ['a wrong token', ['key', 'list'], { TOLLGATE_TOKEN: 'tg-wrong' }, 'token'],
    ['no server', ['key', 'list'], { TOLLGATE_URL: 'http://127.0.0.1:1' }, 'cannot be reached'],
    ['no such key', ['key', 'show', 'nothing'], {}, 'There is no key "nothing"'],
    ['no such range', ['spend', '--range', '5y'], {}, '--range: "5y" is none of today'],
    ['no such preset', ['spend', '--preset', 'constructor'], {}, '--preset: "constructor" is none'],
    ['no such group', ['spend', '--by', 'colour'], {}, '--by: "colour"'],
    ['too many groups', ['spend', '--group-by', 'day,tag:a,key'], {}, 'at most 2 things'],
    ['a bad top', ['spend', '--csv', '--top', 'x'], {}, '--top: "x" is not a number of rows'],
    ['a bad limit', ['budget', 'set', '--', '-1'], {}, 'limit: An amount cannot be negative'],
    ['no such export', ['export', 'all'], {}, 'There is no export "all"'],
  ] as const)('%s', async (_, args, env, message) => {
    const { code, stdout, stderr } = await tollgate(args, env);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n +at /);
  });
});

test('help says how to begin, of the program and of each command', async () => {
  const { stdout: help } = await tollgate(['--help']);
  expect(help).toContain('TOLLGATE_TOKEN');
  const { stdout } = await tollgate(['key', 'create', '--help']);
  for (const option of ['--owner <e-mail>', '--budget <dollars>', '--idempotency-key <text>']) {
    expect(stdout).toContain(option);
  }
});

test('completion offers what may come next, after names and values as well', async () => {
  const { stdout: script } = await tollgate(['completion', 'bash']);
  const completed = async (line: string) => {
    const words = `(tollgate ${line})`;
    const ask = `COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _tollgate; echo "\${COMPREPLY[@]}"`;
    const { stdout } = await run('bash', ['-c', `${script}\nCOMP_WORDS=${words}; ${ask}`]);
    return stdout.trim().split(' ');
  };
  const commands = await completed('""');
  for (const name of [
    ...['key', 'customer', 'budget', 'user', 'team', 'spend', 'activity', 'price', 'reconcile'],
    ...['import', 'export', 'completion', 'serve'],
  ]) {
    expect(commands).toContain(name);
  }
  expect(await completed('key ro')).toEqual(['rotate']);
  expect(await completed('key rotate web --ov')).toEqual(['--overlap']);
  expect(await completed('key create web --team key --bud')).toEqual(['--budget']);
  expect(await completed('key create web --team ""')).toEqual(['']);
  expect(await completed('price import lite')).toEqual(['']);
  expect(await completed('import lite')).toEqual(['litellm']);
  for (const [shell, known] of [
    ['zsh', 'bashcompinit'],
    ['fish', "-n '__tollgate_at \\'key rotate\\'' -l overlap -r"],
  ] as const) {
    expect((await tollgate(['completion', shell])).stdout).toContain(known);
  }
  expect((await tollgate(['completion', 'csh'])).stderr).toContain('no completion for "csh"');
});

test('invoices are previewed, drafted, listed, shown, finalised, voided and downloaded', async () => {
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  await api.record(
    ['2025-01-10', '2025-02-10'].map((at) =>
      spendEvent({ customerExternalId: 'billed', occurredAt: day(at) }),
    ),
  );
  const generate = [
    'invoices',
    'generate',
    '--customer',
    'billed',
    '--until',
    '2025-03-01T00:00:00Z',
  ];
  const [sum] = await json(...generate, '--dry-run');
  expect(sum).toMatchObject({ currency: 'USD', invoices: 2 });
  const { made, run } = await json(...generate);
  expect([made, run.sums]).toEqual([2, [sum]]);
  expect((await tollgate(generate)).stdout).toBe('Nothing to draft\n');
  const drafts = await json('invoices', 'list', '--run', run.id, '--status', 'draft');
  const ids = drafts.map(({ id }: { id: string }) => id);
  expect(ids).toHaveLength(2);
  const finalise = ['invoices', 'finalise', ...ids, '--expect'];
  for (const [expected, message] of [
    ['USD=1234', 'expectedTotals: They come to something else'],
    ['12', '--expect: "12" is not a total'],
  ] as const) {
    const { code, stderr } = await tollgate([...finalise, expected]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  }
  const final = await json(...finalise, `USD=${sum.totals.total.amount}`);
  const numbers = final.map(({ number }: { number: string }) => number).toSorted();
  expect(numbers).toEqual(['INV-000001', 'INV-000002']);
  expect((await json('invoices', 'show', 'INV-000001')).lines.nodes).toHaveLength(1);
  expect((await tollgate(['invoices', 'show', 'INV-000002'])).stdout).toContain('billed');
  const voided = ['invoices', 'void', 'INV-000002', '--reason', 'Wrong company', '--replace'];
  expect(await json(...voided)).toMatchObject({ status: 'VOID', voidReason: 'Wrong company' });
  const printed = await tollgate(['invoices', 'list', '--customer', 'billed', '--csv']);
  expect(readCsv(printed.stdout)).toHaveLength(3);
  const at = (name: string) => join(directory, name);
  await tollgate(['invoices', 'csv', '--lines', '--from', '2025-01-01', '-o', at('lines.csv')]);
  expect(await readFile(at('lines.csv'), 'utf8')).toContain('INV-000001');
  await tollgate(['invoices', 'pdf', 'INV-000001', '-o', at('invoice.pdf')]);
  expect((await readFile(at('invoice.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
  for (const [args, message] of [
    [['show', 'INV-9'], 'There is no invoice "INV-9"'],
    [['pdf', 'nothing', '-o', at('none.pdf')], 'There is no invoice "nothing"'],
    [['list', '--status', 'open'], '--status: "open" is none of draft'],
    [['generate', '--customer', ','], '--customer: name at least one'],
  ] as const) {
    expect((await tollgate(['invoices', ...args])).stderr).toContain(message);
  }
});
