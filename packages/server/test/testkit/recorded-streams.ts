import type { RouteName } from '../../src/gateway/routes/index.ts';

/** A stream as a provider documents it, and what is to be read of it. */
export interface RecordedStream {
  readonly name: string;
  readonly route: RouteName;
  readonly provider: string;
  readonly bytes: string;
  /** The part of it that a caller who did not ask for usage does not get. */
  readonly stripped: string;
  readonly usage: {
    readonly input: number;
    readonly output: number;
    readonly cached?: number;
  } | null;
  readonly ends: boolean;
}

const DONE = 'data: [DONE]\n\n';
const json = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const named = (type: string, value: object = {}) => `event: ${type}\n${json({ type, ...value })}`;
const delta = (delta: object, finish_reason: string | null = null, more: object = {}) =>
  json({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_760_000_000,
    model: 'm',
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...more,
  });
const openAiUsage = (more: object = {}) => ({
  prompt_tokens: 19,
  completion_tokens: 10,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  ...more,
});
const usageOnly = (usage: object, more: object = {}) =>
  json({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [], usage, ...more });

interface Parts {
  readonly route?: RouteName;
  readonly provider?: string;
  readonly before: string;
  readonly stripped?: string;
  readonly after?: string;
  readonly usage?: RecordedStream['usage'];
  readonly ends?: boolean;
}

function recorded(name: string, parts: Parts): RecordedStream {
  const { route = 'chat.completions', before, stripped = '', after = DONE } = parts;
  return {
    name,
    route,
    provider: parts.provider ?? 'openai',
    bytes: before + stripped + after,
    stripped,
    usage: parts.usage === undefined ? { input: 19, output: 10, cached: 4 } : parts.usage,
    ends: parts.ends ?? true,
  };
}

const HELLO =
  delta({ role: 'assistant', content: '' }, null, { usage: null }) +
  delta({ content: 'Grüße, 世界 🌍 "usage":{"prompt_tokens":1}' }, null, { usage: null }) +
  delta({}, 'stop', { usage: null });

const OPENAI = [
  recorded('OpenAI chat', { before: HELLO, stripped: usageOnly(openAiUsage()) }),
  recorded('OpenAI tool calls', {
    before:
      delta({
        role: 'assistant',
        content: null,
        tool_calls: [
          { index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '' } },
        ],
      }) +
      delta({ tool_calls: [{ index: 0, function: { arguments: '{"usage":' } }] }) +
      delta({ tool_calls: [{ index: 0, function: { arguments: '{"total":1}}' } }] }) +
      delta({}, 'tool_calls'),
    stripped: usageOnly(openAiUsage()),
  }),
  recorded('OpenAI reasoning, padded against guessing', {
    before:
      delta({ content: 'Yes' }, null, { obfuscation: 'x8Kd[DONE]', service_tier: 'default' }) +
      delta({}, 'stop', { obfuscation: 'q' }),
    stripped: usageOnly(openAiUsage({ completion_tokens_details: { reasoning_tokens: 8 } }), {
      obfuscation: '',
    }),
  }),
  recorded('OpenAI text completion', {
    route: 'completions',
    before: json({
      object: 'text_completion',
      choices: [{ index: 0, text: 'Hi', logprobs: null }],
    }),
    stripped: usageOnly(openAiUsage()),
  }),
  recorded('Azure with content filter chunks', {
    before:
      json({
        choices: [],
        created: 0,
        id: '',
        model: '',
        object: '',
        prompt_filter_results: [
          {
            prompt_index: 0,
            content_filter_results: { hate: { filtered: false, severity: 'safe' } },
          },
        ],
      }) +
      delta({ content: 'Hi' }) +
      json({
        choices: [
          {
            index: 0,
            finish_reason: null,
            content_filter_results: {},
            content_filter_offsets: { check_offset: 44, start_offset: 44, end_offset: 198 },
          },
        ],
      }) +
      delta({}, 'stop'),
    stripped: usageOnly(openAiUsage()),
  }),
];

