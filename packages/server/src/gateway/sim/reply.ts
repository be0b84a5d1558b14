import type { SimRequest } from './script.ts';

const CHARACTERS_PER_TOKEN = 4;
const SHORTEST_REPLY = 12;
const REPLY_SPREAD = 37;
const WORDS =
  'This answer comes from the simulated provider of Tollgate which bills every token it reports so that you can watch spend appear without an account anywhere'.split(
    ' ',
  );

export interface SimReply {
  /** One entry per output token. */
  readonly pieces: readonly string[];
  readonly finishReason: 'stop' | 'length';
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
    readonly prompt_tokens_details: { readonly cached_tokens: number };
    readonly completion_tokens_details: { readonly reasoning_tokens: number };
  };
}

/** The same request always gets the same answer and the same usage. */
export function simReply(request: SimRequest): SimReply {
  const { sim } = request;
  const prompt = JSON.stringify(request.messages.map((message) => message.content));
  const wanted = sim.reply === undefined ? replyOf(prompt, sim.output_tokens) : split(sim.reply);
  const limit = request.max_completion_tokens ?? request.max_tokens ?? wanted.length;
  const pieces = wanted.slice(0, limit);
  const input = sim.input_tokens ?? Math.ceil(prompt.length / CHARACTERS_PER_TOKEN);
  const output =
    sim.output_tokens === undefined ? pieces.length : Math.min(sim.output_tokens, limit);
  return {
    pieces,
    finishReason: pieces.length < wanted.length ? 'length' : 'stop',
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: Math.min(sim.cached_tokens ?? 0, input) },
      completion_tokens_details: { reasoning_tokens: Math.min(sim.reasoning_tokens ?? 0, output) },
    },
  };
}

function replyOf(prompt: string, outputTokens: number | undefined): string[] {
  const length = outputTokens ?? SHORTEST_REPLY + (prompt.length % REPLY_SPREAD);
  return Array.from(
    { length },
    (_, index) => `${index === 0 ? '' : ' '}${WORDS[index % WORDS.length]}`,
  );
}

function split(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
}
