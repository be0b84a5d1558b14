import { parsePico } from '../../../src/kernel/index.ts';
import { reconcile } from '../../../src/metering/index.ts';
import type { Pool } from '../../../src/platform/postgres/index.ts';
import { customerOf, usageOf } from './counting-upstream.ts';
import type { Observation } from './place-call.ts';

interface EventRow {
  readonly callId: string;
  readonly customer: string;
  readonly status: string;
  readonly cost: string;
}

/** Each list holds numbers of calls, and each list but the figures must be empty. */
export interface Recount {
  readonly problems: {
    /** The caller had its whole answer, and there is no event. */
    readonly lost: number[];
    /** The provider was called, and there is no event. */
    readonly unbilled: number[];
    readonly doubled: number[];
    /** The event's amount, call id or status is not what the answer said. */
    readonly different: number[];
    /** The event's amount is not what its usage costs. */
    readonly misrated: number[];
    readonly uncalledFor: string[];
    readonly reconciliation: string[];
  };
  readonly figures: {
    readonly complete: number;
    readonly broken: number;
    readonly events: number;
    readonly unknown: number;
  };
}

/** Of the test's model: a dollar per million input tokens, two per million output tokens. */
function priceOf(call: number): bigint {
  const { prompt_tokens, completion_tokens } = usageOf(call);
  return BigInt(prompt_tokens) * 1_000_000n + BigInt(completion_tokens) * 2_000_000n;
}

/** Compares what callers saw and what the provider got with what is in the database. */
export async function recount(
  pool: Pool,
  observations: readonly Observation[],
  received: ReadonlyMap<number, number>,
): Promise<Recount> {
  const { rows } = await pool.query<EventRow>(
    `select call_id as "callId", customer_external_id as customer, status, cost::text from spend_event`,
  );
  const events = Map.groupBy(rows, (row) => row.customer);
  const eventsOf = (call: number) => events.get(customerOf(call)) ?? [];
  const complete = observations.filter((seen) => seen.complete);
  const calls = observations.map((seen) => seen.call);
  const known = new Set(calls.map(customerOf));
  const settled = calls.filter((call) => eventsOf(call)[0]?.status === 'succeeded');
  const { checks } = await reconcile(pool, new Date());
  return {
    problems: {
      lost: complete.map(({ call }) => call).filter((call) => eventsOf(call).length === 0),
      unbilled: [...received.keys()].filter((call) => eventsOf(call).length === 0),
      doubled: calls.filter((call) => eventsOf(call).length > 1),
      different: complete.filter((seen) => !agrees(seen, eventsOf(seen.call)[0])).map(callNumber),
      misrated: settled.filter((call) => amountOf(eventsOf(call)[0]) !== priceOf(call)),
      uncalledFor: rows.map(({ customer }) => customer).filter((customer) => !known.has(customer)),
      reconciliation: checks
        .filter((check) => !check.ok)
        .map(({ name, measure }) => `${name}: ${measure}`),
    },
    figures: {
      complete: complete.length,
      broken: observations.length - complete.length,
      events: rows.length,
      unknown: rows.filter(({ status }) => status === 'unknown').length,
    },
  };
}

export const NO_PROBLEMS: Recount['problems'] = {
  ...{ lost: [], unbilled: [], doubled: [], different: [], misrated: [] },
  ...{ uncalledFor: [], reconciliation: [] },
};

const callNumber = ({ call }: Observation) => call;

function agrees(seen: Observation, event: EventRow | undefined): boolean {
  if (event === undefined) return true;
  const said = seen.cost === null ? null : parsePico(seen.cost);
  return event.status === 'succeeded' && event.callId === seen.callId && amountOf(event) === said;
}

function amountOf(event: EventRow | undefined): bigint | null {
  return event === undefined ? null : parsePico(event.cost);
}
