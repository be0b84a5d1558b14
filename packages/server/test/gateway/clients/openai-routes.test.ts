import OpenAI, { toFile } from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { named, startPair } from '../../testkit/gateway-pair.ts';
import { chunk, STREAM_HEAD, stream, whole } from '../../testkit/scripted-upstream.ts';

async function start() {
  const pair = await startPair();
  const client = new OpenAI({
    baseURL: `${pair.harness.url}/v1`,
    apiKey: 'sk-test',
    maxRetries: 0,
  });
  return { ...pair, client, sent: () => JSON.parse(pair.upstream.seen.at(-1)?.body ?? 'null') };
}

const model = 'm';
const USAGE = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };
const recorded = (route: string, facts: object = {}) => [
  expect.objectContaining({
    route,
    status: 'succeeded',
    usage_source: 'reported',
    input_tokens: 7,
    output_tokens: 3,
    cost: '0.000013',
    ...facts,
  }),
];

describe('responses', () => {
  const response = (output: readonly object[]) => ({
    id: 'resp_1',
    object: 'response',
    created_at: 1_760_000_000,
    status: 'completed',
    model: 'real',
    output,
    usage: { ...USAGE, input_tokens_details: { cached_tokens: 0 } },
  });
  const called = {
    type: 'function_call',
    id: 'fc_1',
    call_id: 'call_1',
    name: 'weather',
    arguments: '{"city":"Paris"}',
    status: 'completed',
  };
  const said = (text: string) => ({
    type: 'message',
    id: 'msg_1',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [] }],
  });
  const tools = [
    {
      type: 'function' as const,
      name: 'weather',
      parameters: { type: 'object', properties: {} },
      strict: false,
    },
  ];

  test('call a tool, having looked at a picture', async () => {
    const { upstream, client, harness, sent } = await start();
    upstream.will(whole(200, response([called])));
    const image_url = 'data:image/png;base64,iVBORw0KGgo=';
    const input = [
      {
        role: 'user' as const,
        content: [
          { type: 'input_text' as const, text: 'Weather here?' },
          { type: 'input_image' as const, image_url, detail: 'auto' as const },
        ],
      },
    ];
    const { output } = await client.responses.create({ model, input, tools });
    expect(output).toMatchObject([{ name: 'weather', arguments: '{"city":"Paris"}' }]);
    expect(sent()).toEqual({ model: 'real', input, tools });
    expect(await harness.events()).toEqual(recorded('responses'));
  });

  test('stream a tool call', async () => {
    const { upstream, client, harness } = await start();
    const begun = { ...called, arguments: '', status: 'in_progress' };
    const place = { item_id: 'fc_1', output_index: 0 };
    const pieces = ['{"city":', '"Paris"}'].map((delta) =>
      named('response.function_call_arguments.delta', { ...place, delta }),
    );
    upstream.will(
      stream(
        named('response.created', { response: { ...response([]), status: 'in_progress' } }),
        named('response.output_item.added', { output_index: 0, item: begun }),
        ...pieces,
        named('response.function_call_arguments.done', { ...place, arguments: called.arguments }),
        named('response.output_item.done', { output_index: 0, item: called }),
        named('response.completed', { response: response([called]) }),
      ),
    );
    const got = await client.responses.stream({ model, input: 'Weather?', tools }).finalResponse();
    expect(got.output).toMatchObject([{ name: 'weather', arguments: '{"city":"Paris"}' }]);
    expect(await harness.events()).toEqual(recorded('responses', { streamed: true }));
  });

  test('answer in a given structure', async () => {
    const { upstream, client, harness, sent } = await start();
    upstream.will(whole(200, response([said('{"degrees":21}')])));
    const format = zodTextFormat(z.object({ degrees: z.number() }), 'weather');
    const got = await client.responses.parse({ model, input: 'Weather?', text: { format } });
    expect(got.output_parsed).toEqual({ degrees: 21 });
    expect(sent().text.format).toMatchObject({ type: 'json_schema', name: 'weather' });
    expect(await harness.events()).toEqual(recorded('responses'));
  });

  test('that are left stop the upstream, and are billed for what came', async () => {
    const { upstream, client, harness, settled } = await start();
    const stopped = Promise.withResolvers<void>();
    upstream.will(async ({ write, untilClosed }) => {
      await write(STREAM_HEAD);
      const created = { ...response([]), status: 'in_progress', usage: null };
      await write(chunk(named('response.created', { response: created })));
      await write(chunk(named('response.output_text.delta', { delta: 'one two three' })));
      await untilClosed();
      stopped.resolve();
    });
    const got = await client.responses.create({ model, input: 'Count', stream: true });
    for await (const event of got) {
      if (event.type === 'response.output_text.delta') break;
    }
    await stopped.promise;
    await settled();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'aborted', usage_source: 'estimated', output_tokens: 3 }),
    ]);
  });
});

