import { z } from 'zod';

const tokens = z.number().int().min(0).max(1_000_000);
const delay = z.number().int().min(0).max(600_000);

/** How a simulated answer is to behave: the `sim` field of the request body. Everything is optional. */
const scriptSchema = z
  .strictObject({
    /** Tokens to report; by default what the text comes to. */
    input_tokens: tokens,
    cached_tokens: tokens,
    output_tokens: tokens.max(10_000),
    reasoning_tokens: tokens,
    /** Text to answer with. */
    reply: z.string().max(100_000),
    /** Call this tool in place of an answer in text (chat and messages). */
    tool_call: z.strictObject({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }),
    /** Before the headers, and between chunks. */
    delay_ms: delay,
    chunk_delay_ms: delay,
    /** Answer with this error status. */
    fail_status: z.number().int().min(400).max(599),
    /** Break the connection off after this many chunks (0: before any byte). */
    break_after_chunks: z.number().int().min(0),
    omit_usage: z.boolean(),
    omit_done: z.boolean(),
  })
  .partial();

const limit = z.number().int().positive().nullish();

/** What the simulated provider reads of a request, whatever route it came by. */
const requestSchema = z.looseObject({
  model: z.string(),
  messages: z
    .array(z.looseObject({ role: z.string() }))
    .min(1)
    .optional(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: limit,
  max_completion_tokens: limit,
  max_output_tokens: limit,
  sim: scriptSchema.default({}),
});

export type SimRequest = z.infer<typeof requestSchema>;

/** Parts of a request that are its prompt. Without any of them there is nothing to answer. */
const PROMPTS = ['messages', 'prompt', 'input', 'query', 'documents', 'system', 'instructions'];

/** The prompt as one text, however it was sent. */
export function promptOf(request: SimRequest): string {
  return JSON.stringify(PROMPTS.map((name) => request[name]).filter((part) => part !== undefined));
}

export function parseSimRequest(text: string): SimRequest | { problem: string } {
  const parsed = requestSchema.safeParse(readJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: `${issue?.path.join('.') || 'the body'}: ${issue?.message}` };
  }
  if (PROMPTS.some((name) => parsed.data[name] !== undefined)) return parsed.data;
  return { problem: 'there is no prompt' };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
