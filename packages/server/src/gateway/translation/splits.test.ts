import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awsEvent } from '../../../test/testkit/aws-event-stream.ts';
import { ChatChunks } from './chat-chunks.ts';
import { MODELS } from './models.ts';

const BEDROCK = Buffer.concat([
  awsEvent('messageStart', { role: 'assistant' }),
  awsEvent('contentBlockDelta', {
    contentBlockIndex: 0,
    delta: { text: 'Grüße, 世界 🌍' },
    p: 'ab',
  }),
  awsEvent('contentBlockStop', { contentBlockIndex: 0 }),
  awsEvent('messageStop', { stopReason: 'end_turn' }),
  awsEvent('metadata', {
    usage: { inputTokens: 10, outputTokens: 5, totalTokens: 19, cacheReadInputTokens: 4 },
    metrics: { latencyMs: 9 },
  }),
]);

const named = (type: string, value: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`;
const ANTHROPIC = Buffer.from(
  named('message_start', {
    message: {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      model: 'm',
      content: [],
      usage: { input_tokens: 10, cache_read_input_tokens: 4, output_tokens: 1 },
    },
  }) +
    named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
    named('content_block_delta', {
      index: 0,
      delta: { type: 'text_delta', text: 'Grüße, 世界 🌍' },
    }) +
    named('content_block_stop', { index: 0 }) +
    named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } }) +
    named('message_stop', {}),
);

const cut = (bytes: Buffer, places: readonly number[]) => {
  const edges = [0, ...[...places].sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
};

/** The events that OpenAI's client gets of an answer that arrives in these pieces. */
async function through(provider: 'anthropic' | 'bedrock', pieces: readonly Buffer[]) {
  const answer: typeof fetch = async () =>
    new Response(ReadableStream.from(pieces.filter((piece) => piece.length > 0)));
  const options = { baseUrl: 'http://upstream', apiKey: null, aws: null };
  const model = await MODELS[provider](options)('m', answer);
  const { stream } = await model.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  });
  const chunks = new ChatChunks({ id: 'c', created: 0, model: 'm' });
  let text = '';
  for await (const part of stream) text += chunks.of(part);
  return text;
}

describe.each([
  ['bedrock', BEDROCK],
  ['anthropic', ANTHROPIC],
] as const)('a stream of %s', (provider, bytes) => {
  test('is the same wherever it is cut in two', async () => {
    const whole = await through(provider, [bytes]);
    expect(whole).toContain('"content":"Grüße, 世界 🌍"');
    expect(whole).toContain('"prompt_tokens":14,"completion_tokens":5');
    expect(whole.endsWith('data: [DONE]\n\n')).toBe(true);
    for (let place = 1; place < bytes.length; place += 1) {
      const seen = await through(provider, cut(bytes, [place]));
      if (seen !== whole) expect({ place, seen }).toEqual({ place, seen: whole });
    }
  });

  test('is the same in any pieces', async () => {
    const whole = await through(provider, [bytes]);
    const place = fc.nat({ max: bytes.length });
    await fc.assert(
      fc.asyncProperty(fc.array(place, { maxLength: 12 }), async (places) => {
        expect(await through(provider, cut(bytes, places))).toBe(whole);
      }),
    );
  });
});
