import { describe, expect, test } from 'vitest';
import { memberOf, readOpenAiUsage } from './openai-usage.ts';

const INSIDE = { reasoning: 'reported' } as const;
const BESIDE = { reasoning: 'beside' } as const;
const usageInBody = (body: Buffer) => readOpenAiUsage(memberOf(body, 'usage'), INSIDE);

describe('usage', () => {
  test.each([
    [
      'OpenAI',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
      [10, 4, 5, 2],
    ],
    [
      'DeepSeek',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        prompt_cache_hit_tokens: 6,
        prompt_cache_miss_tokens: 4,
      },
      [10, 6, 5, 0],
    ],
    [
      'xAI, reasoning beside the completion',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 27,
        completion_tokens_details: { reasoning_tokens: 12 },
      },
      [10, 0, 17, 12],
    ],
    ['an embedding', { prompt_tokens: 10, total_tokens: 10 }, [10, 0, 0, 0]],
    ['explicit zeros', { prompt_tokens: 0, completion_tokens: 0 }, [0, 0, 0, 0]],
  ])('of %s', (_, reported, [input, cached, output, reasoning]) => {
    expect(readOpenAiUsage(reported, INSIDE)).toMatchObject({
      inputTokens: input,
      cachedInputTokens: cached,
      outputTokens: output,
      reasoningTokens: reasoning,
    });
  });

  test.each([
    [
      'Gemini, thoughts in the total alone',
      { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 },
      603,
      405,
    ],
    [
      'xAI, reasoning reported too',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 27,
        completion_tokens_details: { reasoning_tokens: 12 },
      },
      17,
      12,
    ],
    [
      'one that has begun to count it inside',
      {
        prompt_tokens: 10,
        completion_tokens: 17,
        total_tokens: 27,
        completion_tokens_details: { reasoning_tokens: 12 },
      },
      17,
      12,
    ],
    [
      'a total that makes no sense',
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: 3 },
      5,
      0,
    ],
  ])('with reasoning beside the completion: %s', (_, reported, output, reasoning) => {
    expect(readOpenAiUsage(reported, BESIDE)).toMatchObject({
      outputTokens: output,
      reasoningTokens: reasoning,
    });
  });

  test.each([
    null,
    'many',
    [],
    {},
    { prompt_tokens: -1 },
    { prompt_tokens: 1.5 },
    { prompt_tokens: '7' },
  ])('%j is not to be believed', (reported) => {
    expect(readOpenAiUsage(reported, INSIDE)).toBeNull();
  });

  test('is read from the top level of the body and from nowhere else', () => {
    const content = 'about "usage":{"prompt_tokens":999} and ünïcode 🌍';
    const body = {
      choices: [{ message: { content }, usage: { prompt_tokens: 888, completion_tokens: 1 } }],
      usage: { prompt_tokens: 7, completion_tokens: 3 },
      x_groq: { usage: { prompt_tokens: 777, completion_tokens: 1 } },
    };
    expect(usageInBody(Buffer.from(JSON.stringify(body)))).toMatchObject({ inputTokens: 7 });
    expect(usageInBody(Buffer.from('{"choices":[]}'))).toBeNull();
    expect(usageInBody(Buffer.from('<html>'))).toBeNull();
  });
});
