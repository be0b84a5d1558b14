import { describe, expect, test } from 'vitest';
import { parseRequest } from '../request/parse-request.ts';
import { type InferenceRequest, type RouteName, routeNamed } from '../routes/index.ts';
import { boundInput } from './input-bound.ts';
import { type OutputLimit, outputLimitOf, withOutputLimit } from './output-limit.ts';

function requestOf(name: RouteName, body: object): InferenceRequest {
  const parsed = parseRequest({
    route: routeNamed(name),
    bytes: Buffer.from(JSON.stringify({ model: 'm', ...body })),
    contentType: 'application/json',
    modelInPath: null,
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}
const limitOf = (name: RouteName, body: object) =>
  outputLimitOf(requestOf(name, body)) as OutputLimit;

describe('the longest answer', () => {
  test.each([
    ['chat.completions', { max_tokens: 9 }, 9, 1],
    ['chat.completions', { max_tokens: 9, max_completion_tokens: 50 }, 50, 1],
    ['chat.completions', { max_tokens: 0, n: 0 }, null, 1],
    ['chat.completions', { max_tokens: -5, n: -1 }, null, 1],
    ['chat.completions', { max_tokens: '9', n: '3' }, null, 3],
    ['chat.completions', { max_tokens: 1e300, n: 5_000 }, null, 5_000],
    ['completions', { max_tokens: 9, best_of: 4, n: 2, prompt: ['a', 'b'] }, 9, 8],
    ['completions', { max_tokens: 9, prompt: [1, 2, 3] }, 9, 1],
    ['responses', { max_output_tokens: 9 }, 9, 1],
    ['messages', { max_tokens: 9 }, 9, 1],
    ['generate_content', { generationConfig: { maxOutputTokens: 9, candidateCount: 2 } }, 9, 2],
    ['generate_content', { generation_config: { max_output_tokens: 9 } }, 9, 1],
    ['stream_generate_content', { generation_config: { candidate_count: '3' } }, null, 3],
  ] as const)('%s %j', (name, body, asked, choices) => {
    expect(limitOf(name, body)).toMatchObject({ asked, choices });
  });

  test.each([
    ['chat.completions', {}, { max_completion_tokens: 20 }],
    ['chat.completions', { max_tokens: 90 }, { max_tokens: 20 }],
    [
      'generate_content',
      { generation_config: { max_output_tokens: '90', maxOutputTokens: 80, topK: 1 } },
      { generation_config: { topK: 1, maxOutputTokens: 20 } },
    ],
    ['generate_content', {}, { generationConfig: { maxOutputTokens: 20 } }],
    ['generate_content', { generationConfig: null }, { generationConfig: { maxOutputTokens: 20 } }],
  ] as const)('is lowered where it stands: %s %j', (name, body, expected) => {
    const request = requestOf(name, body);
    const lowered = withOutputLimit(request, outputLimitOf(request) as OutputLimit, 20);
    expect(JSON.parse(lowered.bytes.toString())).toEqual({ model: 'm', ...expected });
    expect(lowered.body).toEqual({ model: 'm', ...expected });
  });
});

test('a picture is one however its type is spelt', () => {
  const bytes = Buffer.from('{"model":"m","input":[{"type":"im\\u0061ge_url"}]}');
  const spelt = { ...requestOf('responses', JSON.parse(bytes.toString())), bytes };
  expect(boundInput(spelt).ownTokens).toBeGreaterThan(6_000);
});

describe("what a request of Gemini's brings beside its bytes", () => {
  const parts = (...given: object[]) => ({ contents: [{ parts: given }] });
  const bound = (body: object) => {
    const { ownTokens, readsElsewhere } = boundInput(requestOf('generate_content', body));
    return { beyondBytes: ownTokens > 6_000, readsElsewhere };
  };

  test.each([
    ['text', parts({ text: 'hi' }), false, false],
    ['a picture', parts({ inlineData: { mimeType: 'image/png', data: 'AA' } }), true, false],
    ['a picture, spelt otherwise', parts({ inline_data: { data: 'AA' } }), true, false],
    ['a file kept there', parts({ fileData: { fileUri: 'f' } }), false, true],
    ['a file kept there, spelt otherwise', parts({ file_data: { file_uri: 'f' } }), false, true],
    ['a cached prompt', { cachedContent: 'cachedContents/1' }, false, true],
    ['a cached prompt, spelt otherwise', { cached_content: 'cachedContents/1' }, false, true],
    ['pages it looks up', { tools: [{ urlContext: {} }] }, false, true],
  ])('%s', (_, body, beyondBytes, readsElsewhere) => {
    expect(bound(body)).toEqual({ beyondBytes, readsElsewhere });
  });
});
