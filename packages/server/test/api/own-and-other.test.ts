import type { GraphQLArgument } from 'graphql';
import { afterAll, assert, beforeAll, expect, test } from 'vitest';
import { decodeId } from '../../src/platform/opaque/index.ts';
import { type Api, type Caller, MASTER, startApi } from '../testkit/api-harness.ts';
import { type LeafQuery, leafQueries, makeNullable, valuesAt } from '../testkit/leaf-queries.ts';
import { sampleValue } from '../testkit/sample-arguments.ts';
import { cookieOf, logIn, signIn } from '../testkit/sign-in.ts';
import { spendEvent } from '../testkit/spend-events.ts';

/**
 * Role × field × own/other, generated from the schema: two halves of one installation that differ in
 * every name, and callers who own one of them.
 */
interface Half {
  readonly team: string;
  readonly user: string;
  readonly key: string;
  readonly token: string;
  readonly budget: string;
  readonly tier: string;
  readonly customer: string;
}

let api: Api;
let own: Half;
let other: Half;
let callers: Record<string, Caller>;

async function mutate(field: string) {
  const { data, errors } = await api.graphql(`mutation { ${field} }`);
  expect(errors).toBeUndefined();
  return data[field.slice(0, field.indexOf('('))];
}

async function makeHalf(name: string): Promise<Half> {
  const customer = `${name}-customer`;
  const { team } = await mutate(`createTeam(input: { name: "${name}-team" }) { team { id } }`);
  await signIn(api, { login: `${name}-admin@x.org`, role: 'MEMBER' });
  await mutate(
    `setTeamMember(teamId: "${team.id}", email: "${name}-admin@x.org", role: ADMIN) { team { id } }`,
  );
  await mutate(`setTeamMember(teamId: "${team.id}", email: "${name}-owner@x.org") { team { id } }`);
  const issued = await mutate(
    `issueApiKey(input: { alias: "${name}-key", teamId: "${team.id}", ownerEmail: "${name}-owner@x.org", tags: ["${name}-tag"] }, idempotencyKey: "${name}") { apiKey { id owner { id } } }`,
  );
  const portal = await mutate(
    `issueApiToken(input: { name: "${name}-token", scope: PORTAL, customer: "${customer}" }, idempotencyKey: "${name}") { secret apiToken { id } }`,
  );
  const { budget } = await mutate(
    `setBudget(input: { scope: { customer: "${customer}" }, limit: "1" }) { budget { id } }`,
  );
  const { tier } = await mutate(
    `createTier(input: { name: "${name}-tier", models: ["${name}-one"], budgets: [{ limit: "2" }] }) { tier { id } }`,
  );
  await mutate(`assignTier(customers: ["${customer}"], tier: "${tier.id}") { tier { id } }`);
  await mutate(
    `blockCustomer(customer: "${customer}", reason: "${name}-reason") { block { since } }`,
  );
  const [apiKeyId = '', teamId = '', userId = ''] = [
    issued.apiKey.id,
    team.id,
    issued.apiKey.owner.id,
  ].map((id) => decodeId(id)?.key ?? '');
  await api.record(
    ['one', 'two'].map((model) =>
      spendEvent({
        customerExternalId: customer,
        ...{ apiKeyId, teamId, userId, model: `${name}-${model}`, tags: [`${name}-tag`] },
        ...{ provider: `${name}-provider`, occurredAt: api.clock.now() },
      }),
    ),
  );
  callers = { ...callers, [`portal of ${name}`]: { bearer: portal.secret } };
  const { id: user } = issued.apiKey.owner;
  return {
    ...{ team: team.id, user, key: issued.apiKey.id, token: portal.apiToken.id },
    ...{ budget: budget.id, tier: tier.id, customer },
  };
}

beforeAll(async () => {
  api = await startApi();
  makeNullable(api.schema);
  callers = {};
  other = await makeHalf('other');
  own = await makeHalf('own');
  const { login } = await invite('own-owner@x.org');
  callers = {
    'the portal of a customer': callers['portal of own'] ?? {},
    'the admin of a team': await signInAs('own-admin@x.org'),
    'the owner of a key': login,
  };
});
afterAll(() => api[Symbol.asyncDispose]());

async function signInAs(login: string): Promise<Caller> {
  return { cookie: cookieOf(await logIn(api, login)) };
}

/** Lets a person known by address alone sign in. */
async function invite(email: string): Promise<{ login: Caller }> {
  const { data } = await api.graphql(`{ users(search: "${email}") { nodes { id } } }`);
  const { linkPath } = await mutate(
    `inviteUser(id: "${data.users.nodes[0].id}", idempotencyKey: "i") { linkPath }`,
  );
  const accepted = await api.graphql(
    'mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { viewer { name } } }',
    { input: { token: linkPath.split('#')[1], password: 'a good long password' } },
    {},
  );
  return { login: { cookie: cookieOf(accepted) } };
}

const idsOf = ({ team, user, key, token, budget, tier }: Half) => [
  ...[team, user, key, token],
  ...[budget, tier],
];

/** Every id and every customer of a half; the rest is whatever its type allows. */
function argumentsOf(half: Half): (argument: GraphQLArgument) => string[] {
  return ({ name, type }) => {
    if (/^(id|.*Id)$/.test(name)) return idsOf(half).map((id) => JSON.stringify(id));
    if (/^(customer|externalId)$/.test(name)) return [JSON.stringify(half.customer)];
    if (name === 'first') return ['10'];
    if (String(type) === 'RangeInput!') return ['{ preset: LAST_7_DAYS }'];
    return [sampleValue(type)];
  };
}

