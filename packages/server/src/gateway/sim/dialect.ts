import type { SimReply } from './reply.ts';
import type { SimRequest } from './script.ts';

/** What is the same in every answer to one request. */
export interface SimCall {
  readonly id: string;
  readonly createdSeconds: number;
  readonly request: SimRequest;
  readonly reply: SimReply;
}

/** How one route words an answer. */
export interface SimDialect {
  readonly path: string;
  whole(call: SimCall): object;
  /** The events of a stream, each as its bytes; absent where answers do not stream. */
  readonly events?: (call: SimCall) => Iterable<string>;
  /** The event that ends a stream. */
  readonly ending?: string;
  /** The route produces no text: only its input counts. */
  readonly inputOnly?: true;
}

/** Usage as the chat API reports it. */
export function chatUsage({ reply }: SimCall) {
  return {
    prompt_tokens: reply.inputTokens,
    completion_tokens: reply.outputTokens,
    total_tokens: reply.inputTokens + reply.outputTokens,
    prompt_tokens_details: { cached_tokens: reply.cachedTokens },
    completion_tokens_details: { reasoning_tokens: reply.reasoningTokens },
  };
}

export function dataEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

export function namedEvent(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}
