import { asObject } from '../json.ts';
import type { MemberEdits } from '../request/edit-members.ts';
import type { InferenceRequest } from './inference-route.ts';

/** Usage is asked for in every stream; `include_cost` is ours and goes no further. */
export function askForUsage({
  stream,
  body,
  wantsUsage,
  wantsCost,
}: InferenceRequest): MemberEdits {
  if (!stream || (wantsUsage && !wantsCost)) return {};
  const { include_cost: _, ...options } = asObject(body['stream_options']) ?? {};
  return { stream_options: JSON.stringify({ ...options, include_usage: true }) };
}
