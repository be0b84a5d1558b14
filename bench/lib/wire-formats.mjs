// Answers of each route as its provider words them, for given counts.

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

/** What stands before the usage of a stream, the event that reports it, and what follows. */
const FORMATS = {
  '/v1/chat/completions': {
    whole: (counts) => ({ choices: [{ message: { content: 'Hi' } }], usage: chatUsage(counts) }),
    before: () =>
      words(6)
        .map((word) => content(word))
        .join('') + finish,
    usage: (counts) => data({ choices: [], usage: chatUsage(counts) }),
    after: 'data: [DONE]\n\n',
  },
  '/v1/completions': {
    whole: (counts) => ({ choices: [{ text: 'Hi' }], usage: chatUsage(counts) }),
    before: () =>
      words(6)
        .map((text) => data({ choices: [{ index: 0, text }] }))
        .join(''),
    usage: (counts) => data({ choices: [], usage: chatUsage(counts) }),
    after: 'data: [DONE]\n\n',
  },
  '/v1/messages': {
    whole: (counts) => ({ content: [{ type: 'text', text: 'Hi' }], usage: messagesUsage(counts) }),
    before: (counts) =>
      named('message_start', {
        message: { usage: { ...messagesUsage(counts), output_tokens: 1 } },
      }) +
      words(6)
        .map((text) => named('content_block_delta', { delta: { type: 'text_delta', text } }))
        .join(''),
    usage: ({ output }) =>
      named('message_delta', {
        delta: { stop_reason: 'end_turn' },
        usage: { output_tokens: output },
      }),
    after: named('message_stop'),
  },
  '/v1/responses': {
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
  '/v1/embeddings': {
    whole: ({ input }) => ({ data: [], usage: { prompt_tokens: input, total_tokens: input } }),
  },
};

export const PATHS = Object.keys(FORMATS);

export function formatOf(path) {
  return FORMATS[path];
}
