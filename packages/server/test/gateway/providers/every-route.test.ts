import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { INFERENCE_ROUTES, type InferenceRoute } from '../../../src/gateway/routes/index.ts';
import { PROVIDERS } from '../../../src/gateway/upstream/providers.ts';
import { Secret } from '../../../src/kernel/index.ts';
import {
  deploymentConfig,
  type GatewayHarness,
  startGateway,
} from '../../testkit/gateway-harness.ts';
import {
  type ScriptedUpstream,
  startScriptedUpstream,
  whole,
} from '../../testkit/scripted-upstream.ts';

/** The simulated provider has an address of its own. */
const NAMES = Object.keys(PROVIDERS).filter((name) => name !== 'sim');
const AWS = { region: 'eu-west-1', accessKeyId: null, secretAccessKey: null, sessionToken: null };

let upstream: ScriptedUpstream;
let harness: GatewayHarness;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  harness = await startGateway({
    deployments: NAMES.map((provider) =>
      deploymentConfig({
        modelName: provider,
        provider,
        upstreamModel: 'behind it',
        apiBase: upstream.baseUrl,
        apiKey: new Secret('the-key'),
        aws: AWS,
      }),
    ),
  });
});
afterAll(async () => {
  await harness.stop();
  await upstream.stop();
});
afterEach(async () => {
  await harness.events();
  upstream.seen.length = 0;
});

/** Bytes that a careless hand would change: spacing, an escape, a number past what a double holds. */
const bodyOf = (model: string, more = '') =>
  `{ "model" : ${JSON.stringify(model)},\n "odd": [1.0, 1e400, 12345678901234567890, "\\u00e9\\/"] ${more}}`;
const ANSWER = `{"usage":{"prompt_tokens":7,"input_tokens":7,"completion_tokens":3,"output_tokens":3},
  "usageMetadata": {"promptTokenCount":7, "candidatesTokenCount":3}, "odd": 12345678901234567890 }\n`;

function call({ path, encoding }: InferenceRoute, provider: string) {
  const form = new FormData();
  form.set('model', provider);
  form.set('file', new Blob(['\u0000\r\nRIFF']), 'a.wav');
  return fetch(harness.url + path.replace('{model}', provider), {
    method: 'POST',
    body: encoding === 'json' ? bodyOf(provider) : form,
    headers: { authorization: 'Bearer sk-test' },
  });
}

const cells = NAMES.flatMap((name) => INFERENCE_ROUTES.map((route) => [name, route] as const));
const offers = (name: string, route: InferenceRoute) => PROVIDERS[name]?.routes.has(route.name);
const translates = (name: string, route: InferenceRoute) =>
  PROVIDERS[name]?.translation?.routes.has(route.name) ?? false;
const named = (pairs: typeof cells) =>
  pairs.map(([name, route]) => [name, route.name, route] as const);

describe('what a provider offers passes byte for byte', () => {
  const passed = cells.filter(([name, route]) => offers(name, route) && !translates(name, route));

  test.each(named(passed))('%s, %s', async (name, _, route) => {
    upstream.will(whole(200, ANSWER));
    const answer = await call(route, name);
    expect([answer.status, await answer.text()]).toEqual([200, ANSWER]);
    const [seen] = upstream.seen;
    expect(JSON.stringify(seen?.headers)).toContain('the-key');
    expect(JSON.stringify(seen)).not.toContain('sk-test');
    const namesModel = route.path.includes('{model}');
    if (route.encoding === 'json') {
      expect(seen?.body).toBe(bodyOf(namesModel ? name : 'behind it'));
    } else {
      expect(seen?.body).toContain('\u0000\r\nRIFF');
      expect(seen?.body).toContain('\r\n\r\nbehind it\r\n');
    }
    if (namesModel) expect(seen?.path).toContain('/behind%20it:');
    const [event] = await harness.events();
    expect(event).toMatchObject({ provider: name, route: route.name, status: 'succeeded' });
  });
});

describe('what a provider does not offer is refused before it is asked', () => {
  const refused = cells.filter(([name, route]) => !offers(name, route));

  test.each(named(refused))('%s, %s', async (name, _, route) => {
    upstream.will(whole(200, ANSWER));
    const answer = await call(route, name);
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('does not offer'),
    ]);
    expect(upstream.seen).toEqual([]);
    expect(await harness.events()).toEqual([]);
  });
});

test('every route of every provider is one or the other, or translated', () => {
  expect(cells.filter(([name, route]) => translates(name, route)).map(([name]) => name)).toEqual([
    'anthropic',
    'bedrock',
  ]);
});
