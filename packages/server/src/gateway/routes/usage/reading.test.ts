import { describe, expect, test } from 'vitest';
import { NO_USAGE, type Usage } from '../../../pricing/index.ts';
import type { JsonObject } from '../../json.ts';
import { providerNamed } from '../../upstream/providers.ts';
import { routeNamed } from '../index.ts';
import type { RouteName } from '../inference-route.ts';

interface Documented {
  readonly route?: RouteName;
  readonly provider?: string;
  readonly asked?: JsonObject;
  readonly answer: unknown;
}

function read({
  route: name = 'chat.completions',
  provider = 'openai',
  asked,
  answer,
}: Documented) {
  const route = routeNamed(name);
  const request = {
    route,
    bytes: Buffer.alloc(0),
    contentType: 'application/json',
    body: asked ?? {},
    model: 'm',
    stream: false,
    wantsUsage: false,
    wantsCost: false,
    saysTwice: false,
  };
  const body = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
  return route.usageInBody(body, { request, conventions: providerNamed(provider) });
}

const used = (usage: Partial<Usage>) => ({ ...NO_USAGE, ...usage });

/** What is not named is zero, or absent. */
const CHATS: readonly [string, Documented, Partial<Usage>][] = [
  [
    'OpenAI: cached, audio and reasoning tokens inside',
    {
      answer: {
        usage: {
          prompt_tokens: 1117,
          completion_tokens: 46,
          total_tokens: 1163,
          prompt_tokens_details: { cached_tokens: 1024, audio_tokens: 7 },
          completion_tokens_details: {
            reasoning_tokens: 20,
            audio_tokens: 5,
            accepted_prediction_tokens: 0,
            rejected_prediction_tokens: 0,
          },
        },
        service_tier: 'default',
        system_fingerprint: 'fp_1',
      },
    },
    {
      inputTokens: 1117,
      cachedInputTokens: 1024,
      inputAudioTokens: 7,
      outputTokens: 46,
      reasoningTokens: 20,
      outputAudioTokens: 5,
    },
  ],
  [
    'Moonshot: cached tokens beside the totals',
    {
      answer: {
        usage: {
          prompt_tokens: 2989,
          completion_tokens: 11,
          total_tokens: 3000,
          cached_tokens: 2816,
        },
      },
    },
    { inputTokens: 2989, cachedInputTokens: 2816, outputTokens: 11 },
  ],
  [
    'a server that counts its output in the total alone',
    { answer: { usage: { prompt_tokens: 7, total_tokens: 10 } } },
    { inputTokens: 7, outputTokens: 3 },
  ],
  [
    'OpenAI: the tier that answered',
    { answer: { usage: { prompt_tokens: 1, completion_tokens: 1 }, service_tier: 'flex' } },
    { inputTokens: 1, outputTokens: 1, serviceTier: 'flex' },
  ],
  [
    'OpenAI: a searching model searches with each call',
    {
      asked: { web_search_options: { search_context_size: 'high' } },
      answer: { usage: { prompt_tokens: 1, completion_tokens: 1 } },
    },
    { inputTokens: 1, outputTokens: 1, units: { 'web_search:high': 1 } },
  ],
  [
    'OpenAI: how much is searched when nothing is said of it',
    {
      asked: { web_search_options: {} },
      answer: { usage: { prompt_tokens: 1, completion_tokens: 1 } },
    },
    { inputTokens: 1, outputTokens: 1, units: { 'web_search:medium': 1 } },
  ],
  [
    'DeepSeek: hits and misses',
    {
      provider: 'deepseek',
      answer: {
        usage: {
          prompt_tokens: 20,
          completion_tokens: 30,
          total_tokens: 50,
          prompt_cache_hit_tokens: 15,
          prompt_cache_miss_tokens: 5,
          completion_tokens_details: { reasoning_tokens: 10 },
        },
      },
    },
    { inputTokens: 20, cachedInputTokens: 15, outputTokens: 30, reasoningTokens: 10 },
  ],
  [
    'Gemini: thoughts in the total alone',
    {
      provider: 'gemini',
      answer: { usage: { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 } },
    },
    { inputTokens: 20, outputTokens: 603, reasoningTokens: 405 },
  ],
  [
    'Gemini: an answer that was nothing but thought',
    {
      provider: 'gemini',
      answer: { usage: { prompt_tokens: 21, completion_tokens: 0, total_tokens: 81 } },
    },
    { inputTokens: 21, outputTokens: 60, reasoningTokens: 60 },
  ],
  [
    'Gemini: cached content',
    {
      provider: 'gemini',
      answer: {
        usage: {
          prompt_tokens: 2152,
          completion_tokens: 10,
          total_tokens: 2162,
          prompt_tokens_details: { cached_tokens: 2027 },
        },
      },
    },
    { inputTokens: 2152, cachedInputTokens: 2027, outputTokens: 10 },
  ],
  [
    'xAI: reasoning beside the completion, images and searched sources',
    {
      provider: 'xai',
      answer: {
        usage: {
          prompt_tokens: 300,
          completion_tokens: 5,
          total_tokens: 317,
          prompt_tokens_details: { text_tokens: 44, image_tokens: 256, cached_tokens: 40 },
          completion_tokens_details: { reasoning_tokens: 12 },
          num_sources_used: 3,
        },
      },
    },
    {
      inputTokens: 300,
      cachedInputTokens: 40,
      outputTokens: 17,
      reasoningTokens: 12,
      units: { input_image: 256, web_search: 3 },
    },
  ],
  [
    'xAI by another name: added only because the total says so exactly',
    {
      provider: 'custom',
      answer: {
        usage: {
          prompt_tokens: 10,
          completion_tokens: 5,
          total_tokens: 27,
          completion_tokens_details: { reasoning_tokens: 12 },
        },
      },
    },
    { inputTokens: 10, outputTokens: 17, reasoningTokens: 12 },
  ],
  [
    'Mistral',
    {
      provider: 'mistral',
      answer: { usage: { prompt_tokens: 16, completion_tokens: 34, total_tokens: 50 } },
    },
    { inputTokens: 16, outputTokens: 34 },
  ],
  [
    'Groq: times beside the counts, and a cached prefix',
    {
      provider: 'groq',
      answer: {
        usage: {
          queue_time: 0.037493756,
          prompt_tokens: 4641,
          prompt_time: 0.000680594,
          completion_tokens: 10,
          completion_time: 0.463333333,
          total_tokens: 4651,
          total_time: 0.464013927,
          prompt_tokens_details: { cached_tokens: 4608 },
        },
        service_tier: 'on_demand',
        x_groq: { id: 'req_1' },
      },
    },
    { inputTokens: 4641, cachedInputTokens: 4608, outputTokens: 10 },
  ],
  [
    'Perplexity: one search with the call, of the size it had',
    {
      provider: 'perplexity',
      answer: {
        usage: {
          prompt_tokens: 14,
          completion_tokens: 181,
          total_tokens: 195,
          search_context_size: 'low',
        },
        citations: ['https://example.com'],
      },
    },
    { inputTokens: 14, outputTokens: 181, units: { 'web_search:low': 1 } },
  ],
  [
    'Perplexity, deep research: what it read, thought and searched is beside',
    {
      provider: 'perplexity',
      answer: {
        usage: {
          prompt_tokens: 33,
          completion_tokens: 7163,
          total_tokens: 7196,
          citation_tokens: 20016,
          num_search_queries: 18,
          reasoning_tokens: 193947,
        },
      },
    },
    {
      inputTokens: 33,
      outputTokens: 7163 + 20016 + 193947,
      reasoningTokens: 193947,
      units: { citation: 20016, web_search: 18 },
    },
  ],
  [
    'Perplexity: citations that its own bill does not have',
    {
      provider: 'perplexity',
      answer: {
        usage: {
          prompt_tokens: 1,
          completion_tokens: 2,
          total_tokens: 3,
          citation_tokens: 50,
          num_search_queries: 1,
          cost: { input_tokens_cost: 0.1, output_tokens_cost: 0.2, total_cost: 0.3 },
        },
      },
    },
    { inputTokens: 1, outputTokens: 2, units: { web_search: 1 } },
  ],
  [
    'Ollama',
    {
      provider: 'ollama',
      answer: { usage: { prompt_tokens: 26, completion_tokens: 298, total_tokens: 324 } },
    },
    { inputTokens: 26, outputTokens: 298 },
  ],
  [
    'vLLM: details that are null',
    {
      provider: 'vllm',
      answer: {
        usage: {
          prompt_tokens: 9,
          completion_tokens: 4,
          total_tokens: 13,
          prompt_tokens_details: null,
        },
      },
    },
    { inputTokens: 9, outputTokens: 4 },
  ],
  [
    'what a translation reports: cache writes by their lifetime',
    {
      provider: 'bedrock',
      answer: {
        usage: {
          prompt_tokens: 140,
          completion_tokens: 5,
          total_tokens: 145,
          prompt_tokens_details: {
            cached_tokens: 100,
            cache_write_tokens: 30,
            cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
          },
          completion_tokens_details: { reasoning_tokens: 0 },
        },
      },
    },
    {
      inputTokens: 140,
      cachedInputTokens: 100,
      cacheWriteTokens: 30,
      outputTokens: 5,
      units: { cache_write_1h: 10 },
    },
  ],
  [
    'explicit zeros',
    { answer: { usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } } },
    {},
  ],
];

