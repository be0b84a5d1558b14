import { describe, expect, test } from 'vitest';
import { budget, rules } from '../../testkit/budget-rules.ts';
import { DONE, data, named, startPair, tokens } from '../../testkit/gateway-pair.ts';
import { type Script, stream, whole } from '../../testkit/scripted-upstream.ts';

const message = (content: unknown, more: object = {}) => ({
  choices: [{ index: 0, message: { role: 'assistant', content, ...more } }],
});

describe('what is counted', () => {
  test('case 15: several choices: the usage reported is their sum, and is not multiplied', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(whole(200, { choices: [{}, {}, {}], ...tokens(7, 30) }));
    await chat({ n: 3 });
    expect(await harness.events()).toEqual([
      expect.objectContaining({ input_tokens: 7, output_tokens: 30, cost: '0.000067' }),
    ]);
  });

  test('case 15: several choices are held for, each as long as it may become', async () => {
    const { upstream, harness, chat } = await startPair({
      rules: rules({ budgets: [budget({ limit: 1_000_000_000_000n })] }),
    });
    const held: bigint[] = [];
    const answer: Script = async (connection, request) => {
      held.push((await harness.budgets.state('budget'))?.pendingPico ?? -1n);
      await whole(200, { choices: [], ...tokens(7, 3) })(connection, request);
    };
    upstream.will(answer, answer, answer);
    for (const more of [{}, { n: 3 }, { n: 2, best_of: 5 }])
      await chat({ max_tokens: 100, ...more });
    const [one = 0n, three = 0n, five = 0n] = held;
    const output = 100n * 2_000_000n;
    expect(one).toBeGreaterThan(output);
    // A choice more is paid for in full; the body grew by a few bytes of input.
    expect(three - one).toBeGreaterThanOrEqual(2n * output);
    expect(five - one).toBeGreaterThanOrEqual(4n * output);
  });

  test('case 15: several choices without usage: all of them are tokenised', async () => {
    const { upstream, harness, chat } = await startPair();
    const each = { index: 0, message: { content: 'Hello there' } };
    upstream.will(whole(200, { choices: [each, each, each] }));
    await chat({ n: 3 });
    const [event] = await harness.events();
    expect(event).toMatchObject({ usage_source: 'estimated' });
    expect(event?.['output_tokens']).toBeGreaterThanOrEqual(6);
  });

  test('case 6: pictures and tools are estimated too, where no usage is reported', async () => {
    const { upstream, harness, chat } = await startPair();
    upstream.will(whole(200, message('Hi')));
    const url = `data:image/png;base64,${'A'.repeat(50_000)}`;
    await chat({
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
    });
    const description = 'one two three four five six seven eight nine ten';
    await chat({ tools: [{ type: 'function', function: { name: 'f', description } }] });
    const [picture, tool] = await harness.events();
    expect(picture).toMatchObject({ usage_source: 'estimated', input_tokens: 769 });
    expect(tool?.['input_tokens']).toBeGreaterThan(14);
  });

  test('case 17: the arguments of a tool call are output', async () => {
    const { upstream, harness, chat } = await startPair();
    const called = { name: 'weather', arguments: '{"city":"Paris","unit":"celsius"}' };
    upstream.will(whole(200, message(null, { tool_calls: [{ function: called }] })));
    await chat();
    const delta = (args: string) =>
      data({ choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: args } }] } }] });
    upstream.will(stream(delta('{"city":"Paris",'), delta('"unit":"celsius"}'), DONE));
    await (await chat({ stream: true })).text();
    for (const event of await harness.events()) {
      expect(event).toMatchObject({ usage_source: 'estimated' });
      expect(event['output_tokens']).toBeGreaterThan(8);
    }
  });

  test('case 18: reasoning is part of the output, and is added only where it stands outside', async () => {
    const { upstream, harness, chat } = await startPair();
    const usage = (total: number) => ({
      prompt_tokens: 10,
      completion_tokens: 50,
      total_tokens: total,
      completion_tokens_details: { reasoning_tokens: 40 },
    });
    upstream.will(
      whole(200, { choices: [], usage: usage(60) }),
      whole(200, { choices: [], usage: usage(100) }),
    );
    await chat();
    await chat();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ output_tokens: 50, reasoning_tokens: 40 }),
      expect.objectContaining({ output_tokens: 90, reasoning_tokens: 40 }),
    ]);
  });

  test.each([
    [
      'OpenAI, inside the input',
      '/v1/chat/completions',
      {
        prompt_tokens: 100,
        completion_tokens: 5,
        prompt_tokens_details: { cached_tokens: 60 },
      },
      { input_tokens: 100, cached_input_tokens: 60, cache_write_tokens: 0 },
    ],
    [
      'DeepSeek, in fields of its own',
      '/v1/chat/completions',
      {
        prompt_tokens: 100,
        completion_tokens: 5,
        prompt_cache_hit_tokens: 60,
        prompt_cache_miss_tokens: 40,
      },
      { input_tokens: 100, cached_input_tokens: 60, cache_write_tokens: 0 },
    ],
    [
      'Anthropic, beside the input',
      '/v1/messages',
      {
        input_tokens: 30,
        cache_read_input_tokens: 60,
        cache_creation_input_tokens: 10,
        output_tokens: 5,
      },
      { input_tokens: 100, cached_input_tokens: 60, cache_write_tokens: 10 },
    ],
  ])('case 19: cached tokens as %s, counts them', async (_, path, usage, expected) => {
    const { upstream, harness, post } = await startPair();
    upstream.will(whole(200, { usage }));
    await post(path, { messages: [] });
    expect(await harness.events()).toEqual([expect.objectContaining(expected)]);
  });
});

