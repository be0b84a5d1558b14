import { namedEvent, type SimCall, type SimDialect } from './dialect.ts';

function response(call: SimCall, status: string): object {
  const { id, createdSeconds, request, reply } = call;
  const finished = status !== 'in_progress';
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: createdSeconds,
    status,
    model: request.model,
    output: finished ? [message(call)] : [],
    usage: finished && request.sim.omit_usage !== true ? usageOf(call) : null,
    incomplete_details: reply.truncated && finished ? { reason: 'max_output_tokens' } : null,
    error: null,
    tools: [],
    metadata: {},
  };
}

function message({ id, reply }: SimCall): object {
  const text = reply.pieces.join('');
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [] }],
  };
}

function usageOf({ reply }: SimCall): object {
  return {
    input_tokens: reply.inputTokens,
    input_tokens_details: { cached_tokens: reply.cachedTokens },
    output_tokens: reply.outputTokens,
    output_tokens_details: { reasoning_tokens: reply.reasoningTokens },
    total_tokens: reply.inputTokens + reply.outputTokens,
  };
}

export const responses: SimDialect = {
  path: '/v1/responses',
  whole: (call) => response(call, call.reply.truncated ? 'incomplete' : 'completed'),
  *events(call) {
    let sequence_number = 0;
    const event = (type: string, data: object) => {
      sequence_number += 1;
      return namedEvent(type, { sequence_number, ...data });
    };
    const place = { item_id: `msg_${call.id}`, output_index: 0, content_index: 0 };
    yield event('response.created', { response: response(call, 'in_progress') });
    yield event('response.output_item.added', {
      output_index: 0,
      item: { ...message(call), status: 'in_progress', content: [] },
    });
    yield event('response.content_part.added', {
      ...place,
      part: { type: 'output_text', text: '', annotations: [] },
    });
    for (const delta of call.reply.pieces)
      yield event('response.output_text.delta', { ...place, delta });
    yield event('response.output_text.done', { ...place, text: call.reply.pieces.join('') });
    yield event('response.output_item.done', { output_index: 0, item: message(call) });
    const status = call.reply.truncated ? 'incomplete' : 'completed';
    yield event(`response.${status}`, { response: response(call, status) });
  },
};
