import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeId } from '../../src/platform/opaque/index.ts';
import { type Api, type Caller, MASTER, MASTER_SECRET, startApi } from '../testkit/api-harness.ts';
import { sampleField } from '../testkit/sample-arguments.ts';
import { cookieOf, logIn, signIn } from '../testkit/sign-in.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

interface Entry {
  readonly operation: string;
  readonly outcome: string;
  readonly actorKind: string;
  readonly actorName: string;
  readonly targetId: string | null;
  readonly arguments: unknown;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  readonly problems: readonly { code: string }[];
}

const ENTRIES = `query ($filter: AuditFilter, $first: Int! = 100, $after: String) {
  auditEntries(filter: $filter, first: $first, after: $after) {
    nodes { operation outcome actorKind actorName targetId address arguments before after problems }
    pageInfo { endCursor hasNextPage }
  }
}`;

async function page(variables: object = {}) {
  const { data, errors } = await api.graphql(ENTRIES, { ...variables });
  expect(errors).toBeUndefined();
  return data.auditEntries as {
    nodes: Entry[];
    pageInfo: { endCursor: string; hasNextPage: boolean };
  };
}
const entries = async (filter: object = {}) => (await page({ filter })).nodes;

async function mutate(field: string, caller: Caller = MASTER) {
  api.clock.advance(1);
  return api.graphql(`mutation { ${field} }`, {}, caller);
}

test('every mutation there is leaves an entry with an outcome', async () => {
  const mutations = Object.values(api.schema.getMutationType()?.getFields() ?? {});
  expect(mutations.length).toBeGreaterThan(20);
  for (const field of mutations) {
    const before = (await entries({ operations: [field.name] })).length;
    const { errors } = await mutate(sampleField(field));
    const invalid = errors?.find(
      ({ extensions }) => extensions['code'] === 'GRAPHQL_VALIDATION_FAILED',
    );
    expect([field.name, invalid?.message]).toEqual([field.name, undefined]);
    const found = await entries({ operations: [field.name] });
    expect([field.name, found.length]).toEqual([field.name, before + 1]);
    expect([field.name, found[0]?.outcome]).not.toEqual([field.name, 'UNKNOWN']);
  }
});

describe('an entry', () => {
  test('says who, what, before and after', async () => {
    const made = await mutate('createTeam(input: { name: "Audited" }) { team { id } }');
    const { id } = made.data.createTeam.team;
    const caller = await signIn(api, { login: 'boss@acme.com', role: 'ADMIN' });
    await mutate(
      `updateTeam(id: "${id}", input: { name: "Renamed" }, expectedRevision: 1) { team { id } }`,
      caller,
    );
    const [update, create] = await entries({ targetId: id });
    expect(create).toMatchObject({
      operation: 'createTeam',
      outcome: 'DONE',
      targetId: id,
      before: null,
    });
    expect(create).toMatchObject({ actorKind: 'MASTER_KEY', after: { team: { name: 'Audited' } } });
    expect(update).toMatchObject({
      actorKind: 'USER',
      actorName: 'boss@acme.com',
      before: { name: 'Audited' },
      after: { team: { name: 'Renamed' } },
      arguments: { expectedRevision: 1, input: { name: 'Renamed' } },
      address: expect.stringContaining('127.0.0.1'),
    });
  });

  test('is left by what was refused, too, and by a failed login', async () => {
    const viewer = await signIn(api, { login: 'viewer@acme.com', role: 'VIEWER' });
    await mutate('createTeam(input: { name: "Not mine" }) { team { id } }', viewer);
    expect((await entries({ search: 'Not mine' }))[0]).toMatchObject({
      actorName: 'viewer@acme.com',
      outcome: 'REFUSED',
      problems: [{ code: 'FORBIDDEN' }],
    });
    await logIn(api, 'viewer@acme.com', 'a wrong password');
    const [login] = await entries({ operations: ['login'], outcomes: ['REFUSED'] });
    expect(login).toMatchObject({
      actorKind: 'NOBODY',
      actorName: 'viewer@acme.com',
      arguments: { input: { email: 'viewer@acme.com', password: '***' } },
    });
  });

  test('says who a login names, whatever they write', async () => {
    await logIn(api, `${'x'.repeat(1_000)}@acme.com`, 'wrong');
    await logIn(api, 'nul\0\ud800@acme.com', 'wrong');
    const logins = await entries({ operations: ['login'] });
    expect(logins.slice(0, 2).map(({ actorName }) => actorName)).toEqual([
      'nul\ufffd@acme.com',
      'x'.repeat(320),
    ]);
    expect(api.faults).toEqual([]);
  });

  test('is not left by strangers, who may do nothing', async () => {
    const before = (await page()).nodes[0];
    await mutate('createTeam(input: { name: "Stranger" }) { team { id } }', {});
    expect((await page()).nodes[0]).toEqual(before);
    expect(await entries({ search: 'Stranger' })).toEqual([]);
  });

  test('comes first: when it cannot be kept, nothing is done', async () => {
    await api.pool.query('alter table audit_entry rename to audit_entry_away');
    const { errors } = await mutate('createTeam(input: { name: "Unheard" }) { team { id } }');
    await api.pool.query('alter table audit_entry_away rename to audit_entry');
    expect(errors?.[0]?.extensions['code']).toBe('INTERNAL');
    const { data } = await api.graphql('{ teams(search: "Unheard") { nodes { id } } }');
    expect(data.teams.nodes).toEqual([]);
    api.faults.length = 0;
  });

  test('takes whatever a caller sends', async () => {
    const { data } = await api.graphql(
      'mutation ($n: String!) { createTeam(input: { name: $n }) { userErrors { code } } }',
      { n: 'a\0\ud800' },
    );
    expect(data.createTeam.userErrors).toHaveLength(1);
    expect(api.faults).toEqual([]);
  });

  test('is found by paging, one by one, in the order it came', async () => {
    const whole = (await page()).nodes;
    const pieces: Entry[] = [];
    for (let after: string | null = null; pieces.length < whole.length; ) {
      const { nodes, pageInfo } = await page({ first: 7, after });
      pieces.push(...nodes);
      after = pageInfo.endCursor;
    }
    expect(pieces.slice(0, whole.length)).toEqual(whole);
  });
});

