import type { SpendEvent } from '../../metering/index.ts';
import { makeCall } from './call.ts';
import type { DemoCustomer } from './customers.ts';
import { Random } from './random.ts';
import type { TracedCall } from './trace.ts';

/** The span to fill, and what with. `from` is part of it, `until` is not. */
export interface TrafficPlan {
  readonly from: Date;
  readonly until: Date;
  readonly customers: readonly DemoCustomer[];
  readonly trace: readonly TracedCall[];
  readonly seed: number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
/** All customers together, on a working day at the end of the span. */
const CALLS_PER_DAY = 1_350;
/** Calls per day at the start of the span against its end. */
const START_LEVEL = 0.5;

/**
 * The calls of the span, a day at a time and in order of time within it. What a customer does on a
 * day depends on the seed, the customer and the day alone. Only how much of it is shown depends on the
 * span, and a later span never shows more: filling two overlapping spans repeats calls, with the same ids
 * and the same content, and never contradicts them.
 */
export function* demoTraffic(plan: TrafficPlan): Generator<SpendEvent[]> {
  const last = Math.floor(plan.until.getTime() / DAY_MS) + 1;
  for (let day = Math.floor(plan.from.getTime() / DAY_MS) - 1; day <= last; day += 1) {
    const calls = plan.customers
      .flatMap((customer) => callsOfDay(plan, customer, day))
      .filter(({ occurredAt }) => occurredAt >= plan.from && occurredAt < plan.until);
    calls.sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
    if (calls.length > 0) yield calls;
  }
}

/** `day` is the customer's own, in days since 1970-01-01. */
function callsOfDay(plan: TrafficPlan, customer: DemoCustomer, day: number): SpendEvent[] {
  const random = new Random(plan.seed, customer.externalId ?? '', day);
  const midnight = day * DAY_MS - customer.utcOffsetHours * HOUR_MS;
  const mood = random.between(0.75, 1.3);
  const count = random.poisson(mood * expectedCalls(plan, customer, { day, midnight }));
  const start = random.below(plan.trace.length);
  const turn = random.below(60);
  const hours = customer.business.hours.map((weight, hour) => [hour, weight] as const);
  return Array.from({ length: count }, (_, index) => {
    const traced = plan.trace[(start + index) % plan.trace.length] as TracedCall;
    const minute = (traced.minute + turn) % 60;
    const time = random.weighted(hours) * HOUR_MS + minute * MINUTE_MS + random.below(MINUTE_MS);
    return makeCall({ customer, occurredAt: new Date(midnight + time), traced }, random);
  });
}

function expectedCalls(
  { from, until, customers }: TrafficPlan,
  customer: DemoCustomer,
  { day, midnight }: { day: number; midnight: number },
): number {
  const progress = (midnight - from.getTime()) / (until.getTime() - from.getTime());
  if (progress < customer.joinsAfter && customer.joinsAfter > 0) return 0;
  const level = START_LEVEL + (1 - START_LEVEL) * Math.min(Math.max(progress, 0), 1);
  const share = customer.weight / customers.reduce((sum, { weight }) => sum + weight, 0);
  return CALLS_PER_DAY * share * level * (isWeekend(day) ? customer.business.weekend : 1);
}

/** 1970-01-01 was a Thursday. */
function isWeekend(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}
