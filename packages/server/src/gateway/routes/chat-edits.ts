import { asObject } from '../json.ts';
import type { MemberEdits } from '../request/edit-members.ts';
import type { InferenceRequest, UpstreamTraits } from './inference-route.ts';

/**
 * Usage is asked for in every stream, unless the upstream is known not to take the question;
 * `include_cost` is ours and goes no further.
 */
export function askForUsage(
  { stream, body, wantsUsage, wantsCost }: InferenceRequest,
  { takesStreamOptions }: UpstreamTraits,
): MemberEdits {
  if (!stream || (wantsUsage && !wantsCost)) return {};
  if (!takesStreamOptions && !wantsUsage) {
    return 'stream_options' in body ? { stream_options: null } : {};
  }
  const { include_cost: _, ...options } = asObject(body['stream_options']) ?? {};
  return { stream_options: JSON.stringify({ ...options, include_usage: true }) };
}
