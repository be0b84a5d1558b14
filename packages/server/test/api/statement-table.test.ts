import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { countStatements } from '../testkit/count-statements.ts';
import { spendEvent } from '../testkit/spend-events.ts';

const DOCUMENT = new URL('../../../../docs/sql-statements.md', import.meta.url).pathname;
const MANY = 40;

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill();
});
afterAll(() => api[Symbol.asyncDispose]());

async function ask(query: string) {
  const { data, errors } = await api.graphql(query);
  expect(errors).toBeUndefined();
  return data;
}

/** Forty of everything, each with something of its own below it. */
async function fill(): Promise<void> {
  const { createTier } = await ask(
    'mutation { createTier(input: { name: "free", budgets: [{ limit: "5", period: "30d" }] }) { tier { id } } }',
  );
  for (let i = 0; i < MANY; i += 1) {
    const { createTeam } = await ask(
      `mutation { createTeam(input: { name: "team ${i}" }) { team { id } } }`,
    );
    const team = createTeam.team.id;
    await ask(`mutation {
      setTeamMember(teamId: "${team}", email: "user${i}@example.com") { userErrors { code } }
      issueApiKey(idempotencyKey: "${i}", input: { alias: "key ${i}", teamId: "${team}", ownerEmail: "user${i}@example.com" }) { userErrors { code } }
      issueApiToken(idempotencyKey: "${i}", input: { name: "token ${i}", scope: VIEWER }) { userErrors { code } }
      setBudget(input: { scope: { customer: "customer ${i}", model: "m" }, limit: "10" }) { userErrors { code } }
      assignTier(customers: ["customer ${i}"], tier: "${createTier.tier.id}") { userErrors { code } }
    }`);
  }
  const { rows } = await api.pool.query<{ id: string; team_id: string; user_id: string }>(
    'select id, team_id, user_id from api_key order by created_at, id',
  );
  await api.record(
    rows.map((key, i) =>
      spendEvent({
        customerExternalId: `customer ${i}`,
        apiKeyId: key.id,
        teamId: key.team_id,
        userId: key.user_id,
        model: `model ${i}`,
        tags: [`tag ${i}`],
        occurredAt: api.clock.now(),
      }),
    ),
  );
}

const TOTALS = 'totals(range: { preset: TODAY }) { calls charge { amount } }';

const LISTS: Readonly<Record<string, (first: number) => string>> = {
  'apiKeys, with owner, team, last use and totals': (n) =>
    `apiKeys(first: ${n}) { nodes { alias lastUsedAt owner { name } team { name } ${TOTALS} } }`,
  'teams, with members': (n) =>
    `teams(first: ${n}) { nodes { name members(first: 5) { nodes { user { name } } } } }`,
  'users, with memberships': (n) =>
    `users(first: ${n}) { nodes { name memberships(first: 5) { nodes { team { name } } } } }`,
  apiTokens: (n) => `apiTokens(first: ${n}) { nodes { name user { name } } }`,
  auditEntries: (n) => `auditEntries(first: ${n}) { nodes { operation actorName before after } }`,
  'customers, with tier, block, budgets, their states and totals': (n) =>
    `customers(first: ${n}) { nodes { externalId tier { name } block { reason } budgets { limit { amount } state { posted { amount } } } ${TOTALS} } totalCount { value } }`,
  'budgets, with states': (n) =>
    `budgets(first: ${n}) { nodes { limit { amount } scope { key } state { posted { amount } } } }`,
  'tiers, with budgets': (n) =>
    `tiers(first: ${n}) { nodes { name budgets { limit { amount } } } }`,
  'spendEvents, with customer, key, team and user': (n) =>
    `spendEvents(first: ${n}) { nodes { callId lines { amount } customer { externalId } apiKey { alias } team { name } user { name } } }`,
  'usage by customer, with customers and totals': (n) =>
    `usage(range: { preset: TODAY }, groupBy: [CUSTOMER]) { totals { calls } series { label } rows(first: ${n}) { nodes { label customer { externalId ${TOTALS} } } } }`,
  'usage by key and team, with each of them': (n) =>
    `usage(range: { preset: TODAY }, groupBy: [API_KEY, TEAM]) { rows(first: ${n}) { nodes { apiKey { alias } team { name } } } }`,
  deployments: (n) => `deployments(first: ${n}) { nodes { modelName } }`,
  models: (n) => `models(first: ${n}) { nodes { name } }`,
  prices: (n) => `prices(first: ${n}) { nodes { subject price { name } } }`,
};

