import { EVENT_SUMS, MEASURES } from './sum-events.ts';

const PARTS = 'customer_external_id, model, api_key_id, team_id, user_id';

/** Carries forward what happened from $1, the beginning of a month, until $2. */
export const CARRY_MONTH = `
insert into spend_carried (month, ${PARTS}, ${MEASURES.join(', ')})
select ($1::timestamptz at time zone 'UTC')::date, ${PARTS}, ${EVENT_SUMS}
from spend_event where occurred_at >= $1 and occurred_at < $2
group by ${PARTS}`;