test('the log cannot be changed, not even by hand', async () => {
  for (const table of ['audit_entry', 'audit_outcome']) {
    for (const change of [
      `update ${table} set id = id`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]) {
      const text = change.replace(
        'set id = id',
        table === 'audit_entry' ? 'set id = id' : 'set entry_id = entry_id',
      );
      await expect(api.pool.query(text)).rejects.toThrow('append-only');
    }
  }
});

test('no secret that was given or issued is anywhere in it', async () => {
  const secrets: string[] = [MASTER_SECRET, 'correct horse battery staple', 'a brand new password'];
  const key = await mutate(
    'issueApiKey(input: { alias: "s" }, idempotencyKey: "s") { secret apiKey { id } }',
  );
  secrets.push(key.data.issueApiKey.secret);
  const rotated = await mutate(
    `rotateApiKey(id: "${key.data.issueApiKey.apiKey.id}", idempotencyKey: "r") { secret }`,
  );
  secrets.push(rotated.data.rotateApiKey.secret);
  const token = await mutate(
    'issueApiToken(input: { name: "p", scope: PORTAL, customer: "acme" }, idempotencyKey: "p") { secret apiToken { id } }',
  );
  secrets.push(token.data.issueApiToken.secret);
  const link = await mutate(
    `createPortalLink(apiTokenId: "${token.data.issueApiToken.apiToken.id}", idempotencyKey: "l") { linkPath }`,
  );
  const linkText = link.data.createPortalLink.linkPath.split('#')[1];
  secrets.push(linkText);
  await mutate(`openPortal(link: "${linkText}") { viewer { name } }`, {});
  const user = await mutate(
    'createUser(input: { email: "sam@acme.com", name: "Sam" }) { user { id } }',
  );
  const invited = await mutate(
    `inviteUser(id: "${user.data.createUser.user.id}", idempotencyKey: "i") { linkPath }`,
  );
  const invitation = invited.data.inviteUser.linkPath.split('#')[1];
  secrets.push(invitation);
  const accepted = await mutate(
    `acceptInvitation(input: { token: "${invitation}", password: "a brand new password" }) { viewer { name } }`,
    {},
  );
  const cookie = cookieOf(accepted);
  secrets.push(cookie.split('=')[1] ?? '');
  await mutate(
    'changePassword(currentPassword: "a brand new password", newPassword: "correct horse battery staple") { userErrors { code } }',
    { cookie },
  );
  const { rows } = await api.pool.query(
    'select e::text as entry, o::text as outcome from audit_entry e left join audit_outcome o on o.entry_id = e.id',
  );
  const log = JSON.stringify(rows);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8);
    expect(log.includes(secret)).toBe(false);
  }
});

test('its CSV has every entry, for those who may read it', async () => {
  const response = await api.download('/exports/audit.csv?operation=createTeam');
  const text = await response.text();
  expect(text.split('\r\n')[0]).toMatch(/^occurred_at,actor_kind,actor,operation,outcome/);
  expect(text).toContain('Audited');
  const viewer = await signIn(api, { login: 'v2@acme.com', role: 'VIEWER' });
  expect((await api.download('/exports/audit.csv', viewer)).status).toBe(403);
  for (const from of ['never', '-271821-04-20T00:00:00Z']) {
    expect((await api.download(`/exports/audit.csv?from=${from}`)).status).toBe(400);
  }
  const nothing = await api.download('/exports/audit.csv?operation=%00&target=%00');
  expect((await nothing.text()).trim().split('\r\n')).toHaveLength(1);
});

test('node(id) finds anything by its id, and nothing that is not there for the caller', async () => {
  const made = await mutate('createTeam(input: { name: "Node" }) { team { id } }');
  const { id } = made.data.createTeam.team;
  const ask = async (asked: string, caller: Caller = MASTER) => {
    const query = 'query ($id: ID!) { node(id: $id) { __typename id ... on Team { name } } }';
    const { data, errors } = await api.graphql(query, { id: asked }, caller);
    expect(errors).toBeUndefined();
    return data.node;
  };
  expect(await ask(id)).toEqual({ __typename: 'Team', id, name: 'Node' });
  const member = await signIn(api, { login: 'm@acme.com', role: 'MEMBER' });
  expect(await ask(id, member)).toBeNull();
  const nobody = '0198c0de-0000-7000-8000-000000000001';
  for (const other of [
    '',
    'nonsense',
    encodeId('Team', 'x'),
    encodeId('Team', nobody),
    encodeId('Nothing', 'x'),
  ]) {
    expect(await ask(other)).toBeNull();
  }
});
