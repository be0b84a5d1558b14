import { randomUUID } from 'node:crypto';

const ISSUE = `mutation ($key: String!) {
  issueApiKey(input: { alias: "durability" }, idempotencyKey: $key) { secret userErrors { message } }
}`;

/** The secret of a new API key. */
export async function issueKey(server: { url: string; masterKey: string }): Promise<string> {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${server.masterKey}`,
    },
    body: JSON.stringify({ query: ISSUE, variables: { key: randomUUID() } }),
  });
  const { data } = (await answer.json()) as { data: { issueApiKey: { secret: string } } };
  return data.issueApiKey.secret;
}
