import { chatUsage, dataEvent, type SimCall, type SimDialect } from './dialect.ts';

const DONE = 'data: [DONE]\n\n';
const EMBEDDING_SIZE = 8;

function finish({ reply }: SimCall): string {
  if (reply.truncated) return 'length';
  return reply.toolName === null ? 'stop' : 'tool_calls';
}

/** What an answer says: text, or a tool to call. */
function content({ id, reply }: SimCall): object {
  const text = reply.pieces.join('');
  if (reply.toolName === null) return { content: text };
  const called = { name: reply.toolName, arguments: text };
  return { content: null, tool_calls: [{ id: `call_${id}`, type: 'function', function: called }] };
}

/** The same in pieces; a tool is named before its arguments. */
function* deltas({ id, reply }: SimCall): Iterable<object> {
  if (reply.toolName === null) {
    for (const content of reply.pieces) yield { content };
    return;
  }
  const called = { name: reply.toolName, arguments: '' };
  yield { tool_calls: [{ index: 0, id: `call_${id}`, type: 'function', function: called }] };
  for (const piece of reply.pieces) {
    yield { tool_calls: [{ index: 0, function: { arguments: piece } }] };
  }
}

function head({ id, createdSeconds, request }: SimCall, object: string) {
  return { id: `chatcmpl-${id}`, object, created: createdSeconds, model: request.model };
}

function wholeUsage(call: SimCall) {
  return call.request.sim.omit_usage === true ? {} : { usage: chatUsage(call) };
}

function wantsUsage({ request }: SimCall): boolean {
  return request.stream_options?.include_usage === true && request.sim.omit_usage !== true;
}

export const chat: SimDialect = {
  path: '/v1/chat/completions',
  ending: DONE,
  whole: (call) => ({
    ...head(call, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', refusal: null, ...content(call) },
        logprobs: null,
        finish_reason: finish(call),
      },
    ],
    ...wholeUsage(call),
  }),
  *events(call) {
    const usage = wantsUsage(call) ? { usage: null } : {};
    const start = head(call, 'chat.completion.chunk');
    const event = (delta: object, finish_reason: string | null) =>
      dataEvent({
        ...start,
        choices: [{ index: 0, delta, logprobs: null, finish_reason }],
        ...usage,
      });
    yield event({ role: 'assistant', content: '' }, null);
    for (const delta of deltas(call)) yield event(delta, null);
    yield event({}, finish(call));
    if (wantsUsage(call)) yield dataEvent({ ...start, choices: [], usage: chatUsage(call) });
  },
};

export const completions: SimDialect = {
  path: '/v1/completions',
  ending: DONE,
  whole: (call) => ({
    ...head(call, 'text_completion'),
    choices: [
      { index: 0, text: call.reply.pieces.join(''), logprobs: null, finish_reason: finish(call) },
    ],
    ...wholeUsage(call),
  }),
  *events(call) {
    const start = head(call, 'text_completion');
    for (const text of call.reply.pieces) {
      yield dataEvent({
        ...start,
        choices: [{ index: 0, text, logprobs: null, finish_reason: null }],
      });
    }
    yield dataEvent({ ...start, choices: [{ index: 0, text: '', finish_reason: finish(call) }] });
    if (wantsUsage(call)) yield dataEvent({ ...start, choices: [], usage: chatUsage(call) });
  },
};

export const embeddings: SimDialect = {
  path: '/v1/embeddings',
  inputOnly: true,
  whole: ({ request, reply }) => {
    const inputs = Array.isArray(request['input']) ? request['input'] : [request['input']];
    const { inputTokens } = reply;
    return {
      object: 'list',
      model: request.model,
      data: inputs.map((_, index) => ({
        object: 'embedding',
        index,
        embedding: vector(request, index),
      })),
      usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
    };
  },
};

/** Numbers, or their bytes in base64 as the official client asks by default. */
function vector({ encoding_format }: SimCall['request'], seed: number): number[] | string {
  const numbers = Array.from({ length: EMBEDDING_SIZE }, (_, at) => Math.sin(seed + at + 1));
  if (encoding_format !== 'base64') return numbers;
  return Buffer.from(new Float32Array(numbers).buffer).toString('base64');
}
