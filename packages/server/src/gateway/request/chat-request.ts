import { err, ok, type Result } from '../../kernel/index.ts';
import type { Refusal } from '../response/refusal.ts';
import { editMembers, type MemberEdits } from './edit-members.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What the gateway must know of a chat completion request; the rest is the upstream's business. */
export interface ChatRequest {
  readonly text: string;
  readonly body: JsonObject;
  readonly model: string;
  readonly stream: boolean;
  /** The caller wants the usage chunk; otherwise it is asked for all the same and taken out again. */
  readonly wantsUsage: boolean;
  /** The caller wants `cost` in the usage chunk: `stream_options.include_cost`. */
  readonly wantsCost: boolean;
}

export function parseChatRequest(bytes: Buffer): Result<ChatRequest, Refusal> {
  const text = bytes.toString('utf8');
  const body = parseObject(text);
  if (body === null) {
    return err({ code: 'invalid_body', message: 'The request body is not a JSON object.' });
  }
  const { model, stream } = body;
  if (typeof model !== 'string' || model === '') {
    return err({ code: 'invalid_value', message: 'model must be a model name.', param: 'model' });
  }
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    return err({ code: 'invalid_value', message: 'stream must be a boolean.', param: 'stream' });
  }
  const options = asObject(body['stream_options']);
  const wantsCost = options?.['include_cost'] === true;
  const wantsUsage = wantsCost || options?.['include_usage'] === true;
  return ok({ text, body, model, stream: stream === true, wantsUsage, wantsCost });
}

/**
 * The body for the upstream: its own model name, usage asked for in streams, and without what only
 * Tollgate reads (`tags`, `metadata.tags`, which OpenAI would refuse). Untouched bytes stay untouched.
 */
export function upstreamBody(request: ChatRequest, upstreamModel: string): string {
  const edits: Record<string, string | null> = {
    ...modelEdit(request, upstreamModel),
    ...streamOptionsEdit(request),
    ...metadataEdit(request.body),
  };
  for (const own of ['tags', 'litellm_metadata']) if (own in request.body) edits[own] = null;
  return Object.keys(edits).length === 0 ? request.text : editMembers(request.text, edits);
}

/** Always written, so that a body naming its model twice means one model to everyone. */
function modelEdit(request: ChatRequest, upstreamModel: string): MemberEdits {
  const once = request.text.indexOf('"model"') === request.text.lastIndexOf('"model"');
  return once && request.model === upstreamModel ? {} : { model: JSON.stringify(upstreamModel) };
}

function streamOptionsEdit({ stream, body, wantsUsage, wantsCost }: ChatRequest): MemberEdits {
  if (!stream || (wantsUsage && !wantsCost)) return {};
  const { include_cost: _, ...options } = asObject(body['stream_options']) ?? {};
  return { stream_options: JSON.stringify({ ...options, include_usage: true }) };
}

function metadataEdit(body: JsonObject): MemberEdits {
  const metadata = asObject(body['metadata']);
  if (metadata === null || !('tags' in metadata)) return {};
  const { tags: _, ...rest } = metadata;
  return { metadata: Object.keys(rest).length === 0 ? null : JSON.stringify(rest) };
}

function parseObject(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}
