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

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  sim: scriptSchema.default({}),
});

export type SimRequest = z.infer<typeof requestSchema>;

export function parseSimRequest(text: string): SimRequest | { problem: string } {
  try {
    const parsed = requestSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return { problem: `${issue?.path.join('.')}: ${issue?.message}` };
  } catch {
    return { problem: 'the body is not JSON' };
  }
}
