import { promptOf, type SimRequest } from './script.ts';

const CHARACTERS_PER_TOKEN = 4;
const ARGUMENT_PIECES = /.{1,4}/gsu;
const SHORTEST_REPLY = 12;
const REPLY_SPREAD = 37;
const WORDS =
  'This answer comes from the simulated provider of Tollgate which bills every token it reports so that you can watch spend appear without an account anywhere'.split(
    ' ',
  );

/** An answer before it is put into the words of a route. */
export interface SimReply {
  /** One entry per output token: of the text, or of the arguments of the tool that is called. */
  readonly pieces: readonly string[];
  /** The tool that is called in place of an answer in text. */
  readonly toolName: string | null;
  /** Cut short by the request's own limit. */
  readonly truncated: boolean;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** The same request always gets the same answer and the same usage. */
export function simReply(request: SimRequest): SimReply {
  const { sim } = request;
  const prompt = promptOf(request);
  const wanted = wantedPieces(request, prompt);
  const limit =
    request.max_completion_tokens ??
    request.max_output_tokens ??
    request.max_tokens ??
    wanted.length;
  const pieces = wanted.slice(0, limit);
  const inputTokens = sim.input_tokens ?? Math.ceil(prompt.length / CHARACTERS_PER_TOKEN);
  const outputTokens = Math.min(sim.output_tokens ?? pieces.length, limit);
  return {
    pieces,
    toolName: sim.tool_call?.name ?? null,
    truncated: pieces.length < wanted.length,
    inputTokens,
    cachedTokens: Math.min(sim.cached_tokens ?? 0, inputTokens),
    outputTokens,
    reasoningTokens: Math.min(sim.reasoning_tokens ?? 0, outputTokens),
  };
}

function wantedPieces({ sim }: SimRequest, prompt: string): string[] {
  if (sim.tool_call !== undefined) {
    return JSON.stringify(sim.tool_call.arguments).match(ARGUMENT_PIECES) ?? [];
  }
  return sim.reply === undefined ? replyOf(prompt, sim.output_tokens) : split(sim.reply);
}

function replyOf(prompt: string, outputTokens: number | undefined): string[] {
  const length = outputTokens ?? SHORTEST_REPLY + (prompt.length % REPLY_SPREAD);
  return Array.from({ length }, (_, at) => `${at === 0 ? '' : ' '}${WORDS[at % WORDS.length]}`);
}

function split(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
}