describe('pictures, sound and the rest', () => {
  test('a picture is made', async () => {
    const { upstream, client, harness } = await start();
    upstream.will(whole(200, { created: 1, data: [{ b64_json: 'AAAA' }], usage: USAGE }));
    const { data } = await client.images.generate({ model, prompt: 'a cat', size: '1024x1024' });
    expect(data).toEqual([{ b64_json: 'AAAA' }]);
    expect(await harness.events()).toEqual(
      recorded('images.generations', {
        units: { output_image: 3, 'output_image_count:1024x1024': 1 },
      }),
    );
  });

  test('speech comes byte for byte', async () => {
    const { upstream, client, harness } = await start();
    const sound = Buffer.from([0xff, 0xfb, 0x90, 0x00, 0x0d, 0x0a, 0x00]);
    upstream.will(async ({ write }) => {
      await write(`HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: 7\r\n\r\n`);
      await write(sound);
    });
    const got = await client.audio.speech.create({ model, voice: 'alloy', input: 'Hello' });
    expect(Buffer.from(await got.arrayBuffer())).toEqual(sound);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ route: 'audio.speech', usage_source: 'estimated' }),
    ]);
  });

  test.each([false, true])('speech is written down (streamed: %s)', async (streamed) => {
    const { upstream, client, harness } = await start();
    const usage = { type: 'tokens', ...USAGE };
    const text = 'Grüße';
    upstream.will(
      streamed
        ? stream(
            named('transcript.text.delta', { delta: text }),
            named('transcript.text.done', { text, usage }),
          )
        : whole(200, { text, usage }),
    );
    const file = await toFile(Buffer.from('RIFF\u0000\r\n--'), 'speech.wav');
    const asked = { model, file, language: 'de' };
    let heard = '';
    if (streamed) {
      const events = await client.audio.transcriptions.create({ ...asked, stream: true });
      for await (const event of events) {
        if (event.type === 'transcript.text.delta') heard += event.delta;
      }
    } else heard = (await client.audio.transcriptions.create(asked)).text;
    expect(heard).toBe(text);
    expect(upstream.seen[0]?.body).toContain('RIFF\u0000\r\n--');
    expect(await harness.events()).toEqual(recorded('audio.transcriptions', { streamed }));
  });

  test('text is judged, which is free', async () => {
    const { upstream, client, harness } = await start();
    const results = [{ flagged: false, categories: {}, category_scores: {} }];
    upstream.will(whole(200, { id: 'modr-1', model: 'real', results }));
    const got = await client.moderations.create({ model, input: 'Hello' });
    expect(got.results).toEqual(results);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ route: 'moderations', usage_source: 'reported', cost: '0' }),
    ]);
  });

  test.each([false, true])('a text is completed (streamed: %s)', async (streamed) => {
    const { upstream, client, harness } = await start();
    const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
    const piece = { id: 'cmpl-1', object: 'text_completion', created: 1, model: 'real' };
    const event = (value: object) => `data: ${JSON.stringify({ ...piece, ...value })}\n\n`;
    upstream.will(
      streamed
        ? stream(
            event({ choices: [{ index: 0, text: 'Paris', finish_reason: 'stop' }] }),
            event({ choices: [], usage }),
            'data: [DONE]\n\n',
          )
        : whole(200, { ...piece, choices: [{ index: 0, text: 'Paris' }], usage }),
    );
    let text = '';
    if (streamed) {
      const got = await client.completions.create({ model, prompt: 'Where?', stream: true });
      for await (const { choices } of got) text += choices[0]?.text;
    } else
      text = (await client.completions.create({ model, prompt: 'Where?' })).choices[0]?.text ?? '';
    expect(text).toBe('Paris');
    expect(await harness.events()).toEqual(recorded('completions', { streamed }));
  });
});
