import {
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeCursor } from '../../src/platform/opaque/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { sampleField } from '../testkit/sample-arguments.ts';
import { spendEvent } from '../testkit/spend-events.ts';

/** What a caller can send and PostgreSQL cannot keep or compare. */
const HOSTILE: Readonly<Record<string, readonly unknown[]>> = {
  DateTime: ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'],
  Decimal: [
    '9'.repeat(40),
    '99999999999999999999999999',
    `-${'9'.repeat(26)}`,
    `0.${'1'.repeat(40)}`,
  ],
  ID: ['\0', Buffer.from('Invoice:\0').toString('base64url')],
  Int: [-1, 2_147_483_647],
  JSON: [{ '\0': '\0' }, { a: '\ud800' }],
  LocalDate: ['0000-01-01', '9999-12-31'],
  SafeInt: [-1, Number.MAX_SAFE_INTEGER],
  String: ['\0', 'a\0b', '\ud800'],
};
const UUID = '01999999-9999-7999-8999-999999999999';
const CURSORS = [
  ['\0'],
  [1e300],
  [Number.MAX_SAFE_INTEGER],
  [8.64e15, UUID],
  [-8.64e15, UUID],
  ['-271821-04-20T00:00:00Z', UUID],
  ['+275760-09-13T00:00:00Z', UUID],
].map(encodeCursor);

const SAMPLES: Readonly<Record<string, unknown>> = {
  Boolean: true,
  DateTime: '2026-02-15T00:00:00Z',
  Decimal: '1',
  Float: 1,
  Int: 1,
  JSON: {},
  LocalDate: '2026-02-15',
  SafeInt: 1,
};

let api: Api;
/** By a part of the names of the fields that are about it. */
let ids: readonly (readonly [RegExp, string])[];

beforeAll(async () => {
  api = await startApi();
  await api.record([
    spendEvent({ occurredAt: new Date('2026-02-15T00:00:00Z'), customerExternalId: 'acme' }),
  ]);
  const make = async (field: string) => {
    const { data, errors } = await api.graphql(`mutation { it: ${field} }`);
    expect(errors).toBeUndefined();
    return Object.values<{ id: string }>(data.it)[0]?.id ?? '';
  };
  await make('generateInvoices(customers: ["acme"]) { run { id } }');
  const { data } = await api.graphql('{ invoices { nodes { id } } }');
  ids = [
    [/invoice/i, data.invoices.nodes[0].id],
    [/team/i, await make('createTeam(input: { name: "a" }) { team { id } }')],
    [/tier/i, await make('createTier(input: { name: "a" }) { tier { id } }')],
    [/budget/i, await make('setBudget(input: { limit: "1" }) { budget { id } }')],
    [
      /apiKey|signed/i,
      await make('issueApiKey(input: { alias: "a" }, idempotencyKey: "a") { apiKey { id } }'),
    ],
    [
      /test/i,
      await make(
        `createTestClock(idempotencyKey: "a", input: { name: "a", now: "2026-03-01T00:00:00Z", customers: ["sample"] }) { testClock { id } }`,
      ),
    ],
    [
      /grant/i,
      await make(
        `grantCredit(idempotencyKey: "a", input: { customer: "acme", name: "a", amount: "1", currency: "USD" }) { creditGrant { id } }`,
      ),
    ],
    [/user/i, await make('createUser(input: { name: "a", email: "a@x.org" }) { user { id } }')],
  ];
});
afterAll(() => api[Symbol.asyncDispose]());

function sampleOf(type: GraphQLInputType, id: string): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType, id);
  if (isListType(type)) return [sampleOf(type.ofType, id)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return type.name === 'ID' ? id : (SAMPLES[type.name] ?? 'sample');
  const fields = Object.values(type.getFields()).filter(isRequiredInputField);
  return Object.fromEntries(fields.map((field) => [field.name, sampleOf(field.type, id)]));
}

/** The sample with one hostile value in one place, for each place and value there is. */
function* hostile(type: GraphQLInputType, id: string, depth = 0): Generator<unknown> {
  if (isNonNullType(type)) return yield* hostile(type.ofType, id, depth);
  if (isListType(type)) {
    for (const value of hostile(type.ofType, id, depth)) yield [value];
    return;
  }
  if (isLeafType(type)) return yield* HOSTILE[type.name] ?? [];
  if (!isInputObjectType(type) || depth > 3) return;
  const whole = sampleOf(type, id) as object;
  for (const field of Object.values(type.getFields())) {
    for (const value of hostile(field.type, id, depth + 1)) yield { ...whole, [field.name]: value };
  }
}

async function faultsOf(
  kind: 'mutation' | 'query',
  field: GraphQLField<unknown, unknown>,
): Promise<string[]> {
  const id = ids.find(([about]) => about.test(field.name))?.[1] ?? 'sample';
  const selection = sampleField({ ...field, args: [] }).slice(field.name.length);
  const required = field.args.filter(isRequiredArgument);
  const whole = Object.fromEntries(required.map(({ name, type }) => [name, sampleOf(type, id)]));
  const found: string[] = [];
  let asked = 0;
  for (const { name, type } of field.args) {
    const given = field.args.filter((each) => each.name in whole || each.name === name);
    const names = given.map((each) => `${each.name}: $${each.name}`).join(', ');
    const types = given.map((each) => `$${each.name}: ${each.type}`).join(', ');
    const text = `${kind} (${types}) { ${field.name}(${names})${selection} }`;
    for (const value of name === 'after' ? CURSORS : hostile(type, id)) {
      asked += 1;
      const key = 'idempotencyKey' in whole ? { idempotencyKey: `${field.name} ${asked}` } : {};
      await api.graphql(text, { ...whole, ...key, [name]: value });
      if (api.faults.length === 0) continue;
      found.push(`${field.name} ${name} ${JSON.stringify(value)}: ${api.faults.splice(0).join()}`);
    }
  }
  return found;
}

test.each(['query', 'mutation'] as const)(
  'no %s takes what a database cannot keep for anything but a mistake of the caller',
  async (kind) => {
    const type = kind === 'query' ? api.schema.getQueryType() : api.schema.getMutationType();
    const found: string[] = [];
    for (const field of Object.values(type?.getFields() ?? {})) {
      if (field.args.length > 0) found.push(...(await faultsOf(kind, field)));
    }
    expect(found).toEqual([]);
  },
  120_000,
);