const COMPATIBLE = [
  recorded('Mistral, usage where it finishes', {
    before:
      delta({ role: 'assistant', content: '' }) +
      delta({ content: 'Hi' }, 'stop', {
        usage: { prompt_tokens: 19, total_tokens: 29, completion_tokens: 10 },
      }),
    usage: { input: 19, output: 10 },
  }),
  recorded('Groq, usage in x_groq and again', {
    before:
      delta({ role: 'assistant', content: '' }, null, { x_groq: { id: 'req_1' } }) +
      delta({ content: 'Hi' }) +
      delta({}, 'stop', {
        x_groq: {
          id: 'req_1',
          usage: { queue_time: 0.1, prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 },
        },
      }),
    stripped: usageOnly({ prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 }),
    usage: { input: 19, output: 10 },
  }),
  recorded('Groq, usage in x_groq alone', {
    before: delta({}, 'stop', {
      x_groq: { usage: { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 } },
    }),
    usage: { input: 19, output: 10 },
  }),
  recorded('xAI, reasoning outside', {
    provider: 'xai',
    before: delta({ reasoning_content: 'Hm' }) + delta({ content: 'Hi' }, 'stop'),
    stripped: usageOnly({
      prompt_tokens: 19,
      completion_tokens: 3,
      total_tokens: 29,
      prompt_tokens_details: { text_tokens: 19, cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 7 },
      num_sources_used: 0,
    }),
  }),
  recorded('Gemini, thoughts in the total alone, usage on every chunk', {
    provider: 'gemini',
    before: [0, 60, 100]
      .map((thoughts) =>
        delta({ role: 'assistant', content: '世界' }, thoughts === 100 ? 'stop' : null, {
          usage: {
            prompt_tokens: 19,
            completion_tokens: thoughts === 0 ? 0 : 10,
            total_tokens: 29 + thoughts,
            prompt_tokens_details: { cached_tokens: 4 },
          },
        }),
      )
      .join(''),
    usage: { input: 19, output: 110, cached: 4 },
  }),
  recorded('Gemini, calling a tool at once, with a signature of its thoughts', {
    provider: 'gemini',
    before: delta(
      {
        role: 'assistant',
        tool_calls: [
          {
            index: 0,
            id: 'function-call-1',
            type: 'function',
            function: { name: 'weather', arguments: '{"city":"Paris"}' },
            extra_content: { google: { thought_signature: 'c2ln' } },
          },
        ],
      },
      'tool_calls',
    ),
    stripped: usageOnly({ prompt_tokens: 19, completion_tokens: 10, total_tokens: 129 }),
    usage: { input: 19, output: 110 },
  }),
  recorded('Groq, reasoning, and an error in x_groq that is none', {
    provider: 'groq',
    before:
      delta({ role: 'assistant', reasoning: 'Hm', channel: 'analysis' }, null, {
        x_groq: { id: 'req_1', seed: 7 },
      }) +
      delta({ content: 'Hi' }, null, { x_groq: { id: 'req_1', error: null } }) +
      delta({}, 'stop', {
        x_groq: {
          id: 'req_1',
          usage: {
            prompt_tokens: 19,
            completion_tokens: 10,
            total_tokens: 29,
            prompt_tokens_details: { cached_tokens: 4 },
            completion_tokens_details: { reasoning_tokens: 6 },
          },
        },
      }),
  }),
  recorded('DeepSeek, a keep-alive before thinking', {
    provider: 'deepseek',
    before:
      ': keep-alive\n\n' +
      delta({ role: 'assistant', content: null, reasoning_content: '' }) +
      delta({ content: null, reasoning_content: '嗯, "usage":{"prompt_tokens":1}' }) +
      delta({ content: 'Yes', reasoning_content: null }, null, { usage: null }) +
      delta({ content: '' }, 'stop', {
        usage: {
          prompt_tokens: 19,
          completion_tokens: 10,
          total_tokens: 29,
          prompt_tokens_details: { cached_tokens: 4 },
          completion_tokens_details: { reasoning_tokens: 8 },
          prompt_cache_hit_tokens: 4,
          prompt_cache_miss_tokens: 15,
        },
      }),
  }),
  recorded('Perplexity, deep research: what it read and thought beside the output', {
    provider: 'perplexity',
    before: delta({ content: 'Hi [1]' }, 'stop', {
      search_results: [{ title: '"usage":{', url: 'https://example.com' }],
      usage: {
        prompt_tokens: 19,
        completion_tokens: 10,
        total_tokens: 29,
        citation_tokens: 1000,
        num_search_queries: 3,
        reasoning_tokens: 200,
      },
    }),
    after: '',
    usage: { input: 19, output: 1210 },
    ends: false,
  }),
  recorded('DeepSeek, cache in fields of its own', {
    provider: 'deepseek',
    before:
      delta({ role: 'assistant', content: null, reasoning_content: 'Hm' }) +
      delta({ content: '', reasoning_content: null }, 'stop', {
        usage: {
          prompt_tokens: 19,
          completion_tokens: 10,
          total_tokens: 29,
          prompt_cache_hit_tokens: 4,
          prompt_cache_miss_tokens: 15,
        },
      }),
  }),
  recorded('Ollama', {
    before: delta({ role: 'assistant', content: 'Hi' }) + delta({ content: '' }, 'stop'),
    stripped: usageOnly(
      { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 },
      { system_fingerprint: 'fp_ollama' },
    ),
    usage: { input: 19, output: 10 },
  }),
  recorded('vLLM, running totals', {
    before: [1, 5, 10]
      .map((completion_tokens) =>
        delta({ content: 'x' }, completion_tokens === 10 ? 'stop' : null, {
          usage: { prompt_tokens: 19, total_tokens: 19 + completion_tokens, completion_tokens },
        }),
      )
      .join(''),
    stripped: usageOnly({ prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 }),
    usage: { input: 19, output: 10 },
  }),
  recorded('Perplexity, with citations and no [DONE]', {
    before:
      delta({ content: 'Hi [1]' }, null, {
        citations: ['https://example.com/?a="usage":{'],
        usage: { prompt_tokens: 19, completion_tokens: 2, total_tokens: 21 },
      }) +
      delta({ content: '' }, 'stop', {
        citations: [],
        search_results: [{ title: 't', url: 'https://example.com' }],
        usage: {
          prompt_tokens: 19,
          completion_tokens: 10,
          total_tokens: 29,
          search_context_size: 'low',
          cost: { total_cost: 0.006 },
        },
      }),
    after: '',
    usage: { input: 19, output: 10 },
    ends: false,
  }),
  recorded('OpenRouter, with comments that keep it alive', {
    before: `: OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n${delta({ content: 'Hi' })}`,
    stripped: usageOnly({ ...openAiUsage(), cost: 0.001 }),
  }),
  recorded('lines that end in CRLF', {
    before: HELLO.replaceAll('\n', '\r\n'),
    stripped: usageOnly(openAiUsage()).replaceAll('\n', '\r\n'),
    after: DONE.replaceAll('\n', '\r\n'),
  }),
  recorded('lines that end in CR', {
    before: HELLO.replaceAll('\n', '\r'),
    stripped: usageOnly(openAiUsage()).replaceAll('\n', '\r'),
    after: DONE.replaceAll('\n', '\r'),
  }),
  recorded('a byte order mark before a first event that reports usage', {
    before: `\uFEFF${delta({ content: 'Hi' }, 'stop', { usage: openAiUsage() })}`,
  }),
  recorded('usage after more space than usual, and null before it', {
    before: HELLO,
    stripped: usageOnly(openAiUsage()).replace('"usage":', '"usage" :\t '),
  }),
  recorded('no usage at all', { before: HELLO, usage: null }),
];

