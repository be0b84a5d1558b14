import type { Reach } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import { Params } from '../../platform/postgres/index.ts';
import type { SpendEvent } from '../spend-event.ts';
import { EVENT_COLUMNS, NOW, type SpendEventRow, toSpendEvent } from './spend-event-rows.ts';
import { withinReach } from './within-reach.ts';

const MOST_ROWS = 1_000;

/** Every row of these calls within reach, in order: each attempt, with its adjustments after it. */
export async function readCallRows(
  db: Queryable,
  callIds: readonly string[],
  reach: Reach,
): Promise<SpendEvent[]> {
  const params = new Params();
  const { rows } = await db.query<SpendEventRow>(
    `with rows as materialized (
       select e.* from spend_event e
       where e.call_id = any(${params.add(callIds)}::uuid[]) and ${withinReach('e', reach, params)}
       order by e.call_id, e.attempt, e.adjustment limit ${MOST_ROWS}
     )
     select ${EVENT_COLUMNS} from rows e ${NOW} order by e.call_id, e.attempt, e.adjustment`,
    params.values,
  );
  return rows.map(toSpendEvent);
}
