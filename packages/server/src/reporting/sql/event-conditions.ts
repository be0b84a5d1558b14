import type { Params } from '../../platform/postgres/index.ts';
import type { Bounds, SpendEventQuery } from '../spend-event-query.ts';
import { inFilter } from './in-filter.ts';

/** The conditions on events `e`. */
export function eventConditions(query: SpendEventQuery, params: Params): string[] {
  const { range, filter, unpriced, callId, errorText } = query;
  const conditions = [inFilter('e', filter, params)];
  if (range !== null) {
    conditions.push(`e.occurred_at >= ${params.add(range.startsAt)}`);
    conditions.push(`e.occurred_at < ${params.add(range.endsAt)}`);
  }
  if (unpriced !== null) conditions.push(unpriced ? UNPRICED : `not (${UNPRICED})`);
  if (callId !== null) conditions.push(`e.call_id = ${params.add(callId)}::uuid`);
  if (errorText !== null) conditions.push(containsError(errorText, params));
  return [
    ...conditions,
    ...between('e.cost', query.cost, 'numeric', params),
    ...between('e.charge', query.charge, 'numeric', params),
    ...between('e.duration_ms', query.durationMs, 'integer', params),
  ];
}

/** An adjustment gives its call a price. */
const UNPRICED = `e.cost is null and not exists (
  select from spend_event a
  where a.call_id = e.call_id and a.attempt = e.attempt and a.occurred_at = e.occurred_at
    and a.adjustment > 0)`;

/** The text is looked for as it stands: nothing in it is a pattern. */
function containsError(text: string, params: Params): string {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return `e.error_code is not null and e.error_code ilike ${params.add(pattern)}`;
}

function between<T>(
  column: string,
  bounds: Bounds<T> | null,
  type: string,
  params: Params,
): string[] {
  const { min, max } = bounds ?? { min: null, max: null };
  return [
    ...(min === null ? [] : [`${column} >= ${params.add(min)}::${type}`]),
    ...(max === null ? [] : [`${column} <= ${params.add(max)}::${type}`]),
  ];
}
