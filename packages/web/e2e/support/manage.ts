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