describe('routes that only take input', () => {
  test.each([
    ['/v1/embeddings', { input: 'hello', encoding_format: 'base64' }],
    ['/v1/embeddings', { input: ['hello', 'there'], encoding_format: 'float' }],
    ['/v1/rerank', { query: 'hello', documents: ['there'] }],
  ])(
    'case 22: %s with %j: its input is billed, and its answer passes as it is',
    async (path, body) => {
      const { upstream, harness, post } = await startPair();
      const answered = JSON.stringify({
        data: [{ embedding: 'AACAPwAAAEA=' }],
        usage: { prompt_tokens: 9, total_tokens: 9 },
      });
      upstream.will(whole(200, answered));
      expect(await (await post(path, body)).text()).toBe(answered);
      expect(await harness.events()).toEqual([
        expect.objectContaining({ input_tokens: 9, output_tokens: 0, cost: '0.000009' }),
      ]);
    },
  );

  test.each([
    [[1, 2, 3, 4]],
    [
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])(
    'case 22: input that comes as tokens (%j) is counted by number when no usage is reported',
    async (input) => {
      const { upstream, harness, post } = await startPair();
      upstream.will(whole(200, { data: [] }));
      await post('/v1/embeddings', { input });
      expect(await harness.events()).toEqual([
        expect.objectContaining({ usage_source: 'estimated', input_tokens: 4 }),
      ]);
    },
  );
});

describe('pictures and sound', () => {
  const usage = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };

  test.each([
    ['/v1/images/generations', 'image_generation.partial_image', 'image_generation.completed'],
    ['/v1/audio/speech', 'speech.audio.delta', 'speech.audio.done'],
  ])('case 23: %s streams as it comes, and is metered at its end', async (path, part, end) => {
    const { upstream, harness, post } = await startPair();
    const events = [named(part, { b64_json: 'AAAA' }), named(end, { usage })];
    upstream.will(stream(...events));
    expect(await (await post(path, { prompt: 'a cat', stream: true })).text()).toBe(
      events.join(''),
    );
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'succeeded', usage_source: 'reported', cost: '0.000013' }),
    ]);
  });

  test('case 23: a transcript streams too, asked for by a form', async () => {
    const { upstream, harness } = await startPair();
    const events = [
      named('transcript.text.delta', { delta: 'Hello' }),
      named('transcript.text.done', { text: 'Hello', usage: { type: 'tokens', ...usage } }),
    ];
    upstream.will(stream(...events));
    const form = new FormData();
    form.set('model', 'm');
    form.set('stream', 'true');
    form.set('file', new Blob(['RIFF']), 'speech.wav');
    const answer = await fetch(`${harness.url}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test' },
      body: form,
    });
    expect(await answer.text()).toBe(events.join(''));
    expect(await harness.events()).toEqual([
      expect.objectContaining({ usage_source: 'reported', cost: '0.000013' }),
    ]);
  });

  test('case 23: sound that is not text passes byte for byte', async () => {
    const { upstream, harness, post } = await startPair();
    const sound = Buffer.from([0xff, 0xfb, 0, 0x0d, 0x0a, 0x80]);
    upstream.will(async ({ write }) => {
      await write('HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: 6\r\n\r\n');
      await write(sound);
    });
    const answer = await post('/v1/audio/speech', { input: 'hello' });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(sound);
    expect(await harness.events()).toEqual([
      expect.objectContaining({
        usage_source: 'estimated',
        output_tokens: 7,
        units: { output_audio: 7, input_character: 5 },
      }),
    ]);
  });
});

describe('prices', () => {
  test.each([
    ['gpt-4o-2024-08-06', null],
    ['my-deployment', 'openai/gpt-4o'],
  ])('case 25: %s is billed at the price of the model it is', async (upstreamModel, baseModel) => {
    const { upstream, harness, chat } = await startPair({
      deployment: { provider: 'openai', upstreamModel, baseModel, settings: {} },
    });
    upstream.will(whole(200, { choices: [], ...tokens(1000, 100) }));
    expect((await chat()).status).toBe(200);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ cost: '0.0035', price_version: expect.any(String) }),
    ]);
  });

  test('case 25: a fine-tune nobody has a price for is refused, never run at nothing', async () => {
    const { upstream, harness, chat } = await startPair({
      deployment: { provider: 'openai', upstreamModel: 'zz-unheard-of', settings: {} },
    });
    expect((await chat()).status).toBe(400);
    expect(upstream.seen).toEqual([]);
    expect(await harness.events()).toEqual([]);
  });

  test('case 42: calls at a third of a millionth add up to what integers say', async () => {
    const { upstream, harness, chat } = await startPair({
      deployment: {
        settings: {
          input_cost_per_token: '0.000000333333',
          output_cost_per_token: '0.000000000001',
        },
      },
    });
    upstream.will(whole(200, { choices: [], ...tokens(7, 3) }));
    for (let call = 0; call < 20; call += 1) await chat();
    const costs = (await harness.events()).map((event) => pico(String(event['cost'])));
    expect(costs).toHaveLength(20);
    expect(costs.reduce((sum, cost) => sum + cost, 0n)).toBe(20n * (7n * 333_333n + 3n));
  });
});

function pico(dollars: string): bigint {
  const [whole = '0', fraction = ''] = dollars.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
}