const MESSAGES = [
  recorded('Anthropic', {
    route: 'messages',
    before:
      named('message_start', {
        message: {
          id: 'msg_1',
          role: 'assistant',
          content: [],
          usage: {
            input_tokens: 10,
            cache_creation_input_tokens: 5,
            cache_read_input_tokens: 4,
            cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 0 },
            output_tokens: 1,
            service_tier: 'standard',
          },
        },
      }) +
      named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
      named('ping') +
      named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: '世界 🌍' } }) +
      named('content_block_stop', { index: 0 }) +
      named('message_delta', {
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: 10 },
      }),
    after: named('message_stop'),
  }),
  recorded('Anthropic, searching the web, its counts restated at the end', {
    route: 'messages',
    provider: 'anthropic',
    before:
      named('message_start', {
        message: { id: 'msg_1', usage: { input_tokens: 2, output_tokens: 3 } },
      }) +
      named('content_block_start', {
        index: 0,
        content_block: { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} },
      }) +
      named('content_block_start', {
        index: 1,
        content_block: {
          type: 'web_search_tool_result',
          tool_use_id: 'srvtoolu_1',
          content: [{ type: 'web_search_result', url: 'https://example.com', title: '"error"' }],
        },
      }) +
      named('content_block_delta', {
        index: 2,
        delta: { type: 'citations_delta', citation: { cited_text: 'message_stop' } },
      }) +
      named('message_delta', {
        delta: { stop_reason: 'end_turn' },
        usage: {
          input_tokens: 15,
          cache_read_input_tokens: 4,
          output_tokens: 10,
          server_tool_use: { web_search_requests: 1 },
        },
      }),
    after: named('message_stop'),
  }),
  recorded('Anthropic thinking and tool use', {
    route: 'messages',
    before:
      named('message_start', {
        message: { id: 'msg_1', usage: { input_tokens: 15, output_tokens: 3 } },
      }) +
      named('content_block_start', {
        index: 0,
        content_block: { type: 'thinking', thinking: '' },
      }) +
      named('content_block_delta', {
        index: 0,
        delta: { type: 'thinking_delta', thinking: 'message_stop? "usage":{"output_tokens":99}' },
      }) +
      named('content_block_delta', {
        index: 0,
        delta: { type: 'signature_delta', signature: 'EqQBCgIYAhIM' },
      }) +
      named('content_block_start', {
        index: 1,
        content_block: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
      }) +
      named('content_block_delta', {
        index: 1,
        delta: { type: 'input_json_delta', partial_json: '{"city": "Pa' },
      }) +
      named('message_delta', {
        delta: { stop_reason: 'tool_use' },
        usage: {
          input_tokens: 15,
          cache_read_input_tokens: 4,
          cache_creation_input_tokens: 0,
          output_tokens: 10,
          server_tool_use: { web_search_requests: 1 },
        },
      }),
    after: named('message_stop'),
  }),
];

