import type { Reach } from '../../platform/access/index.ts';
import type { Params } from '../../platform/postgres/index.ts';

/** The condition that a row of events or dimensions is the caller's to see. */
export function withinReach(table: string, reach: Reach, params: Params): string {
  if (reach === 'ALL') return 'true';
  const { teamIds, userId, customer } = reach;
  const ways: string[] = [];
  if (teamIds.length > 0) ways.push(`${table}.team_id = any(${params.add(teamIds)}::uuid[])`);
  if (userId !== null) ways.push(`${table}.user_id = ${params.add(userId)}::uuid`);
  if (customer !== null) ways.push(`${table}.customer_external_id = ${params.add(customer)}`);
  return ways.length === 0 ? 'false' : `(${ways.join(' or ')})`;
}
