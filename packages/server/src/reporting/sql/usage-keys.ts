import type { Params } from '../../platform/postgres/index.ts';
import type { Range } from '../range.ts';
import type { UsageGroup } from '../usage-request.ts';

/** The SQL of a group's key, as text; null where spend has none. */
export function keyOf(group: UsageGroup, range: Range, params: Params): string {
  switch (group) {
    case 'CUSTOMER':
      return 'd.customer_external_id';
    case 'MODEL':
      return 'd.model';
    case 'API_KEY':
      return 'd.api_key_id::text';
    case 'TEAM':
      return 'd.team_id::text';
    case 'USER':
      return 'd.user_id::text';
    case 'TAG':
      return 't.tag';
    case 'DAY':
      return dayOf(range, params);
  }
}

/** Days are cut here, not by PostgreSQL, so that one time zone database decides everywhere. */
function dayOf(range: Range, params: Params): string {
  const days = range.days();
  const dates = params.add(days.map((day) => day.date));
  const starts = params.add(days.map((day) => day.startsAt));
  return `(${dates}::text[])[width_bucket(r.bucket_start, ${starts}::timestamptz[])]`;
}