const RESPONSES = [
  recorded('Responses API', {
    route: 'responses',
    before:
      named('response.created', {
        response: { id: 'resp_1', status: 'in_progress', usage: null },
      }) +
      named('response.output_text.delta', { delta: 'response.completed 世界', item_id: 'msg_1' }) +
      named('response.function_call_arguments.delta', { delta: '{"a":"[DONE]"}' }),
    after: named('response.completed', {
      response: {
        id: 'resp_1',
        status: 'completed',
        usage: {
          input_tokens: 19,
          input_tokens_details: { cached_tokens: 4 },
          output_tokens: 10,
          output_tokens_details: { reasoning_tokens: 6 },
          total_tokens: 29,
        },
      },
    }),
  }),
  recorded('an image, in parts', {
    route: 'images.generations',
    before:
      named('image_generation.partial_image', { b64_json: 'AAAA', partial_image_index: 0 }) +
      named('image_generation.completed', {
        b64_json: 'AAAABBBB',
        size: '1024x1024',
        quality: 'high',
        usage: {
          input_tokens: 19,
          input_tokens_details: { text_tokens: 9, image_tokens: 10 },
          output_tokens: 10,
          total_tokens: 29,
        },
      }),
    after: '',
    usage: { input: 19, output: 10 },
    ends: false,
  }),
  recorded('speech', {
    route: 'audio.speech',
    before:
      named('speech.audio.delta', { audio: 'AAAA' }) +
      named('speech.audio.done', {
        usage: { input_tokens: 19, output_tokens: 10, total_tokens: 29 },
      }),
    after: '',
    usage: { input: 19, output: 10 },
    ends: false,
  }),
  recorded('a transcript', {
    route: 'audio.transcriptions',
    before:
      json({ type: 'transcript.text.delta', delta: 'I see' }) +
      json({
        type: 'transcript.text.done',
        text: 'I see',
        usage: { type: 'tokens', input_tokens: 19, output_tokens: 10, total_tokens: 29 },
      }),
    after: '',
    usage: { input: 19, output: 10 },
    ends: false,
  }),
];

