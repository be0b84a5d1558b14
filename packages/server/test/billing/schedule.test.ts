import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BillingSchedule } from '../../src/billing/schedule/billing-schedule.ts';
import type { InvoiceRow } from '../../src/billing/sql/invoice-rows.ts';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import {
  ALL_INVOICES,
  type Billing,
  changeOf,
  crashingAt,
  messageOf,
  startBilling,
  unwrap,
} from './billing-harness.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CENT = parsePico('0.01') as Pico;
let billing: Billing;
beforeEach(async () => {
  billing = await startBilling();
});
afterEach(() => billing[Symbol.asyncDispose]());

const call = (customer: string, at: Date) =>
  spendEvent({ customerExternalId: customer, occurredAt: at, cost: CENT, charge: CENT });

/** Latest first. */
function invoicesOf(customer: string): Promise<InvoiceRow[]> {
  return billing.invoices.list({ ...ALL_INVOICES, customer }, { limit: 50, after: null });
}

test('by schedule each period is drafted once its grace is over, by one of however many processes', async () => {
  const { schedule, clock } = billing;
  const due = async () =>
    (await Promise.all([schedule.draftDue(), schedule.draftDue()])).flat().length;
  await billing.record([call('scheduled', new Date('2026-04-30T23:59:59Z'))]);
  clock.advance(Date.parse('2026-05-01T02:59:59Z') - clock.now().getTime());
  expect(await due()).toBe(0);
  const settings = { isOn: true, graceHours: 3, finaliseAfterHours: null };
  unwrap(await schedule.set({ ...settings, revision: 0 }, 'test'));
  expect(messageOf(await schedule.set({ ...settings, revision: 0 }, 'test'))).toMatch(/meanwhile/);
  for (const wrong of [{ graceHours: 721 }, { graceHours: 0.5 }, { finaliseAfterHours: 0 }]) {
    const set = await schedule.set({ ...settings, ...wrong, revision: 1 }, 'test');
    expect(messageOf(set)).toMatch(/720 hours/);
  }
  expect(await due()).toBe(0);
  clock.advance(1_000);
  expect(await due()).toBe(1);
  expect(await schedule.settings()).toMatchObject({
    draftedUntil: new Date('2026-05-01T00:00:00Z'),
    revision: 1,
  });
  clock.advance(HOUR_MS);
  expect(await due()).toBe(0);
  unwrap(await schedule.set({ ...settings, isOn: false, revision: 1 }, 'test'));
  await billing.record([call('late starter', new Date('2026-04-02T00:00:00Z'))]);
  clock.advance(DAY_MS);
  expect(await due()).toBe(0);
  unwrap(await schedule.set({ ...settings, revision: 2 }, 'test'));
  expect(await due()).toBe(1);
});

