import { describe, expect, test } from 'vitest';
import { DONE, data, startPair, text } from '../../testkit/gateway-pair.ts';
import { stream, whole } from '../../testkit/scripted-upstream.ts';

/** A model of that provider at its published price. */
const at = (provider: string, upstreamModel: string) =>
  startPair({ deployment: { provider, upstreamModel, settings: {} } });

const form = (fields: Readonly<Record<string, string>>, sound: Buffer = Buffer.from('RIFF')) => {
  const body = new FormData();
  for (const [name, value] of Object.entries({ model: 'm', ...fields })) body.set(name, value);
  body.set('file', new Blob([new Uint8Array(sound)]), 'speech.wav');
  return body;
};

/** One second of silence: 8,000 samples of two bytes, mono. */
function waveOf(milliseconds: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF....WAVEfmt ', 'latin1');
  header.writeUInt32LE(16_000, 28);
  return Buffer.concat([header, Buffer.alloc(milliseconds * 16)]);
}

async function transcribe(pair: Awaited<ReturnType<typeof at>>, body: FormData) {
  const answer = await fetch(`${pair.harness.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test' },
    body,
  });
  return answer.text();
}

describe('what a call costs at its published price', () => {
  test('case 17: Perplexity: tokens and the fee for each call, which is for the search in it', async () => {
    const { upstream, harness, chat } = await at('perplexity', 'sonar');
    const usage = { prompt_tokens: 14, completion_tokens: 181, search_context_size: 'low' };
    upstream.will(whole(200, { choices: [], usage }));
    await chat();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ units: { 'web_search:low': 1 }, cost: '0.012195' }),
    ]);
  });

  test('Perplexity, deep research: what was read, thought and searched, streamed', async () => {
    const { upstream, harness, chat } = await at('perplexity', 'sonar-deep-research');
    const usage = {
      prompt_tokens: 33,
      completion_tokens: 7163,
      total_tokens: 7196,
      citation_tokens: 20016,
      num_search_queries: 18,
      reasoning_tokens: 193947,
    };
    const last = data({ choices: [{ delta: {}, finish_reason: 'stop' }], usage });
    upstream.will(stream(text('Hi'), last));
    await (await chat({ stream: true })).text();
    // 33 x 2 + 7163 x 8 + 20016 x 2 + 193947 x 3 millionths, and 18 searches at half a cent.
    expect(await harness.events()).toEqual([
      expect.objectContaining({ usage_source: 'reported', cost: '0.769243' }),
    ]);
  });

  test('case 19: Anthropic: the hour’s cache costs more than the five minutes’', async () => {
    const { upstream, harness, post } = await at('anthropic', 'claude-sonnet-4-5');
    upstream.will(
      whole(200, {
        usage: {
          input_tokens: 1000,
          cache_read_input_tokens: 10_000,
          cache_creation_input_tokens: 3000,
          cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
          output_tokens: 100,
          server_tool_use: { web_search_requests: 1 },
        },
      }),
    );
    await post('/v1/messages', { messages: [] });
    // 1000 x 3 + 10000 x 0.3 + 1000 x 3.75 + 2000 x 6 + 100 x 15 millionths, and one search.
    expect(await harness.events()).toEqual([expect.objectContaining({ cost: '0.03325' })]);
  });

  test('Gemini: thoughts are output, though they stand in the total alone', async () => {
    const { upstream, harness, chat } = await at('gemini', 'gemini-2.5-flash');
    const usage = { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 };
    upstream.will(stream(text('Hi'), data({ choices: [], usage }), DONE));
    await (await chat({ stream: true })).text();
    // 20 x 0.3 + 603 x 2.5 millionths.
    expect(await harness.events()).toEqual([
      expect.objectContaining({ output_tokens: 603, reasoning_tokens: 405, cost: '0.0015135' }),
    ]);
  });

  test('case 23: Whisper: the time that was heard, in whole or broken seconds', async () => {
    const pair = await at('openai', 'whisper-1');
    pair.upstream.will(
      whole(200, { text: 'Hi', usage: { type: 'duration', seconds: 27 } }),
      whole(200, { text: 'Hi', duration: 8.470000267028809 }),
    );
    await transcribe(pair, form({}));
    await transcribe(pair, form({ response_format: 'verbose_json' }));
    expect(await pair.harness.events()).toEqual([
      expect.objectContaining({ usage_source: 'reported', cost: '0.0027' }),
      expect.objectContaining({ usage_source: 'reported', cost: '0.000847' }),
    ]);
  });

  test('Whisper, answering in plain text: the length of the sound itself, as an estimate', async () => {
    const pair = await at('openai', 'whisper-1');
    pair.upstream.will(whole(200, 'Hi', { 'x-kind': 'text' }));
    await transcribe(pair, form({ response_format: 'text' }, waveOf(5_000)));
    expect(await pair.harness.events()).toEqual([
      expect.objectContaining({
        usage_source: 'estimated',
        units: { input_audio_ms: 5_000 },
        cost: '0.0005',
      }),
    ]);
  });

  test('case 23: GPT Image: text, picture and made picture, each at its price', async () => {
    const { upstream, harness, post } = await at('openai', 'gpt-image-1');
    const usage = {
      input_tokens: 50,
      input_tokens_details: { text_tokens: 10, image_tokens: 40 },
      output_tokens: 100,
      total_tokens: 150,
    };
    upstream.will(whole(200, { data: [{ b64_json: 'AAAA' }], size: '1024x1024', usage }));
    await post('/v1/images/generations', { prompt: 'a cat' });
    // 10 x 5 + 40 x 10 + 100 x 40 millionths.
    expect(await harness.events()).toEqual([expect.objectContaining({ cost: '0.00445' })]);
  });

  test('case 19: OpenAI: a tier without a published price is unpriced, and not charged as another', async () => {
    const { upstream, harness, chat } = await at('openai', 'gpt-4o-mini');
    const usage = { prompt_tokens: 10, completion_tokens: 1 };
    upstream.will(whole(200, { choices: [], usage, service_tier: 'unheard-of' }));
    await chat();
    expect(await harness.events()).toEqual([
      expect.objectContaining({ service_tier: 'unheard-of', cost: null }),
    ]);
  });
});
