import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { printApiSchema } from '../../src/app/api-schema.ts';

const printed = printApiSchema();

test('schema.graphql is what the server serves; `pnpm tollgate schema` writes it anew', () => {
  const committed = fileURLToPath(new URL('../../schema.graphql', import.meta.url));
  expect(printed).toBe(readFileSync(committed, 'utf8'));
});

/** Mutations of money that nothing can do twice, and what sees to that. */
const SAFE: Readonly<Record<string, 'expectedRevision' | 'one of a name' | 'sets what is there'>> =
  {
    addInvoiceLine: 'expectedRevision',
    createTier: 'one of a name',
    setBillingProfile: 'expectedRevision',
    setBudget: 'sets what is there',
    updateTier: 'expectedRevision',
  };

/** Mutations that move money and neither take an amount nor answer with a secret. */
const MOVES = [
  'finaliseInvoice',
  'finaliseInvoices',
  'markInvoicePaid',
  'rerateSpend',
  'resetBudget',
  'voidInvoice',
];

test('a mutation that makes a secret or moves money demands an idempotency key', () => {
  const mutations = Object.values(buildSchema(printed).getMutationType()?.getFields() ?? {});
  const demands = ({ args }: GraphQLField<unknown, unknown>, name: string) =>
    args.some((arg) => arg.name === name && isNonNullType(arg.type));
  const asked = mutations
    .filter((each) => makesSecret(each) || takesMoney(each) || MOVES.includes(each.name))
    .map((each) => {
      const isOnce = demands(each, 'idempotencyKey');
      const isEdit = demands(each, 'expectedRevision');
      return [each.name, isOnce ? 'once' : isEdit ? 'expectedRevision' : SAFE[each.name]];
    });
  expect(Object.fromEntries(asked)).toMatchObject({
    createInvoiceLink: 'once',
    createPortalLink: 'once',
    inviteUser: 'once',
    issueApiKey: 'once',
    issueApiToken: 'once',
    requireSignedCustomer: 'once',
    rotateApiKey: 'once',
  });
  const others = asked.filter(([name = '', how]) => how !== (SAFE[name] ?? 'once'));
  expect(others).toEqual([]);
});

/** Its answer has a secret, or a link that is one. */
function makesSecret({ type }: GraphQLField<unknown, unknown>): boolean {
  const payload = getNamedType(type);
  const fields = isObjectType(payload) ? Object.keys(payload.getFields()) : [];
  return fields.some((name) => /secret|link|token$/i.test(name) && name !== 'apiToken');
}

function takesMoney({ args }: GraphQLField<unknown, unknown>): boolean {
  return args.some(({ type }) => hasDecimal(type, new Set()));
}

function hasDecimal(type: GraphQLInputType, seen: Set<string>): boolean {
  const named = getNamedType(type);
  if (named.name === 'Decimal') return true;
  if (!isInputObjectType(named) || seen.has(named.name)) return false;
  seen.add(named.name);
  return Object.values(named.getFields()).some((field) => hasDecimal(field.type, seen));
}
