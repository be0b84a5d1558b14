import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type Caller, MASTER, startApi } from '../testkit/api-harness.ts';
import { cookieOf, logIn, signIn } from '../testkit/sign-in.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const ERRORS = 'userErrors { code path message }';

async function mutate(field: string, caller: Caller = MASTER) {
  const answer = await api.graphql(`mutation { ${field} }`, {}, caller);
  expect(answer.errors).toBeUndefined();
  return answer.data[field.slice(0, field.indexOf('('))];
}

async function createUser(email: string, role = 'MEMBER') {
  const { user } = await mutate(
    `createUser(input: { email: "${email}", name: "${email}", role: ${role} }) { user { id revision } ${ERRORS} }`,
  );
  return user as { id: string; revision: number };
}

let asked = 0;
const ask = (id: string, key = `invitation ${++asked}`) =>
  mutate(`inviteUser(id: "${id}", idempotencyKey: "${key}") { linkPath expiresAt ${ERRORS} }`);

async function invite(id: string): Promise<string> {
  const { linkPath } = await ask(id);
  return linkPath.split('#')[1];
}

const accept = (token: string, password = 'a good long password') =>
  api.graphql(
    `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { viewer { email role } ${ERRORS} } }`,
    { input: { token, password } },
    {},
  );

describe('an invitation', () => {
  test('signs in whoever has the link, once, and sets their password', async () => {
    const { id } = await createUser('dave@acme.com', 'ENGINEER');
    const token = await invite(id);
    const first = await accept(token);
    expect(first.data.acceptInvitation.viewer).toEqual({
      email: 'dave@acme.com',
      role: 'ENGINEER',
    });
    const viewer = await api.graphql('{ viewer { email } }', {}, { cookie: cookieOf(first) });
    expect(viewer.data.viewer.email).toBe('dave@acme.com');
    expect((await accept(token)).data.acceptInvitation.userErrors).toMatchObject([
      { path: ['token'] },
    ]);
    const again = await logIn(api, 'dave@acme.com', 'a good long password');
    expect(again.data.login.viewer).toMatchObject({ role: 'ENGINEER' });
  });

  test('of two links the later one counts, of twenty uses at once one', async () => {
    const { id } = await createUser('erin@acme.com');
    const older = await invite(id);
    const token = await invite(id);
    expect((await accept(older)).data.acceptInvitation.viewer).toBeNull();
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(token)));
    const entered = answers.filter(({ data }) => data.acceptInvitation.viewer !== null);
    expect(entered).toHaveLength(1);
  });

  test('asked for again under its idempotency key is neither made anew nor shown', async () => {
    const { id } = await createUser('grete@acme.com');
    const answers = await Promise.all([1, 2, 3].map(() => ask(id, 'once')));
    const links = answers.flatMap(({ linkPath }) => linkPath ?? []);
    expect(links).toHaveLength(1);
    expect(new Set(answers.map(({ expiresAt }) => expiresAt)).size).toBe(1);
    const other = await createUser('hugo@acme.com');
    expect((await ask(other.id, 'once')).userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    expect((await ask(other.id, '')).userErrors).toMatchObject([{ path: ['idempotencyKey'] }]);
    expect((await accept(links[0].split('#')[1])).data.acceptInvitation.viewer).not.toBeNull();
  });

  test('ends after seven days, and a short password does not use it up', async () => {
    const { id } = await createUser('frank@acme.com');
    const token = await invite(id);
    const short = await accept(token, 'short');
    expect(short.data.acceptInvitation.userErrors).toMatchObject([{ path: ['input', 'password'] }]);
    api.clock.advance(7 * 86_400_000);
    expect((await accept(token)).data.acceptInvitation.viewer).toBeNull();
  });

  test('is for people, not for services', async () => {
    const { user } = await mutate(
      `createUser(input: { name: "Biller", kind: SERVICE }) { user { id kind email } ${ERRORS} }`,
    );
    expect(user).toMatchObject({ kind: 'SERVICE', email: null });
    const invited = await ask(user.id);
    expect(invited).toMatchObject({ linkPath: null, userErrors: [{ code: 'INVALID' }] });
  });
});