describe('drafts of the schedule become final by themselves', () => {
  const settings = { isOn: true, graceHours: 1, finaliseAfterHours: 24 };
  const fail = (error: unknown) => {
    throw error;
  };
  const at = (text: string) =>
    billing.clock.advance(Date.parse(text) - billing.clock.now().getTime());
  const april = (customer: string) => call(customer, new Date('2026-04-15T00:00:00Z'));
  const draftOf = async (customer: string) => (await invoicesOf(customer))[0] as InvoiceRow;

  test('once their time of review is over, but for those that somebody has changed', async () => {
    const { drafts, schedule } = billing;
    const earlier = ['by hand'];
    const later = ['untouched', 'edited', 'refreshed', 'in review', 'unpriced'];
    const unpriced = { ...april('unpriced'), cost: null, charge: null };
    await billing.record([...earlier, ...later.slice(0, -1)].map(april));
    await billing.record([unpriced]);
    at('2026-05-01T00:30:00Z');
    await drafts.generate(earlier, null);
    unwrap(await schedule.set({ ...settings, revision: 0 }, 'test'));
    expect(await schedule.nextRunAt()).toEqual(billing.clock.now());
    at('2026-05-01T01:00:00Z');
    expect(await schedule.draftDue()).toHaveLength(later.length);
    expect(await schedule.nextRunAt()).toEqual(new Date('2026-06-01T01:00:00Z'));
    const [edited, refreshed, reviewed] = [
      await draftOf('edited'),
      await draftOf('refreshed'),
      await draftOf('in review'),
    ];
    unwrap(await drafts.addLine(changeOf(edited), { description: 'x', amount: '1' }));
    unwrap(await drafts.refresh(changeOf(refreshed)));
    unwrap(await drafts.setInReview(changeOf(reviewed), true));
    const back = { id: reviewed.id, revision: reviewed.revision + 1 };
    unwrap(await drafts.setInReview(changeOf(back), false));
    const due = new Date('2026-05-02T01:00:00Z');
    expect((await draftOf('untouched')).finalisesAt).toEqual(due);
    expect(await schedule.nextFinalisingAt()).toEqual(due);
    at('2026-05-02T00:59:59Z');
    expect(await schedule.finaliseDue(fail)).toEqual([]);
    at('2026-05-02T01:00:00Z');
    const twice = [schedule.finaliseDue(fail), schedule.finaliseDue(fail)];
    const { id } = await draftOf('untouched');
    expect((await Promise.all(twice)).flat()).toEqual([id]);
    expect(await draftOf('untouched')).toMatchObject({
      ...{ status: 'FINALISED', number: 'INV-000001', finalisedAt: due, finalisesAt: null },
    });
    at('2026-06-30T00:00:00Z');
    expect(await schedule.finaliseDue(fail)).toEqual([]);
    expect(await schedule.nextFinalisingAt()).toBeNull();
  });

  test('in the order of their periods, each as what the one before it leaves', async () => {
    const { schedule } = billing;
    await billing.record([
      call('two periods', new Date('2026-03-15T00:00:00Z')),
      april('two periods'),
    ]);
    at('2026-05-01T09:00:00Z');
    unwrap(await schedule.set({ ...settings, revision: 0 }, 'test'));
    expect(await schedule.draftDue()).toHaveLength(2);
    // It came in while they were there to be looked at.
    await billing.record([call('two periods', new Date('2026-04-16T00:00:00Z'))]);
    at('2026-05-02T09:00:00Z');
    expect(await schedule.finaliseDue(fail)).toHaveLength(2);
    const made = (await invoicesOf('two periods')).toSorted(
      (a, b) => Number(a.number?.at(-1)) - Number(b.number?.at(-1)),
    );
    expect(made.map(({ number, calls, total }) => [number, calls, total])).toEqual([
      ['INV-000001', 1, '0.01'],
      ['INV-000002', 2, '0.02'],
    ]);
  });

  test('not those from before that was switched on, or switched on again', async () => {
    const { schedule } = billing;
    const off = { ...settings, finaliseAfterHours: null };
    await billing.record([april('before')]);
    at('2026-05-01T09:00:00Z');
    unwrap(await schedule.set({ ...off, revision: 0 }, 'test'));
    expect(await schedule.draftDue()).toHaveLength(1);
    at('2026-05-01T10:00:00Z');
    unwrap(await schedule.set({ ...settings, revision: 1 }, 'test'));
    expect((await draftOf('before')).finalisesAt).toBeNull();
    await billing.record([april('after')]);
    expect(await schedule.draftDue()).toHaveLength(1);
    unwrap(await schedule.set({ ...settings, finaliseAfterHours: 48, revision: 2 }, 'test'));
    expect((await draftOf('after')).finalisesAt).toEqual(new Date('2026-05-03T10:00:00Z'));
    unwrap(await schedule.set({ ...settings, isOn: false, revision: 3 }, 'test'));
    expect((await draftOf('after')).finalisesAt).toBeNull();
    at('2026-05-01T11:00:00Z');
    unwrap(await schedule.set({ ...settings, revision: 4 }, 'test'));
    expect((await draftOf('after')).finalisesAt).toBeNull();
  });

  test('once and without a gap, wherever it is broken off', async () => {
    await billing.record(['one', 'two'].map(april));
    at('2026-05-01T09:00:00Z');
    unwrap(await billing.schedule.set({ ...settings, revision: 0 }, 'test'));
    await billing.schedule.draftDue();
    at('2026-05-02T09:00:00Z');
    for (const when of ['before', 'after'] as const) {
      for (let n = 1; ; n += 1) {
        const pool = crashingAt(billing.pool, n, when);
        const schedule = new BillingSchedule({ ...billing, pool });
        await schedule.finaliseDue(() => undefined).catch(() => undefined);
        if (!pool.crashed) break;
      }
    }
    const made = [await draftOf('one'), await draftOf('two')];
    expect(made.map(({ number }) => number).toSorted()).toEqual(['INV-000001', 'INV-000002']);
  });
});
