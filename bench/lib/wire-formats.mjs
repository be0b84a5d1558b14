// Answers of each route as its provider words them, for given counts.
import { crc32 } from 'node:zlib';

const data = (value) => `data: ${JSON.stringify(value)}\n\n`;
const named = (type, value = {}) => `event: ${type}\n${data({ type, ...value })}`;
const WORDS = ['Grüße ', '世界 ', '🌍 ', '"usage":{"prompt_tokens":1} ', '[DONE] ', '\n\ndata: '];

const words = (count) => Array.from({ length: count }, (_, at) => WORDS[at % WORDS.length]);
const content = (content, more = {}) =>
  data({ choices: [{ index: 0, delta: { content } }], ...more });
const finish = data({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });

function chatUsage({ input, cached, output }) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

function messagesUsage({ input, cached, output }) {
  return {
    input_tokens: input - cached,
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: 0,
    output_tokens: output,
  };
}

function responsesUsage({ input, cached, output }) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    total_tokens: input + output,
  };
}

function googleUsage({ input, cached, output }) {
  const thoughts = Math.floor(output / 3);
  return {
    promptTokenCount: input,
    cachedContentTokenCount: cached,
    candidatesTokenCount: output - thoughts,
    thoughtsTokenCount: thoughts,
    totalTokenCount: input + output,
  };
}

function converseUsage({ input, cached, output }) {
  return {
    inputTokens: input - cached,
    cacheReadInputTokens: cached,
    outputTokens: output,
    totalTokens: input + output,
  };
}

const candidate = (text, more = {}) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...more }],
});

const textHeader = (name, value) =>
  Buffer.concat([
    Buffer.of(Buffer.byteLength(name)),
    Buffer.from(name),
    Buffer.of(7, 0, Buffer.byteLength(value)),
    Buffer.from(value),
  ]);

/** One message of AWS's binary event stream. */
function awsEvent(type, payload) {
  const headers = Buffer.concat([
    textHeader(':event-type', type),
    textHeader(':content-type', 'application/json'),
    textHeader(':message-type', 'event'),
  ]);
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + headers.length + body.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, headers, body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(message));
  return Buffer.concat([message, checksum]);
}

const message = (content, usage) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content,
  stop_reason: content.length === 0 ? null : 'end_turn',
  stop_sequence: null,
  usage,
});

/** What stands before the usage of a stream, the event that reports it, and what follows. */
const FORMATS = {
  '/chat/completions': {
    whole: (counts) => ({ choices: [{ message: { content: 'Hi' } }], usage: chatUsage(counts) }),
    before: () =>
      words(6)
        .map((word) => content(word))
        .join('') + finish,
    usage: (counts) => data({ choices: [], usage: chatUsage(counts) }),
    after: 'data: [DONE]\n\n',
  },
  '/completions': {
    whole: (counts) => ({ choices: [{ text: 'Hi' }], usage: chatUsage(counts) }),
    before: () =>
      words(6)
        .map((text) => data({ choices: [{ index: 0, text }] }))
        .join(''),
    usage: (counts) => data({ choices: [], usage: chatUsage(counts) }),
    after: 'data: [DONE]\n\n',
  },
  '/messages': {
    whole: (counts) => message([{ type: 'text', text: 'Hi' }], messagesUsage(counts)),
    before: (counts) =>
      named('message_start', {
        message: message([], { ...messagesUsage(counts), output_tokens: 1 }),
      }) +
      named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
      words(6)
        .map((text) =>
          named('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
        )
        .join('') +
      named('content_block_stop', { index: 0 }),
    usage: ({ output }) =>
      named('message_delta', {
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: output },
      }),
    after: named('message_stop'),
  },
  '/responses': {
    whole: (counts) => ({ output: [], usage: responsesUsage(counts) }),
    before: () =>
      words(6)
        .map((delta) => named('response.output_text.delta', { delta }))
        .join(''),
    usage: (counts) =>
      named('response.completed', {
        response: { status: 'completed', usage: responsesUsage(counts) },
      }),
    after: '',
  },
  '/embeddings': {
    whole: ({ input }) => ({ data: [], usage: { prompt_tokens: input, total_tokens: input } }),
  },
  '/rerank': {
    whole: ({ input }) => ({ results: [], usage: { prompt_tokens: input, total_tokens: input } }),
  },
  ':generateContent': {
    whole: (counts) => ({
      ...candidate('Hi', { finishReason: 'STOP' }),
      usageMetadata: googleUsage(counts),
    }),
  },
  ':streamGenerateContent': {
    before: () =>
      words(6)
        .map((word) => data(candidate(word)))
        .join(''),
    usage: (counts) =>
      data({ ...candidate('', { finishReason: 'STOP' }), usageMetadata: googleUsage(counts) }),
    after: '',
  },
  '/converse': {
    whole: (counts) => ({
      output: { message: { role: 'assistant', content: [{ text: 'Hi' }] } },
      stopReason: 'end_turn',
      usage: converseUsage(counts),
      metrics: { latencyMs: 1 },
    }),
  },
  '/converse-stream': {
    type: 'application/vnd.amazon.eventstream',
    before: () =>
      Buffer.concat([
        awsEvent('messageStart', { role: 'assistant' }),
        ...words(6).map((text) =>
          awsEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text } }),
        ),
        awsEvent('contentBlockStop', { contentBlockIndex: 0 }),
        awsEvent('messageStop', { stopReason: 'end_turn' }),
      ]),
    usage: (counts) =>
      awsEvent('metadata', { usage: converseUsage(counts), metrics: { latencyMs: 1 } }),
    after: '',
  },
};

/** How the provider at this address words its answers. */
export function formatOf(url) {
  const { pathname } = new URL(url, 'http://provider');
  const ending = Object.keys(FORMATS)
    .filter((each) => pathname.endsWith(each))
    .sort((a, b) => b.length - a.length)[0];
  return FORMATS[ending];
}