const OTHERS: readonly [string, Documented, Partial<Usage>][] = [
  [
    'embeddings: input alone',
    {
      route: 'embeddings',
      answer: { object: 'list', data: [], usage: { prompt_tokens: 8, total_tokens: 8 } },
    },
    { inputTokens: 8 },
  ],
  [
    'Responses API: cached and reasoning tokens inside',
    {
      route: 'responses',
      answer: {
        service_tier: 'priority',
        output: [{ type: 'message', content: [] }],
        usage: {
          input_tokens: 81,
          input_tokens_details: { cached_tokens: 60 },
          output_tokens: 1035,
          output_tokens_details: { reasoning_tokens: 832 },
          total_tokens: 1116,
        },
      },
    },
    {
      inputTokens: 81,
      cachedInputTokens: 60,
      outputTokens: 1035,
      reasoningTokens: 832,
      serviceTier: 'priority',
    },
  ],
  [
    'Responses API: tools billed by the call; one container is one session',
    {
      route: 'responses',
      answer: {
        output: [
          { type: 'web_search_call', action: { type: 'search', query: 'q' } },
          { type: 'web_search_call', action: { type: 'open_page', url: 'u' } },
          { type: 'web_search_call', status: 'completed' },
          { type: 'file_search_call' },
          { type: 'code_interpreter_call', container_id: 'cntr_1' },
          { type: 'code_interpreter_call', container_id: 'cntr_1' },
        ],
        usage: { input_tokens: 1, output_tokens: 2 },
      },
    },
    {
      inputTokens: 1,
      outputTokens: 2,
      units: { web_search: 2, file_search: 1, code_session: 1 },
    },
  ],
  [
    'Anthropic: cached tokens outside, lifetimes, searches, thinking',
    {
      route: 'messages',
      provider: 'anthropic',
      answer: {
        type: 'message',
        usage: {
          input_tokens: 2048,
          cache_read_input_tokens: 1800,
          cache_creation_input_tokens: 248,
          cache_creation: { ephemeral_5m_input_tokens: 148, ephemeral_1h_input_tokens: 100 },
          output_tokens: 503,
          output_tokens_details: { thinking_tokens: 400 },
          server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
          service_tier: 'standard',
          inference_geo: 'us',
        },
      },
    },
    {
      inputTokens: 4096,
      cachedInputTokens: 1800,
      cacheWriteTokens: 248,
      outputTokens: 503,
      reasoningTokens: 400,
      units: { cache_write_1h: 100, web_search: 2 },
      region: 'us',
    },
  ],
  [
    'Anthropic: fast mode, which is priced apart',
    {
      route: 'messages',
      provider: 'anthropic',
      answer: {
        type: 'message',
        usage: { input_tokens: 10, output_tokens: 5, service_tier: 'standard', speed: 'fast' },
      },
    },
    { inputTokens: 10, outputTokens: 5, serviceTier: 'fast' },
  ],
  [
    'Anthropic: every sampling of a compacted message is billed, an advisor is not in here',
    {
      route: 'messages',
      provider: 'anthropic',
      answer: {
        usage: {
          input_tokens: 23000,
          output_tokens: 1000,
          iterations: [
            { type: 'compaction', input_tokens: 180000, output_tokens: 3500 },
            { type: 'advisor_message', model: 'x', input_tokens: 9, output_tokens: 9 },
            {
              type: 'message',
              input_tokens: 23000,
              output_tokens: 1000,
              cache_read_input_tokens: 7,
            },
          ],
        },
      },
    },
    { inputTokens: 203_007, cachedInputTokens: 7, outputTokens: 4500 },
  ],
  [
    'Anthropic: an answer by a fallback model is in the message',
    {
      route: 'messages',
      provider: 'anthropic',
      answer: {
        usage: {
          input_tokens: 20,
          output_tokens: 10,
          iterations: [
            { type: 'message', input_tokens: 20, output_tokens: 0 },
            { type: 'fallback_message', input_tokens: 20, output_tokens: 10 },
          ],
        },
      },
    },
    { inputTokens: 20, outputTokens: 10 },
  ],
  [
    'images by tokens: GPT Image says what it made',
    {
      route: 'images.generations',
      asked: { prompt: 'a cat', quality: 'auto' },
      answer: {
        data: [{ b64_json: 'AAAA' }],
        size: '1024x1536',
        quality: 'high',
        usage: {
          input_tokens: 50,
          input_tokens_details: { text_tokens: 10, image_tokens: 40 },
          output_tokens: 6208,
          total_tokens: 6258,
        },
      },
    },
    {
      inputTokens: 50,
      outputTokens: 6208,
      units: { input_image: 40, output_image: 6208, 'output_image_count:high/1024x1536': 1 },
    },
  ],
  [
    'images by tokens, of which some are text',
    {
      route: 'images.generations',
      answer: {
        data: [{}],
        usage: {
          input_tokens: 5,
          output_tokens: 120,
          output_tokens_details: { text_tokens: 20, image_tokens: 100 },
        },
      },
    },
    {
      inputTokens: 5,
      outputTokens: 120,
      units: { output_image: 100, output_image_count: 1 },
    },
  ],
  [
    'images by the piece: DALL·E, as asked for',
    {
      route: 'images.generations',
      asked: { quality: 'hd', size: '1792x1024', n: 2 },
      answer: { created: 1, data: [{ url: 'a' }, { url: 'b' }] },
    },
    { units: { 'output_image_count:hd/1792x1024': 2 } },
  ],
  [
    'images by the piece: xAI, which has no sizes',
    { route: 'images.generations', provider: 'xai', answer: { data: [{ b64_json: 'A' }] } },
    { units: { output_image_count: 1 } },
  ],
  [
    'a transcript by tokens',
    {
      route: 'audio.transcriptions',
      answer: {
        text: 'Hi',
        usage: {
          type: 'tokens',
          input_tokens: 14,
          input_token_details: { text_tokens: 4, audio_tokens: 10 },
          output_tokens: 45,
          total_tokens: 59,
        },
      },
    },
    { inputTokens: 14, inputAudioTokens: 10, outputTokens: 45 },
  ],
  [
    'a transcript by time',
    {
      route: 'audio.transcriptions',
      answer: { text: 'Hi', usage: { type: 'duration', seconds: 27 } },
    },
    { units: { input_audio_ms: 27_000 } },
  ],
  [
    'a verbose transcript of Groq, by its own duration',
    {
      route: 'audio.transcriptions',
      provider: 'groq',
      answer: { task: 'transcribe', duration: 8.470000267028809, text: 'Hi', segments: [] },
    },
    { units: { input_audio_ms: 8_470 } },
  ],
  [
    'a transcript of Mistral, by time and tokens',
    {
      route: 'audio.transcriptions',
      provider: 'mistral',
      answer: {
        text: 'Hi',
        usage: {
          prompt_audio_seconds: 203,
          prompt_tokens: 4,
          total_tokens: 3264,
          completion_tokens: 635,
        },
      },
    },
    { inputTokens: 4, outputTokens: 635, units: { input_audio_ms: 203_000 } },
  ],
  [
    'a moderation of OpenAI: nothing',
    { route: 'moderations', answer: { id: 'modr-1', results: [{ flagged: false }] } },
    {},
  ],
  [
    'a moderation of Mistral: tokens',
    {
      route: 'moderations',
      provider: 'mistral',
      answer: { results: [], usage: { prompt_tokens: 9, total_tokens: 9, completion_tokens: 0 } },
    },
    { inputTokens: 9 },
  ],
  [
    'embeddings that tell their total alone',
    {
      route: 'embeddings',
      provider: 'custom',
      answer: { object: 'list', data: [], usage: { total_tokens: 15 } },
    },
    { inputTokens: 15 },
  ],
  [
    'a reranking by tokens',
    {
      route: 'rerank',
      provider: 'together_ai',
      answer: {
        results: [],
        usage: { prompt_tokens: 1837, completion_tokens: 0, total_tokens: 1837 },
      },
    },
    { inputTokens: 1837 },
  ],
  [
    'a reranking that tells its total alone',
    { route: 'rerank', provider: 'custom', answer: { results: [], usage: { total_tokens: 15 } } },
    { inputTokens: 15 },
  ],
  [
    'a reranking by the search, as Cohere has it',
    {
      route: 'rerank',
      provider: 'cohere',
      answer: { results: [], meta: { billed_units: { search_units: 1 } } },
    },
    { units: { query: 1 } },
  ],
];