/** Every leaf of the schema that can be asked for, and reports in every grouping. */
function queriesFor(half: Half): LeafQuery[] {
  const roots = Object.values(api.schema.getQueryType()?.getFields() ?? {});
  const leaves = roots.flatMap((root) => leafQueries(root, argumentsOf(half)));
  const grouped = ['API_KEY', 'CUSTOMER', 'MODEL', 'TAG', 'TEAM', 'USER'].map((group) => ({
    paths: [`by${group}`],
    text: `by${group}: usage(range: { preset: LAST_7_DAYS }, groupBy: [${group}]) { rows { nodes { key label } } series { label } }`,
  }));
  return [...leaves, ...grouped];
}

/** Refused fields are null in it; a query that was not run at all would show nothing. */
async function answerTo(
  { text }: Pick<LeafQuery, 'text'>,
  caller: Caller,
  kind: 'query' | 'mutation' = 'query',
): Promise<unknown> {
  const { data, errors } = await api.graphql(`${kind} { ${text} }`, {}, caller);
  assert(data !== undefined, `${errors?.[0]?.message} in ${text}`);
  return data;
}

const mentions = (answer: unknown, name: string, half: Half) => {
  const text = JSON.stringify(answer ?? null);
  return text.includes(`${name}-`) || idsOf(half).some((id) => text.includes(id));
};

test.each(['the portal of a customer', 'the admin of a team', 'the owner of a key'])(
  '%s sees what is theirs, and by no leaf of the schema anything else',
  async (name) => {
    const caller = callers[name] ?? {};
    const seen = new Set<string>();
    for (const half of [own, other]) {
      for (const query of queriesFor(half)) {
        const answer = await answerTo(query, caller);
        expect([query.text, mentions(answer, 'other', other)]).toEqual([query.text, false]);
        for (const path of query.paths) {
          if (mentions(valuesAt(answer, path), 'own', own)) seen.add(path);
        }
      }
    }
    // What is refused to everyone would leak nothing either.
    expect(seen).toContain('byCUSTOMER');
    expect(seen).toContain('spendEvents.nodes.customerExternalId');
    expect(seen.has('byTEAM')).toBe(name !== 'the portal of a customer');
    expect(seen.has('apiKeys.nodes.alias')).toBe(name !== 'the portal of a customer');
    for (const leaf of [
      'budget.scope.customer',
      'customers.nodes.tier.name',
      'customers.nodes.block.subjectId',
    ]) {
      expect([leaf, seen.has(leaf)]).toEqual([leaf, name === 'the portal of a customer']);
    }
    expect(seen.has('team.name')).toBe(name === 'the admin of a team');
  },
);

test('whoever may read everything reads both halves by the same leaves', async () => {
  const viewer = await signIn(api, { login: 'viewer@x.org', role: 'VIEWER' });
  for (const path of [
    'apiKeys.nodes.alias',
    'teams.nodes.name',
    'spendEvents.nodes.customerExternalId',
    'budgets.nodes.scope.customer',
    'tiers.nodes.name',
    'blocks.nodes.reason',
  ]) {
    const query = queriesFor(own).find(({ paths }) => paths.includes(path));
    assert(query !== undefined, path);
    const found = valuesAt(await answerTo(query, viewer), path);
    const both = [mentions(found, 'own', own), mentions(found, 'other', other)];
    expect([path, ...both]).toEqual([path, true, true]);
  }
});

/** They are about the caller's own session, or open to strangers. */
const NOT_OF_OTHERS = ['login', 'logout', 'openPortal', 'acceptInvitation'];

test.each(['the portal of a customer', 'the admin of a team', 'the owner of a key'])(
  '%s changes nothing of anybody else, by no mutation of the schema',
  async (name) => {
    const caller = callers[name] ?? {};
    const before = await stateOf(other);
    const mutations = Object.values(api.schema.getMutationType()?.getFields() ?? {});
    for (const mutation of mutations.filter((each) => !NOT_OF_OTHERS.includes(each.name))) {
      const asked = leafQueries(mutation, argumentsOf(other));
      const calls = asked.filter(({ paths }) => paths[0] === asked[0]?.paths[0]);
      for (const { text } of calls) await answerTo({ text }, caller, 'mutation');
      expect([mutation.name, await stateOf(other)]).toEqual([mutation.name, before]);
    }
  },
);

/** All that is kept of a half, but for what recording changes. */
async function stateOf(half: Half): Promise<unknown> {
  const [team, user, key, token, budget, tier] = idsOf(half).map((id) => decodeId(id)?.key);
  const { rows } = await api.pool.query(
    `select to_jsonb(t) as row from team t where id = $1
     union all select to_jsonb(m) from team_member m where team_id = $1
     union all select to_jsonb(u) from app_user u where id = $2
     union all select to_jsonb(k) from api_key k where id = $3 or team_id = $1
     union all select to_jsonb(a) from api_token a where id = $4
     union all select to_jsonb(i) from invitation i where user_id = $2
     union all select to_jsonb(s) from user_session s where user_id = $2
     union all select to_jsonb(c) from customer c where external_id = $5
     union all select to_jsonb(b) from budget b where id = $6 or tier_id = $7
     union all select to_jsonb(r) from tier r where id = $7
     union all select to_jsonb(o) from customer_tier o where customer_external_id = $5
     union all select to_jsonb(k) from block k where subject_id = $5`,
    [team, user, key, token, half.customer, budget, tier],
  );
  return rows;
}

test('the halves are there at all: the master key finds every one of them', async () => {
  for (const id of [...idsOf(own), ...idsOf(other)]) {
    const { data } = await api.graphql('query ($id: ID!) { node(id: $id) { id } }', { id }, MASTER);
    expect(data.node).toEqual({ id });
  }
});
