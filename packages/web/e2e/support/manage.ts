export interface Managed {
  readonly url: string;
  readonly masterKey: string;
}

/** Asks the management API as the operator who holds the master key. */
export async function manage(
  { url, masterKey }: Managed,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Record<string, Record<string, never>>> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${masterKey}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const ISSUE = `mutation Issue($input: IssueApiKeyInput!, $idempotencyKey: String!) {
  issueApiKey(input: $input, idempotencyKey: $idempotencyKey) { secret userErrors { message } }
}`;

/** A few teams, people and keys, as an installation has them. */
export async function fillPeople(server: Managed): Promise<void> {
  const teams = [
    'Checkout',
    'Support',
    'A team whose name is longer than anybody thought it needed to be',
  ];
  const ids: string[] = [];
  for (const name of teams) {
    const made = await manage(
      server,
      'mutation T($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }',
      { input: { name } },
    );
    ids.push((made['createTeam'] as unknown as { team: { id: string } }).team.id);
  }
  const owners = ['ada@example.com', 'grace@example.com', null];
  for (let index = 0; index < 6; index += 1) {
    const input = {
      alias: ['checkout, production', 'support bot', 'nightly evaluation of everything we have'][
        index % 3
      ],
      ownerEmail: owners[index % 3],
      teamId: ids[index % 3],
      tags: ['app:web', 'stage:prod'],
      models: index % 2 === 0 ? ['gpt-4o*', 'sim/gpt-4o-mini'] : null,
    };
    await manage(server, ISSUE, { input, idempotencyKey: `fill-${index}` });
  }
  const member =
    'mutation M($id: ID!) { setTeamMember(teamId: $id, email: "ada@example.com", role: ADMIN) { userErrors { message } } }';
  for (const id of ids) await manage(server, member, { id });
  const input = { name: 'billing system', scope: 'BILLING_READ' };
  await manage(
    server,
    'mutation T($input: IssueApiTokenInput!) { issueApiToken(input: $input, idempotencyKey: "fill") { userErrors { message } } }',
    { input },
  );
}

const PORTAL = `mutation P($input: IssueApiTokenInput!, $key: String!) {
  issueApiToken(input: $input, idempotencyKey: $key) { apiToken { id } }
}`;

const LINK = `mutation L($id: ID!, $minutes: Int!, $key: String!) {
  createPortalLink(apiTokenId: $id, validMinutes: $minutes, idempotencyKey: $key) { linkPath }
}`;

/** A link to the portal of a customer, and what ends it. */
export async function portalLink(server: Managed, customer: string) {
  const key = crypto.randomUUID();
  const input = { name: `portal of ${customer}`, scope: 'PORTAL', customer };
  const issued = (await manage(server, PORTAL, { input, key })) as unknown as {
    issueApiToken: { apiToken: { id: string } };
  };
  const { id } = issued.issueApiToken.apiToken;
  const made = (await manage(server, LINK, { id, minutes: 60, key })) as unknown as {
    createPortalLink: { linkPath: string };
  };
  const revoke = () =>
    manage(server, 'mutation R($id: ID!) { revokeApiToken(id: $id) { userErrors { code } } }', {
      id,
    });
  return { path: made.createPortalLink.linkPath, revoke };
}

const SET = `mutation S($input: SetBudgetInput!) {
  setBudget(input: $input) { userErrors { message } }
}`;

/** Budgets of several scopes and states, two tiers, and who is blocked. */
export async function fillBudgets(server: Managed): Promise<void> {
  const budgets = [
    { scope: {}, limit: '1000', kind: 'SOFT' },
    { scope: { customer: 'acme-corp' }, limit: '45.5', thresholds: ['50', '80', '100'] },
    { scope: { customer: 'globex', model: 'gpt-4o' }, limit: '0.01', period: 'total' },
    { scope: { customer: 'a-customer-with-a-rather-long-identifier-0123456789' }, limit: '0' },
    { scope: { tag: 'feature:chat' }, limit: '0.000000000001', period: '30d', kind: 'SOFT' },
  ];
  for (const input of budgets) await manage(server, SET, { input });
  await manage(
    server,
    `mutation {
      free: createTier(input: { name: "my-free-tier", isDefault: true, requestsPerMinute: 60,
        budgets: [{ limit: "4" }, { limit: "1", period: "daily", kind: SOFT }] }) { userErrors { message } }
      pro: createTier(input: { name: "a-tier-whose-name-is-longer-than-anybody-thought-it-needed-to-be",
        maxParallel: 20, models: ["gpt-4o*", "claude-*"] }) { userErrors { message } }
      blockCustomer(customer: "hooli", reason: "Invoice 2026-10 is 45 days overdue") { userErrors { message } }
    }`,
  );
  const { tiers } = (await manage(server, '{ tiers { nodes { id } } }')) as unknown as {
    tiers: { nodes: { id: string }[] };
  };
  await manage(
    server,
    'mutation A($tier: ID) { assignTier(tier: $tier, customers: ["acme-corp", "globex"]) { userErrors { message } } }',
    { tier: tiers.nodes.at(-1)?.id },
  );
}
