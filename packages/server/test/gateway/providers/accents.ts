/** A provider that speaks OpenAI's language, and its own accent in it, as it documents it. */
export interface Accent {
  readonly provider: string;
  readonly upstreamModel: string;
  /** Where it is asked, below the address that the test gives it. */
  readonly path?: string;
  readonly keyHeader?: 'api-key';
  /** It reports usage in streams without being asked, and takes no such question. */
  readonly unasked?: true;
  /** What it calls the longest answer. */
  readonly limit?: 'max_tokens';
  /** Beside what all have, in every answer and chunk. */
  readonly more?: object;
  /** Of thinking, in a message or a delta. */
  readonly thought?: object;
  readonly usage: object;
  readonly recorded: object;
  /** It counts in the chunk that finishes, and has none for usage alone. */
  readonly countsAtFinish?: true;
  readonly endsWithoutDone?: true;
}

const COUNTS = { prompt_tokens: 40, completion_tokens: 12, total_tokens: 52 };
const COUNTED = { input_tokens: 40, output_tokens: 12 };

export const ACCENTS: readonly Accent[] = [
  {
    provider: 'openai',
    upstreamModel: 'gpt-5-mini',
    more: { service_tier: 'default', system_fingerprint: 'fp_1' },
    usage: {
      ...COUNTS,
      prompt_tokens_details: { cached_tokens: 32, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 8,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    recorded: { ...COUNTED, cached_input_tokens: 32, reasoning_tokens: 8 },
  },
  {
    provider: 'azure',
    upstreamModel: 'my-deployment',
    path: '/v1/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21',
    keyHeader: 'api-key',
    more: {
      prompt_filter_results: [
        {
          prompt_index: 0,
          content_filter_results: { hate: { filtered: false, severity: 'safe' } },
        },
      ],
    },
    usage: { ...COUNTS, prompt_tokens_details: { cached_tokens: 32 } },
    recorded: { ...COUNTED, cached_input_tokens: 32 },
  },
  {
    provider: 'gemini',
    upstreamModel: 'gemini-2.5-flash',
    thought: { extra_content: { google: { thought: true } } },
    usage: { ...COUNTS, total_tokens: 152 },
    recorded: { input_tokens: 40, output_tokens: 112, reasoning_tokens: 100 },
    countsAtFinish: true,
  },
  {
    provider: 'xai',
    upstreamModel: 'grok-4',
    thought: { reasoning_content: 'Hm' },
    usage: {
      ...COUNTS,
      total_tokens: 59,
      prompt_tokens_details: {
        text_tokens: 40,
        audio_tokens: 0,
        image_tokens: 0,
        cached_tokens: 32,
      },
      completion_tokens_details: { reasoning_tokens: 7, audio_tokens: 0 },
      num_sources_used: 0,
    },
    recorded: { input_tokens: 40, output_tokens: 19, cached_input_tokens: 32, reasoning_tokens: 7 },
  },
  {
    provider: 'perplexity',
    upstreamModel: 'sonar-pro',
    unasked: true,
    limit: 'max_tokens',
    more: { citations: ['https://example.com'], search_results: [{ title: '"usage":{' }] },
    usage: { ...COUNTS, search_context_size: 'low', cost: { total_cost: 0.006 } },
    recorded: { ...COUNTED, units: { 'web_search:low': 1 } },
    countsAtFinish: true,
    endsWithoutDone: true,
  },
  {
    provider: 'mistral',
    upstreamModel: 'mistral-large-latest',
    unasked: true,
    limit: 'max_tokens',
    usage: COUNTS,
    recorded: COUNTED,
    countsAtFinish: true,
  },
  {
    provider: 'groq',
    upstreamModel: 'openai/gpt-oss-120b',
    more: { x_groq: { id: 'req_1' } },
    thought: { reasoning: 'Hm' },
    usage: {
      queue_time: 0.037,
      ...COUNTS,
      prompt_time: 0.0006,
      completion_time: 0.46,
      total_time: 0.46,
      prompt_tokens_details: { cached_tokens: 32 },
      completion_tokens_details: { reasoning_tokens: 8 },
    },
    recorded: { ...COUNTED, cached_input_tokens: 32, reasoning_tokens: 8 },
  },
  {
    provider: 'deepseek',
    upstreamModel: 'deepseek-reasoner',
    limit: 'max_tokens',
    thought: { reasoning_content: 'Hm' },
    usage: {
      ...COUNTS,
      prompt_cache_hit_tokens: 32,
      prompt_cache_miss_tokens: 8,
      completion_tokens_details: { reasoning_tokens: 8 },
    },
    recorded: { ...COUNTED, cached_input_tokens: 32, reasoning_tokens: 8 },
    countsAtFinish: true,
  },
  {
    provider: 'ollama',
    upstreamModel: 'llama3.2:3b',
    limit: 'max_tokens',
    more: { system_fingerprint: 'fp_ollama' },
    thought: { reasoning: 'Hm' },
    usage: COUNTS,
    recorded: COUNTED,
  },
  {
    provider: 'vllm',
    upstreamModel: 'Qwen/Qwen3-8B',
    more: { prompt_logprobs: null, kv_transfer_params: null },
    thought: { reasoning_content: 'Hm' },
    usage: { ...COUNTS, prompt_tokens_details: null },
    recorded: COUNTED,
  },
];