describe('users', () => {
  test('have one address each, whatever its case', async () => {
    await createUser('gina@acme.com');
    const { user, userErrors } = await mutate(
      `createUser(input: { email: "GINA@acme.com", name: "x" }) { user { id } ${ERRORS} }`,
    );
    expect({ user, userErrors }).toMatchObject({ user: null, userErrors: [{ code: 'CONFLICT' }] });
  });

  test('a new role holds for the sessions there are; an old revision changes nothing', async () => {
    const caller = await signIn(api, { login: 'henry@acme.com', role: 'VIEWER' });
    const { data } = await api.graphql('{ users(search: "henry") { nodes { id revision } } }');
    const { id, revision } = data.users.nodes[0];
    const change = (rev: number) =>
      mutate(
        `updateUser(id: "${id}", input: { role: ADMIN }, expectedRevision: ${rev}) { user { role } ${ERRORS} }`,
      );
    expect((await change(revision)).user.role).toBe('ADMIN');
    expect((await change(revision)).userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    const seen = await api.graphql('{ apiTokens { nodes { id } } }', {}, caller);
    expect(seen.errors).toBeUndefined();
  });

  test('a disabled one is out at once and cannot come back in', async () => {
    const caller = await signIn(api, { login: 'iris@acme.com', role: 'VIEWER' });
    const { data } = await api.graphql('{ users(search: "iris") { nodes { id } } }');
    const { id } = data.users.nodes[0];
    await mutate(`disableUser(id: "${id}") { ${ERRORS} }`);
    expect((await api.graphql('{ viewer { name } }', {}, caller)).data.viewer).toBeNull();
    expect((await logIn(api, 'iris@acme.com')).data.login.viewer).toBeNull();
    await mutate(`enableUser(id: "${id}") { ${ERRORS} }`);
    expect((await logIn(api, 'iris@acme.com')).data.login.viewer).not.toBeNull();
  });
});

describe('sessions', () => {
  const list = async (caller: Caller) =>
    (await api.graphql('{ sessions { nodes { id isCurrent userAgent address } } }', {}, caller))
      .data.sessions.nodes as { id: string; isCurrent: boolean }[];

  test('are listed to their user, and ended one by one', async () => {
    const here = await signIn(api, { login: 'jane@acme.com', role: 'VIEWER' });
    api.clock.advance(1);
    const there = { cookie: cookieOf(await logIn(api, 'jane@acme.com')) };
    const sessions = await list(here);
    expect(sessions.map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
    await mutate(`endSession(id: "${sessions[0]?.id}") { ${ERRORS} }`, here);
    expect((await api.graphql('{ viewer { name } }', {}, there)).data.viewer).toBeNull();
    expect(await list(here)).toHaveLength(1);
  });

  test('of somebody else cannot be ended, but by who manages people', async () => {
    const mine = await signIn(api, { login: 'kim@acme.com', role: 'VIEWER' });
    const other = await signIn(api, { login: 'leo@acme.com', role: 'VIEWER' });
    const [session] = await list(mine);
    const refused = await mutate(`endSession(id: "${session?.id}") { ${ERRORS} }`, other);
    expect(refused.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(await list(mine)).toHaveLength(1);
    expect((await mutate(`endSession(id: "${session?.id}") { ${ERRORS} }`)).userErrors).toEqual([]);
  });

  test('end with a new password, all but the one that set it', async () => {
    const here = await signIn(api, { login: 'mia@acme.com', role: 'VIEWER' });
    const there = { cookie: cookieOf(await logIn(api, 'mia@acme.com')) };
    const change = (current: string) =>
      mutate(
        `changePassword(currentPassword: "${current}", newPassword: "another long one") { ${ERRORS} }`,
        here,
      );
    expect((await change('wrong')).userErrors).toMatchObject([{ path: ['currentPassword'] }]);
    expect((await change('correct horse battery staple')).userErrors).toEqual([]);
    expect((await api.graphql('{ viewer { name } }', {}, there)).data.viewer).toBeNull();
    expect((await api.graphql('{ viewer { name } }', {}, here)).data.viewer).not.toBeNull();
  });
});

describe('teams', () => {
  async function createTeam(name: string): Promise<{ id: string; revision: number }> {
    return (
      await mutate(`createTeam(input: { name: "${name}" }) { team { id revision } ${ERRORS} }`)
    ).team;
  }
  const members = async (id: string, first = 50, after: string | null = null) =>
    (
      await api.graphql(
        `query ($after: String) { team(id: "${id}") { members(first: ${first}, after: $after) {
          nodes { role user { email } } pageInfo { endCursor hasNextPage } } } }`,
        { after },
      )
    ).data.team.members;

  test('take members in by address, change their role, and let them go', async () => {
    const { id } = await createTeam('Platform');
    const user = await createUser('nina@acme.com');
    await mutate(`setTeamMember(teamId: "${id}", userId: "${user.id}", role: ADMIN) { ${ERRORS} }`);
    api.clock.advance(1);
    await mutate(`setTeamMember(teamId: "${id}", email: "oscar@acme.com") { ${ERRORS} }`);
    await mutate(
      `setTeamMember(teamId: "${id}", userId: "${user.id}", role: MEMBER) { ${ERRORS} }`,
    );
    expect((await members(id)).nodes).toEqual([
      { role: 'MEMBER', user: { email: 'nina@acme.com' } },
      { role: 'MEMBER', user: { email: 'oscar@acme.com' } },
    ]);
    const first = await members(id, 1);
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect((await members(id, 1, first.pageInfo.endCursor)).nodes).toEqual([
      { role: 'MEMBER', user: { email: 'oscar@acme.com' } },
    ]);
    await mutate(`removeTeamMember(teamId: "${id}", userId: "${user.id}") { ${ERRORS} }`);
    expect((await members(id)).nodes).toHaveLength(1);
  });

  test('have a name of their own until they are archived', async () => {
    const { id, revision } = await createTeam('Ads');
    const taken = await mutate(`createTeam(input: { name: "ADS" }) { team { id } ${ERRORS} }`);
    expect(taken.userErrors).toMatchObject([{ code: 'CONFLICT', path: ['input', 'name'] }]);
    const renamed = await mutate(
      `updateTeam(id: "${id}", input: { name: "Adverts" }, expectedRevision: ${revision}) { team { name revision } ${ERRORS} }`,
    );
    expect(renamed.team).toEqual({ name: 'Adverts', revision: 2 });
    await mutate(`archiveTeam(id: "${id}") { ${ERRORS} }`);
    expect((await createTeam('adverts')).id).not.toBe(id);
  });

  test("an admin of a team manages its keys and members, and nobody else's", async () => {
    const [mine, other] = [await createTeam('Mine'), await createTeam('Other')];
    const caller = await signIn(api, { login: 'paula@acme.com', role: 'MEMBER' });
    await mutate(
      `setTeamMember(teamId: "${mine.id}", email: "paula@acme.com", role: ADMIN) { ${ERRORS} }`,
    );
    const issue = (teamId: string, key: string) =>
      mutate(
        `issueApiKey(input: { alias: "${key}", teamId: "${teamId}" }, idempotencyKey: "${key}") { apiKey { id } ${ERRORS} }`,
        caller,
      );
    const own = await issue(mine.id, 'own');
    expect(own.userErrors).toEqual([]);
    expect((await issue(other.id, 'foreign')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const foreign = await mutate(
      `issueApiKey(input: { alias: "f", teamId: "${other.id}" }, idempotencyKey: "f") { apiKey { id } }`,
    );
    const revoked = await mutate(
      `revokeApiKey(id: "${foreign.apiKey.id}") { apiKey { id } ${ERRORS} }`,
      caller,
    );
    expect(revoked.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const moved = await mutate(
      `updateApiKey(id: "${own.apiKey.id}", input: { teamId: "${other.id}" }, expectedRevision: 1) { ${ERRORS} }`,
      caller,
    );
    expect(moved.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const joined = await mutate(
      `setTeamMember(teamId: "${other.id}", email: "paula@acme.com", role: ADMIN) { ${ERRORS} }`,
      caller,
    );
    expect(joined.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const { data } = await api.graphql('{ teams { nodes { name } } }', {}, caller);
    expect(data.teams.nodes).toEqual([{ name: 'Mine' }]);
  });
});
