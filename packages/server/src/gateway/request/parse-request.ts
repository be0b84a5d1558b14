import { err, ok, type Result } from '../../kernel/index.ts';
import { asObject, type JsonObject, parseJson } from '../json.ts';
import type { Refusal } from '../response/refusal.ts';
import type {
  InferenceRequest,
  InferenceRoute,
  UpstreamConventions,
  UpstreamTraits,
} from '../routes/inference-route.ts';
import { editMembers, type MemberEdits } from './edit-members.ts';
import { editFields, parseForm } from './multipart.ts';
import { OVERRIDE_MEMBERS } from './overrides.ts';
import { countMembers } from './top-level-members.ts';

/** What came in: the path may name the model, as Azure's clients have it. */
export interface RawRequest {
  readonly route: InferenceRoute;
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly modelInPath: string | null;
}

export function parseRequest(raw: RawRequest): Result<InferenceRequest, Refusal> {
  const text = raw.route.encoding === 'json' ? raw.bytes.toString('utf8') : null;
  const body = text === null ? parseForm(raw) : asObject(parseJson(text));
  if (body === null)
    return err({ code: 'invalid_body', message: NOT_READABLE[raw.route.encoding] });
  const model = raw.modelInPath ?? body['model'];
  if (typeof model !== 'string' || model === '') {
    return err({ code: 'invalid_value', message: 'model must be a model name.', param: 'model' });
  }
  const stream = raw.route.streams ?? readFlag(body['stream']);
  if (stream === null) {
    return err({ code: 'invalid_value', message: 'stream must be a boolean.', param: 'stream' });
  }
  const options = asObject(body['stream_options']);
  const wantsCost = options?.['include_cost'] === true;
  const wantsUsage = wantsCost || options?.['include_usage'] === true;
  const { route, bytes, contentType } = raw;
  const saysTwice = text !== null && isRepeated(body, text);
  return ok({ route, bytes, contentType, body, model, stream, wantsUsage, wantsCost, saysTwice });
}

const NOT_READABLE = {
  json: 'The request body is not a JSON object, or nests too deeply.',
  multipart: 'The request body is not a multipart form.',
};

/** A form has its flags as text. */
function readFlag(value: unknown): boolean | null {
  if (value === undefined || value === null || value === false || value === 'false') return false;
  return value === true || value === 'true' ? true : null;
}

/**
 * The body for the upstream: its own model name, what the route changes, and without what only
 * Tollgate reads (`tags` and the like, which OpenAI would refuse). Untouched bytes stay untouched.
 */
export function upstreamBody(
  request: InferenceRequest,
  upstream: UpstreamTraits & UpstreamConventions & { readonly upstreamModel: string },
): Buffer | string {
  if (request.route.encoding === 'multipart') {
    return editFields(request, { ...WITHOUT_OWN, model: upstream.upstreamModel });
  }
  const edits: Record<string, string | null> = {
    ...modelEdit(request, upstream.upstreamModel),
    ...request.route.edits?.(request, upstream),
    ...metadataEdit(request.body),
  };
  for (const own of OWN_MEMBERS) if (own in request.body) edits[own] = null;
  if (!request.saysTwice && isEmpty(edits)) return request.bytes;
  return editMembers(request.bytes.toString('utf8'), edits);
}

function isEmpty(edits: MemberEdits): boolean {
  for (const _ in edits) return false;
  return true;
}

function isRepeated(body: JsonObject, text: string): boolean {
  let members = 0;
  for (const _ in body) members += 1;
  return countMembers(text) !== members;
}

const OWN_MEMBERS = [
  'tags',
  'litellm_metadata',
  'litellm_session_id',
  'litellm_trace_id',
  ...OVERRIDE_MEMBERS,
];

const WITHOUT_OWN = Object.fromEntries(OWN_MEMBERS.map((name) => [name, null]));

function modelEdit({ route, body }: InferenceRequest, upstreamModel: string): MemberEdits {
  if (route.path.includes('{model}') || body['model'] === upstreamModel) return {};
  return { model: JSON.stringify(upstreamModel) };
}

function metadataEdit(body: JsonObject): MemberEdits {
  const metadata = asObject(body['metadata']);
  if (metadata === null || !('tags' in metadata)) return {};
  const { tags: _, ...rest } = metadata;
  return { metadata: Object.keys(rest).length === 0 ? null : JSON.stringify(rest) };
}
