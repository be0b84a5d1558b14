import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/kernel/index.ts';
import { type GatewayHarness, MASTER, startGateway } from '../testkit/gateway-harness.ts';

const SECRET = 'tgs-secret';

let harness: GatewayHarness;
beforeAll(async () => {
  harness = await startGateway({
    attribution: { customerHeaders: ['x-our-own-customer'] },
    keys: {
      'sk-signed': { ...MASTER, signingSecret: new Secret(SECRET) },
      'sk-bound': { ...MASTER, signingSecret: new Secret(SECRET), boundCustomer: 'acme' },
    },
  });
});
afterAll(() => harness.stop());

type Named = { readonly headers?: Record<string, string>; readonly body?: Record<string, unknown> };

/** What the gateway says to a call that names a customer so, signed for `signedAs`. */
async function call(key: string, named: Named, signedAs: string | null) {
  const time = Math.floor(Date.now() / 1_000);
  const mac = createHmac('sha256', SECRET).update(`${time}.${signedAs}`).digest('hex');
  const response = await fetch(`${harness.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...named.headers,
      ...(signedAs === null ? {} : { 'x-tollgate-customer-signature': `t=${time},v1=${mac}` }),
    },
    body: JSON.stringify({
      model: 'sim/test',
      messages: [{ role: 'user', content: 'hi' }],
      ...named.body,
    }),
  });
  const { error } = (await response.json()) as { error?: { code: string } };
  return { status: response.status, code: error?.code ?? null };
}

const LET_IN = { status: 200, code: null };
const REFUSED = { status: 403, code: 'customer_not_signed' };

/** Everywhere a call can name its customer. */
const PLACES: readonly (readonly [string, (customer: string) => Named])[] = [
  ...[
    'x-tollgate-customer-id',
    'x-litellm-customer-id',
    'x-tollgate-end-user-id',
    'x-litellm-end-user-id',
    'x-our-own-customer',
  ].map((name) => [name, (id: string) => ({ headers: { [name]: id } })] as const),
  ['user', (user) => ({ body: { user } })],
  ['litellm_metadata.user', (user) => ({ body: { litellm_metadata: { user } } })],
  ['metadata.user_id', (user_id) => ({ body: { metadata: { user_id } } })],
  [
    'metadata.user_id with a session',
    (id) => ({
      body: { metadata: { user_id: JSON.stringify({ account_uuid: id, session_id: 's' }) } },
    }),
  ],
  ['safety_identifier', (safety_identifier) => ({ body: { safety_identifier } })],
];

test.each(PLACES)(
  'named in %s, the signed customer and nobody else is let in',
  async (_, named) => {
    expect(await call('sk-signed', named('acme'), 'acme')).toEqual(LET_IN);
    expect(await call('sk-signed', named('other'), 'acme')).toEqual(REFUSED);
    expect(await call('sk-signed', named('acme'), null)).toEqual(REFUSED);
    expect(await call('sk-bound', named('other'), 'other')).toMatchObject({ status: 403 });
    const customers = (await harness.events()).map((event) => event['customer_external_id']);
    expect(new Set(customers)).toEqual(new Set(['acme']));
  },
);

test('a second place cannot speak louder than the one that was signed', async () => {
  const named = { headers: { 'x-tollgate-customer-id': 'other' }, body: { user: 'acme' } };
  expect(await call('sk-signed', named, 'acme')).toEqual(REFUSED);
});

test('nobody is nobody, and a bound key needs no signature', async () => {
  expect(await call('sk-signed', {}, null)).toEqual(REFUSED);
  expect(await call('sk-signed', {}, '')).toEqual(REFUSED);
  expect(await call('sk-bound', {}, null)).toEqual(LET_IN);
});
