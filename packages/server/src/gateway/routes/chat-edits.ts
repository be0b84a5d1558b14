import { asObject } from '../json.ts';
import type { MemberEdits } from '../request/edit-members.ts';
import type { InferenceRequest, UpstreamConventions, UpstreamTraits } from './inference-route.ts';

type Upstream = UpstreamTraits & UpstreamConventions;

/** What of a chat request its upstream has to be told in other words. */
export function chatEdits(request: InferenceRequest, upstream: Upstream): MemberEdits {
  return { ...askForUsage(request, upstream), ...limitOutput(request, upstream) };
}

/**
 * Usage is asked for in every stream, unless the upstream is known not to take the question;
 * `include_cost` is ours and goes no further.
 */
function askForUsage(
  { stream, body, wantsUsage, wantsCost }: InferenceRequest,
  { takesStreamOptions, streamUsage }: Upstream,
): MemberEdits {
  if (!stream || (wantsUsage && !wantsCost && streamUsage === 'asked')) return {};
  if (streamUsage === 'unasked' || (!takesStreamOptions && !wantsUsage)) {
    return 'stream_options' in body ? { stream_options: null } : {};
  }
  const { include_cost: _, ...options } = asObject(body['stream_options']) ?? {};
  return { stream_options: JSON.stringify({ ...options, include_usage: true }) };
}

/** A limit under a name the upstream does not know would be refused, or worse, passed over. */
function limitOutput({ body }: InferenceRequest, { outputLimit }: Upstream): MemberEdits {
  const limit = body['max_completion_tokens'];
  if (outputLimit === 'either' || limit === undefined) return {};
  return { max_completion_tokens: null, max_tokens: JSON.stringify(limit) };
}
