import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Secret } from '../../../src/kernel/index.ts';
import { DONE, data, startPair } from '../../testkit/gateway-pair.ts';
import { stream, whole } from '../../testkit/scripted-upstream.ts';
import { ACCENTS, type Accent } from './accents.ts';

async function start({ provider, upstreamModel }: Accent) {
  const pair = await startPair({
    deployment: { provider, upstreamModel, apiKey: new Secret('provider-key') },
  });
  const wire = { sent: '', received: Promise.resolve('') };
  const client = new OpenAI({
    baseURL: `${pair.harness.url}/v1`,
    apiKey: 'sk-test',
    maxRetries: 0,
    fetch: async (url, init) => {
      wire.sent = String(init?.body);
      const answer = await fetch(url, init);
      const [kept, passed] = answer.body?.tee() ?? [];
      wire.received = new Response(kept).text();
      return new Response(passed, answer);
    },
  });
  return { ...pair, client, wire };
}

const WEATHER = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
/** All at once: a picture, a tool, a structure, a limit. */
const question = (accent: Accent): ChatCompletionCreateParams => ({
  model: 'm',
  messages: [
    { role: 'system', content: 'Grüße, 世界 🌍' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      ],
    },
  ],
  tools: [{ type: 'function', function: { name: 'weather', parameters: WEATHER } }],
  response_format: zodResponseFormat(z.object({ degrees: z.number() }), 'weather'),
  [accent.limit ?? 'max_completion_tokens']: 500,
});

/** What the client sent, to another model. */
const asSent = (sent: string, { upstreamModel }: Accent) =>
  sent.replace('"model":"m"', `"model":${JSON.stringify(upstreamModel)}`);

const CALL = {
  id: 'call_1',
  type: 'function',
  function: { name: 'weather', arguments: '{"city":"Paris"}' },
};
const answerOf = ({ more, thought, usage, upstreamModel: model }: Accent, message: object) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_760_000_000,
  model,
  choices: [
    { index: 0, message: { role: 'assistant', ...thought, ...message }, finish_reason: 'stop' },
  ],
  usage,
  ...more,
});

/** A stream in the provider's accent: what everyone gets, and the usage that only who asks for it does. */
function streamOf(accent: Accent, deltas: readonly object[]) {
  const { more, usage, upstreamModel: model, countsAtFinish, endsWithoutDone } = accent;
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_760_000_000, model };
  const piece = (delta: object, finish_reason: string | null = null, extra: object = {}) =>
    data({ ...head, choices: [{ index: 0, delta, finish_reason }], ...more, ...extra });
  return {
    body:
      deltas.map((delta) => piece(delta)).join('') +
      piece({}, 'stop', countsAtFinish ? { usage } : {}),
    usage: countsAtFinish ? '' : data({ ...head, choices: [], usage }),
    end: endsWithoutDone ? '' : DONE,
  };
}

const toolDeltas = ({ thought }: Accent) => [
  { role: 'assistant', ...thought },
  { tool_calls: [{ index: 0, ...CALL, function: { name: 'weather', arguments: '{"city":' } }] },
  { tool_calls: [{ index: 0, function: { arguments: '"Paris"}' } }] },
];

describe.each(ACCENTS.map((accent) => [accent.provider, accent] as const))('%s', (_, accent) => {
  const recorded = (facts: object) => [
    expect.objectContaining({
      provider: accent.provider,
      upstream_model: accent.upstreamModel,
      status: 'succeeded',
      usage_source: 'reported',
      ...accent.recorded,
      ...facts,
    }),
  ];

  test('gets tools, a picture and a structure as they were sent; its answer passes as it is', async () => {
    const { upstream, harness, client, wire } = await start(accent);
    const answer = JSON.stringify(answerOf(accent, { content: null, tool_calls: [CALL] }), null, 1);
    upstream.will(whole(200, answer));
    const got = await client.chat.completions.create({ ...question(accent), stream: false });
    expect(got.choices[0]?.message.tool_calls).toEqual([CALL]);
    const [seen] = upstream.seen;
    expect(seen?.path).toBe(accent.path ?? '/v1/chat/completions');
    expect(seen?.headers[accent.keyHeader ?? 'authorization']).toContain('provider-key');
    expect(seen?.body).toBe(asSent(wire.sent, accent));
    expect(await wire.received).toBe(answer);
    expect(await harness.events()).toEqual(recorded({ streamed: false }));
  });

  test('answers in a structure', async () => {
    const { upstream, harness, client } = await start(accent);
    upstream.will(whole(200, answerOf(accent, { content: '{"degrees":21}' })));
    const { stream: _stream, tools: _tools, ...asked } = question(accent);
    const got = await client.chat.completions.parse({
      ...asked,
      response_format: zodResponseFormat(z.object({ degrees: z.number() }), 'weather'),
    });
    expect(got.choices[0]?.message.parsed).toEqual({ degrees: 21 });
    expect(await harness.events()).toEqual(recorded({}));
  });

  test('streams a tool call: every byte but the usage nobody asked for', async () => {
    const { upstream, harness, client, wire } = await start(accent);
    const { body, usage, end } = streamOf(accent, toolDeltas(accent));
    upstream.will(stream(...[body, usage, end].filter((piece) => piece !== '')));
    const got = client.chat.completions.stream({ ...question(accent), stream: true });
    const { choices } = await got.finalChatCompletion();
    expect(choices[0]?.message.tool_calls).toMatchObject([CALL]);
    const asking = accent.unasked ? '' : ',"stream_options":{"include_usage":true}';
    expect(upstream.seen[0]?.body).toBe(asSent(wire.sent, accent).replace(/}$/, `${asking}}`));
    expect(await wire.received).toBe(body + end);
    expect(await harness.events()).toEqual(recorded({ streamed: true }));
  });

  test('streams with usage for who asks for it: every byte', async () => {
    const { upstream, harness, client, wire } = await start(accent);
    const { body, usage, end } = streamOf(accent, [
      { role: 'assistant', content: 'Grüße, ', ...accent.thought },
      { content: '世界 🌍' },
    ]);
    upstream.will(stream(...[body, usage, end].filter((piece) => piece !== '')));
    const got = await client.chat.completions.create({
      ...question(accent),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    for await (const chunk of got) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('Grüße, 世界 🌍');
    expect(upstream.seen[0]?.body.includes('stream_options')).toBe(accent.unasked !== true);
    expect(await wire.received).toBe(body + usage + end);
    expect(await harness.events()).toEqual(recorded({ streamed: true }));
  });

  test('an explicit zero is zero; without usage the text is counted, and that is said', async () => {
    const { upstream, harness, chat } = await start(accent);
    const { usage: _, ...silent } = answerOf(accent, { content: 'one two three' });
    const zero = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    upstream.will(whole(200, { ...silent, usage: zero }), whole(200, silent));
    await chat();
    await chat();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ usage_source: 'reported', input_tokens: 0, output_tokens: 0 }),
      expect.objectContaining({ usage_source: 'estimated', input_tokens: 5 }),
    ]);
  });
});