describe('usage as it is documented', () => {
  test.each([...CHATS, ...OTHERS])('%s', (_, documented, expected) => {
    expect(read(documented)).toEqual(used(expected));
  });

  test('is read from the top level of the body and from nowhere else', () => {
    const content = 'about "usage":{"prompt_tokens":999} and ünïcode 🌍';
    const answer = {
      choices: [{ message: { content }, usage: { prompt_tokens: 888, completion_tokens: 1 } }],
      usage: { prompt_tokens: 7, completion_tokens: 3 },
      x_groq: { usage: { prompt_tokens: 777, completion_tokens: 1 } },
    };
    expect(read({ answer })).toMatchObject({ inputTokens: 7, outputTokens: 3 });
  });

  test('a total below its parts takes nothing away', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 3 };
    expect(read({ provider: 'gemini', answer: { usage } })).toMatchObject({ outputTokens: 5 });
  });

  test('reasoning is not added again by a provider that has begun to count it inside', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 17,
      total_tokens: 27,
      completion_tokens_details: { reasoning_tokens: 12 },
    };
    expect(read({ provider: 'xai', answer: { usage } })).toMatchObject({
      outputTokens: 17,
      reasoningTokens: 12,
    });
  });
});

describe('usage that is not there', () => {
  test.each([
    null,
    'many',
    [],
    {},
    { prompt_tokens: -1 },
    { prompt_tokens: 1.5 },
    { prompt_tokens: '7' },
    { prompt_tokens: 1, completion_tokens: -1 },
  ])('%j is not to be believed', (usage) => {
    expect(read({ answer: { usage } })).toBeNull();
  });

  test.each([
    ['chat.completions', '{"choices":[]}'],
    ['chat.completions', '<html>'],
    ['chat.completions', ''],
    ['messages', '{"usage":{"input_tokens":1}}'],
    ['responses', '{"output":[]}'],
    ['images.generations', '{"data":[]}'],
    ['audio.transcriptions', '{"text":"Hi"}'],
    ['audio.transcriptions', '1\n00:00:00,000 --> 00:00:04,000\nHi'],
    ['audio.speech', 'ID3'],
    ['rerank', '{"results":[]}'],
  ] as const)('of %s: %s', (route, answer) => {
    expect(read({ route, answer })).toBeNull();
  });
});
