import { describe, expect, test } from 'vitest';
import { memberOf, readOpenAiUsage } from './openai-usage.ts';

const usageInBody = (body: Buffer) => readOpenAiUsage(memberOf(body, 'usage'));

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
    expect(readOpenAiUsage(reported)).toMatchObject({
      inputTokens: input,
      cachedInputTokens: cached,
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
    expect(readOpenAiUsage(reported)).toBeNull();
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