const google = (parts: readonly object[], more: object = {}) =>
  json({ candidates: [{ content: { role: 'model', parts }, index: 0 }], ...more });
const googleEnd = (usageMetadata: object, candidate: object = {}) =>
  json({
    candidates: [{ content: { role: 'model', parts: [] }, finishReason: 'STOP', ...candidate }],
    usageMetadata,
    modelVersion: 'gemini-2.5-flash',
  });

/** Gemini's own: nothing is asked for, nothing is taken out, and nothing marks the end. */
const GOOGLE = [
  recorded("Gemini's own, running totals, thoughts beside the answer", {
    route: 'stream_generate_content',
    before:
      google([{ text: 'Hm', thought: true }], {
        usageMetadata: { promptTokenCount: 19, thoughtsTokenCount: 4, totalTokenCount: 23 },
      }) +
      google([{ text: 'Grüße 世界 🌍 "usageMetadata":{"promptTokenCount":1}' }]) +
      googleEnd({
        promptTokenCount: 19,
        cachedContentTokenCount: 4,
        candidatesTokenCount: 6,
        thoughtsTokenCount: 4,
        totalTokenCount: 29,
      }),
    after: '',
    ends: false,
  }),
  recorded("Gemini's own, calling a tool, lines ending in CRLF", {
    route: 'stream_generate_content',
    before: (
      google([{ functionCall: { name: 'f', args: { city: '世界' } }, thoughtSignature: 'c2ln' }]) +
      googleEnd({ promptTokenCount: 19, candidatesTokenCount: 10, totalTokenCount: 29 })
    ).replaceAll('\n', '\r\n'),
    after: '',
    usage: { input: 19, output: 10 },
    ends: false,
  }),
  recorded("Gemini's own, having searched", {
    route: 'stream_generate_content',
    before:
      google([{ text: 'Hi' }], {
        candidates: [
          { groundingMetadata: { webSearchQueries: ['q'] }, content: { parts: [{ text: 'Hi' }] } },
        ],
        usageMetadata: { promptTokenCount: 7, totalTokenCount: 7 },
      }) +
      googleEnd({
        promptTokenCount: 9,
        toolUsePromptTokenCount: 10,
        candidatesTokenCount: 10,
        totalTokenCount: 29,
      }),
    after: '',
    usage: { input: 19, output: 10 },
    ends: false,
  }),
  recorded("Gemini's own, a prompt that was refused", {
    route: 'stream_generate_content',
    before: json({
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 19, totalTokenCount: 19 },
    }),
    after: '',
    usage: { input: 19, output: 0 },
    ends: false,
  }),
];

/** One stream in each shape that a provider documents. */
export const RECORDED_STREAMS: readonly RecordedStream[] = [
  ...OPENAI,
  ...COMPATIBLE,
  ...MESSAGES,
  ...RESPONSES,
  ...GOOGLE,
];
