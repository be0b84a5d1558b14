import { namedEvent, type SimCall, type SimDialect } from './dialect.ts';

/** Anthropic counts cached tokens beside the input. */
function usageOf({ reply }: SimCall, outputTokens: number): object {
  return {
    input_tokens: reply.inputTokens - reply.cachedTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: reply.cachedTokens,
    output_tokens: outputTokens,
  };
}

function stopReason({ reply }: SimCall): string {
  if (reply.truncated) return 'max_tokens';
  return reply.toolName === null ? 'end_turn' : 'tool_use';
}

function block({ id, reply }: SimCall): object {
  const text = reply.pieces.join('');
  if (reply.toolName === null) return { type: 'text', text };
  const input = reply.truncated ? {} : JSON.parse(text);
  return { type: 'tool_use', id: `toolu_${id}`, name: reply.toolName, input };
}

function emptyBlock({ id, reply }: SimCall): object {
  if (reply.toolName === null) return { type: 'text', text: '' };
  return { type: 'tool_use', id: `toolu_${id}`, name: reply.toolName, input: {} };
}

function deltaOf({ reply }: SimCall, piece: string): object {
  if (reply.toolName === null) return { type: 'text_delta', text: piece };
  return { type: 'input_json_delta', partial_json: piece };
}

function message(call: SimCall, content: readonly object[]): object {
  return {
    id: `msg_${call.id}`,
    type: 'message',
    role: 'assistant',
    model: call.request.model,
    content,
    stop_sequence: null,
  };
}

export const messages: SimDialect = {
  path: '/v1/messages',
  whole: (call) => ({
    ...message(call, [block(call)]),
    stop_reason: stopReason(call),
    usage: usageOf(call, call.reply.outputTokens),
  }),
  *events(call) {
    yield namedEvent('message_start', {
      message: { ...message(call, []), stop_reason: null, usage: usageOf(call, 1) },
    });
    yield namedEvent('content_block_start', { index: 0, content_block: emptyBlock(call) });
    yield namedEvent('ping', {});
    for (const piece of call.reply.pieces) {
      yield namedEvent('content_block_delta', { index: 0, delta: deltaOf(call, piece) });
    }
    yield namedEvent('content_block_stop', { index: 0 });
    yield namedEvent('message_delta', {
      delta: { stop_reason: stopReason(call), stop_sequence: null },
      usage: { output_tokens: call.reply.outputTokens },
    });
    yield namedEvent('message_stop', {});
  },
};

export const countTokens: SimDialect = {
  path: '/v1/messages/count_tokens',
  inputOnly: true,
  whole: ({ reply }) => ({ input_tokens: reply.inputTokens }),
};
