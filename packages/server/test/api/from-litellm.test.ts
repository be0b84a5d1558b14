import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { spendEvent } from '../testkit/spend-events.ts';

const DOCUMENT = new URL('../../../../docs/from-litellm.md', import.meta.url);

interface Operation {
  /** What LiteLLM calls it. */
  readonly endpoint: string;
  readonly curl: string;
  readonly query: string;
}

const text = await readFile(DOCUMENT, 'utf8');
const OPERATIONS = [
  ...text.matchAll(/### `([^`]+)`\n\n```sh\n(.*?)```\n\n```graphql\n(.*?)```/gs),
].map(([, endpoint = '', curl = '', query = '']): Operation => ({ endpoint, curl, query }));

let api: Api;
/** What earlier operations answered, by the words in capitals that stand for it. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await startApi();
  await api.record([
    spendEvent({ customerExternalId: 'acme', tags: ['prod'], occurredAt: api.clock.now() }),
  ]);
});
afterAll(() => api[Symbol.asyncDispose]());

/** The first id of each kind that is made. */
function remember(data: Record<string, Record<string, { id?: string } | null> | null>): void {
  const kinds = { KEY_ID: 'apiKey', TEAM_ID: 'team', USER_ID: 'user', TIER_ID: 'tier' };
  for (const payload of Object.values(data)) {
    for (const [name, field] of Object.entries(kinds)) {
      const id = payload?.[field]?.id;
      if (id !== undefined) ids[name] ??= id;
    }
  }
}

describe('every management call of LiteLLM has an operation here that does it', () => {
  test.each(OPERATIONS)('$endpoint', async ({ endpoint, curl, query }) => {
    expect(curl).toContain(endpoint.replace(/ with .*| ?\?.*|\{.*/, '').split('{')[0] ?? '');
    const filled = query.replace(/"([A-Z]+_ID)"/g, (_, name: string) => `"${ids[name]}"`);
    const { data, errors } = await api.graphql(filled);
    expect(errors).toBeUndefined();
    remember(data);
    for (const payload of Object.values<{ userErrors?: unknown[] } | null>(data)) {
      expect(payload).not.toBeNull();
      expect(payload?.userErrors ?? []).toEqual([]);
    }
  });
});

test.each([
  '/key/generate',
  '/team/new',
  '/user/new',
  '/customer/new',
  '/customer/info',
  '/customer/update',
  '/customer/block',
  '/budget/new',
  '/global/spend/report',
  '/spend/logs',
  '/user/info',
  '/user/daily/activity',
  '/tag/',
])('%s is among them', (endpoint) => {
  expect(OPERATIONS.some((operation) => operation.endpoint.startsWith(endpoint))).toBe(true);
});