const SINGLE: Readonly<Record<string, string>> = {
  viewer: '{ viewer { name grants { permission } } }',
  installation: '{ installation { version } }',
  customer:
    '{ customer(externalId: "customer 1") { tier { name } budgets { state { posted { amount } } } totals { calls } } }',
  createTeam: 'mutation { createTeam(input: { name: "another $i" }) { userErrors { code } } }',
  issueApiKey:
    'mutation { issueApiKey(idempotencyKey: "counted $i", input: { alias: "counted" }) { secret } }',
  apiKey: `{ apiKey(id: "KEY_ID") { alias lastUsedAt owner { name } team { name } ${TOTALS} } }`,
  team: '{ team(id: "TEAM_ID") { name members(first: 50) { nodes { user { name } } } } }',
  user: '{ user(id: "USER_ID") { name memberships(first: 50) { nodes { team { name } } } } }',
  updateTeam:
    'mutation { updateTeam(id: "TEAM_ID", expectedRevision: $i, input: { name: "renamed $i" }) { userErrors { code } } }',
  setTeamMember:
    'mutation { setTeamMember(teamId: "TEAM_ID", userId: "USER_ID", role: ADMIN) { userErrors { code } } }',
  rotateApiKey:
    'mutation { rotateApiKey(id: "KEY_ID", idempotencyKey: "counted $i") { userErrors { code } } }',
  'rotateApiKey, asked again':
    'mutation { rotateApiKey(id: "KEY_ID", idempotencyKey: "counted 2") { userErrors { code } } }',
  requireSignedCustomer:
    'mutation { requireSignedCustomer(id: "KEY_ID", required: true, idempotencyKey: "counted $i") { userErrors { code } } }',
  blockApiKey: 'mutation { blockApiKey(id: "KEY_ID") { userErrors { code } } }',
  unblockApiKey: 'mutation { unblockApiKey(id: "KEY_ID") { userErrors { code } } }',
  issueApiToken:
    'mutation { issueApiToken(idempotencyKey: "counted $i", input: { name: "counted", scope: VIEWER }) { userErrors { code } } }',
  inviteUser:
    'mutation { inviteUser(id: "USER_ID", idempotencyKey: "counted $i") { userErrors { code } } }',
  createPortalLink:
    'mutation { createPortalLink(apiTokenId: "TOKEN_ID", idempotencyKey: "counted $i") { userErrors { code } } }',
};

/** Of one of each kind, by the words in capitals that stand for it. */
async function readIds(): Promise<Readonly<Record<string, string>>> {
  const { apiKeys, teams, users, issueApiToken } = {
    ...(await ask('{ apiKeys { nodes { id } } teams { nodes { id } } users { nodes { id } } }')),
    ...(await ask(
      'mutation { issueApiToken(idempotencyKey: "p", input: { name: "p", scope: PORTAL, customer: "c" }) { apiToken { id } } }',
    )),
  };
  return {
    KEY_ID: apiKeys.nodes[0].id,
    TEAM_ID: teams.nodes[0].id,
    USER_ID: users.nodes[0].id,
    TOKEN_ID: issueApiToken.apiToken.id,
  };
}

async function count(query: (i: number) => string): Promise<number> {
  await ask(query(1));
  return countStatements(() => ask(query(2)));
}

test('an operation takes as many statements for forty as for one, and docs/sql-statements.md says how many', async () => {
  const lists: string[] = [];
  for (const [name, query] of Object.entries(LISTS)) {
    const [one, ten, forty] = [
      await count(() => `{ ${query(1)} }`),
      await count(() => `{ ${query(10)} }`),
      await count(() => `{ ${query(MANY)} }`),
    ];
    expect([name, ten, forty]).toEqual([name, one, one]);
    lists.push(`| ${name} | ${one} | ${ten} | ${forty} |`);
  }
  const single: string[] = [];
  const ids = await readIds();
  for (const [name, text] of Object.entries(SINGLE)) {
    const query = text.replace(/[A-Z]+_ID/g, (word) => ids[word] ?? word);
    single.push(`| ${name} | ${await count((i) => query.replaceAll('$i', String(i)))} |`);
  }
  await expect(`# SQL statements of each operation

Counted on the wire by \`npm test -- statement-table\`, which checks this page (\`-u\` writes it). Statements include those of
a transaction (\`begin\`, \`commit\`) and, with a mutation, of the audit log (two). Nothing grows with the page. Changes of
budgets are left out: every process reads the rules anew when it hears of one, at a time of its own.

| list | of 1 | of 10 | of 40 |
|---|---:|---:|---:|
${lists.join('\n')}

| operation | statements |
|---|---:|
${single.join('\n')}
`).toMatchFileSnapshot(DOCUMENT);
}, 120_000);
