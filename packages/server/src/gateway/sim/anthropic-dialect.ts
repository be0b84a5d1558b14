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

const stopReason = ({ reply }: SimCall) => (reply.truncated ? 'max_tokens' : 'end_turn');

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
    ...message(call, [{ type: 'text', text: call.reply.pieces.join('') }]),
    stop_reason: stopReason(call),
    usage: usageOf(call, call.reply.outputTokens),
  }),
  *events(call) {
    yield namedEvent('message_start', {
      message: { ...message(call, []), stop_reason: null, usage: usageOf(call, 1) },
    });
    yield namedEvent('content_block_start', {
      index: 0,
      content_block: { type: 'text', text: '' },
    });
    yield namedEvent('ping', {});
    for (const text of call.reply.pieces) {
      yield namedEvent('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
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
