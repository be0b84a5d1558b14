import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INFERENCE_ROUTES } from '../../../src/gateway/routes/index.ts';
import { providerNamed } from '../../../src/gateway/upstream/providers.ts';
import { Secret } from '../../../src/kernel/index.ts';
import { awsEvent } from '../../testkit/aws-event-stream.ts';
import {
  deploymentConfig,
  type GatewayHarness,
  startGateway,
} from '../../testkit/gateway-harness.ts';
import {
  type Script,
  type ScriptedUpstream,
  startScriptedUpstream,
} from '../../testkit/scripted-upstream.ts';

const PROVIDERS = ['custom', 'anthropic', 'bedrock', 'gemini', 'perplexity'];
const AWS = { region: 'eu-west-1', accessKeyId: null, secretAccessKey: null, sessionToken: null };

let upstream: ScriptedUpstream;
let harness: GatewayHarness;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  harness = await startGateway({
    deployments: PROVIDERS.map((provider) =>
      deploymentConfig({
        modelName: provider,
        provider,
        upstreamModel: 'real',
        apiBase: upstream.baseUrl,
        apiKey: new Secret('k'),
        aws: AWS,
      }),
    ),
    routing: { coolDownMs: 0 },
  });
});
afterAll(async () => {
  await harness.stop();
  await upstream.stop();
});

const one = fc.constantFrom;
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  one(
    'user',
    'text',
    'image_url',
    'tool',
    'function',
    'usage',
    '[DONE]',
    'data:,A',
    '\ud800',
    '{}',
  ),
);
const number = one(0, -1, 1, 7, 1.5, 1e15, 1e300, Number.MAX_SAFE_INTEGER);
/** Names that are looked for, in requests and in answers. */
const name = fc.oneof(
  one('role', 'content', 'type', 'text', 'image_url', 'url', 'function', 'name', 'arguments'),
  one('tool_calls', 'parameters', 'parts', 'source', 'data', 'input', 'file', 'id', 'json_schema'),
  one('usage', 'prompt_tokens', 'completion_tokens', 'input_tokens', 'output_tokens', 'index'),
  one('choices', 'delta', 'message', 'error', 'usageMetadata', 'promptTokenCount', 'candidates'),
  one('prompt_tokens_details', 'cached_tokens', 'finish_reason', 'response', 'service_tier'),
  one('metadata', 'inputTokens', 'outputTokens', 'inputTokens', 'cacheDetails', 'iterations'),
  fc.string({ maxLength: 4 }),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
}));

const MEMBERS = one(
  ...['messages', 'prompt', 'input', 'contents', 'tools', 'tool_choice', 'response_format', 'n'],
  ...['max_tokens', 'max_completion_tokens', 'stream_options', 'metadata', 'thinking', 'stop'],
  ...['generationConfig', 'user', 'tags', 'system', 'documents', 'web_search_options', 'size'],
);
const message = fc.oneof(
  fc.record({ role: one('user', 'assistant', 'system'), content: one('hi', 'yes') }),
  fc.record({ role: one('user', 'assistant', 'system', 'tool', 7), content: value }),
);
/** Where each provider can be asked. */
const offered = PROVIDERS.flatMap((provider) =>
  INFERENCE_ROUTES.filter(
    ({ encoding, name }) => encoding === 'json' && providerNamed(provider).routes.has(name),
  ).map((route) => ({ provider, route })),
);
const request = fc.record({
  at: fc.oneof(
    one(...offered),
    one(...offered.filter(({ route }) => route.name === 'chat.completions')),
  ),
  members: fc.oneof(fc.constant({}), fc.dictionary(MEMBERS, value, { maxKeys: 4 })),
  messages: fc.array(message, { maxLength: 3 }),
  stream: one(true, false, undefined),
});

const EVENTS = [
  'message_start',
  'message_delta',
  'content_block_start',
  'content_block_delta',
  'message_stop',
  'error',
  'response.completed',
  'image_generation.completed',
];
const event = fc.oneof(
  value.map((data) => `data: ${JSON.stringify(data)}\n\n`),
  fc
    .tuple(one(...EVENTS), fc.dictionary(name, value, { maxKeys: 4 }))
    .map(([type, data]) => `event: ${type}\ndata: ${JSON.stringify({ ...data, type })}\n\n`),
  one('data: [DONE]\n\n', ': ping\n\n', 'data:\n\n', '\r\r', 'data: {"usage":{\n\n', '\uFEFF'),
);
const binary = fc
  .tuple(one('messageStart', 'contentBlockDelta', 'metadata', 'messageStop', 'x'), name, value)
  .map(([type, member, data]) => awsEvent(type, { [member]: data }));
const answer = fc.record({
  status: one(200, 200, 200, 200, 201, 204, 302, 400, 429, 500, 529),
  type: one('application/json', 'text/event-stream', 'application/vnd.amazon.eventstream', 'x'),
  body: fc.oneof(
    value.map((data) => Buffer.from(JSON.stringify(data))),
    fc.array(event, { maxLength: 5 }).map((events) => Buffer.from(events.join(''))),
    fc.array(binary, { maxLength: 4 }).map((events) => Buffer.concat(events)),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  ),
  isCutShort: fc.boolean(),
});

const answering =
  ({
    status,
    type,
    body,
    isCutShort,
  }: typeof answer extends fc.Arbitrary<infer T> ? T : never): Script =>
  async ({ write, hangUp }) => {
    const length = body.length + (isCutShort ? 5 : 0);
    await write(
      `HTTP/1.1 ${status} X\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`,
    );
    await write(body);
    if (isCutShort) hangUp();
  };

test('whatever is asked and answered: an answer, no fault of the server, every attempt recorded once', async () => {
  await fc.assert(
    fc.asyncProperty(request, answer, async (asked, answered) => {
      upstream.seen.length = 0;
      upstream.will(answering(answered));
      const { at, members, messages, stream } = asked;
      const { provider, route } = at;
      const got = await fetch(harness.url + route.path.replace('{model}', provider), {
        method: 'POST',
        body: JSON.stringify({ messages, ...members, model: provider, stream }),
        headers: { authorization: 'Bearer sk-test' },
        redirect: 'manual',
      });
      await got.arrayBuffer().catch(() => undefined);
      await harness.untilSettled();
      const events = await harness.events();
      expect(harness.bugs).toEqual([]);
      if (answered.status !== 500) expect(got.status).not.toBe(500);
      if (upstream.seen.length > 0) expect(events).toHaveLength(1);
      for (const { cost, units, input_tokens: input, output_tokens: output } of events) {
        // Only what is counted in units that have no price here, such as pictures, has none.
        if (cost === null) expect(Object.keys(units ?? {})).not.toEqual([]);
        else expect(String(cost)).toMatch(/^\d+(\.\d+)?$/);
        expect(Number.isSafeInteger(input) && Number.isSafeInteger(output)).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
}, 300_000);
