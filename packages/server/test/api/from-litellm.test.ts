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

const KINDS: Readonly<Record<string, string>> = {
  apiKey: 'KEY_ID',
  budget: 'BUDGET_ID',
  team: 'TEAM_ID',
  tier: 'TIER_ID',
  user: 'USER_ID',
};

/** The latest id of each kind, wherever it stands in an answer. */
function remember(answered: unknown): void {
  if (typeof answered !== 'object' || answered === null) return;
  for (const [name, field] of Object.entries(answered)) {
    const kind = KINDS[name];
    if (kind !== undefined && typeof field?.id === 'string') ids[kind] = field.id;
    remember(field);
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

  test('and a deleted customer has no rules left', async () => {
    const { data } = await api.graphql(
      '{ customer(externalId: "globex") { tier { name } block { reason } budgets { id } } }',
    );
    expect(data).toEqual({ customer: { tier: null, block: null, budgets: [] } });
  });
});

test.each([
  ...['/key/generate', '/key/info', '/key/list', '/key/update', '/key/delete', '/key/block'],
  ...['/key/unblock', '/key/{key}/regenerate', '/key/{key}/reset_spend'],
  '/key/service-account/generate',
  ...['/team/new', '/team/info', '/team/list', '/team/update', '/team/delete', '/team/block'],
  ...['/team/unblock', '/team/member_add', '/team/member_update', '/team/member_delete'],
  ...['/user/new', '/user/info', '/user/list', '/user/update', '/user/delete'],
  ...['/user/daily/activity', '/invitation/new'],
  ...['/customer/new', '/customer/info', '/customer/list', '/customer/update', '/customer/block'],
  ...['/customer/unblock', '/customer/delete', '/customer/daily/activity'],
  ...['/budget/new', '/budget/info', '/budget/list', '/budget/update', '/budget/delete'],
  ...['/tag/new', '/tag/info', '/tag/list', '/tag/update', '/tag/delete', '/tag/daily/activity'],
  ...['/global/spend/report', '/global/activity', '/spend/logs', '/spend/tags', '/spend/keys'],
  ...['/spend/users', '/spend/calculate'],
])('%s is among them', (endpoint) => {
  expect(OPERATIONS.some((operation) => operation.endpoint.startsWith(endpoint))).toBe(true);
});
