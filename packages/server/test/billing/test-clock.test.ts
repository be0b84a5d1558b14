import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cadence } from '../../src/billing/period.ts';
import type { InvoiceRow } from '../../src/billing/sql/invoice-rows.ts';
import { type Pico, parsePico } from '../../src/kernel/index.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import {
  ALL_INVOICES,
  type Billing,
  changeOf,
  messageOf,
  startBilling,
  unwrap,
} from './billing-harness.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CENT = parsePico('0.01') as Pico;
const BY = { by: 'test', idempotencyKey: 'clock' };
let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing[Symbol.asyncDispose]());

const call = (customer: string, at: Date) =>
  spendEvent({ customerExternalId: customer, occurredAt: at, cost: CENT, charge: CENT });

async function invoicesOf(customer: string): Promise<InvoiceRow[]> {
  const { rows } = await billing.pool.query<{ id: string }>(
    'select id from invoice where customer_external_id = $1 order by period_start',
    [customer],
  );
  const found = await Promise.all(rows.map(({ id }) => billing.invoices.find(id, 'ALL')));
  return found.filter((each) => each !== null);
}

/** A call in each hour, a cent each: a period comes to as many cents as it has hours. */
function hourly(customer: string, from: string, until: string) {
  const [first, end] = [Date.parse(from), Date.parse(until)];
  return Array.from({ length: (end - first) / HOUR_MS }, (_, i) =>
    call(customer, new Date(first + i * HOUR_MS)),
  );
}

/** First days of periods and their hours, as a calendar on the wall of that zone has them. */
function wallCalendar(timeZone: string, day: number, count: number) {
  const month = Temporal.PlainYearMonth.from('2027-12');
  const startOf = (i: number) => {
    const of = month.add({ months: i });
    return of.toPlainDate({ day: Math.min(day, of.daysInMonth) }).toZonedDateTime(timeZone);
  };
  return Array.from({ length: count }, (_, i) => [
    startOf(i).toPlainDate().toString(),
    startOf(i)
      .until(startOf(i + 1))
      .total('hours'),
  ]);
}

test('a year on a test clock, month by month: every hour of it billed, summer time and leap day included', async () => {
  const lives: [customer: string, timeZone: string, cadence: Cadence, anchorDay: number][] = [
    ['new york', 'America/New_York', 'MONTH', 1],
    ['berlin', 'Europe/Berlin', 'ANCHORED', 31],
  ];
  for (const [customer, timeZone, cadence, anchorDay] of lives) {
    const profile = await billing.terms.profile(customer);
    unwrap(await billing.terms.setProfile({ ...profile, timeZone, cadence, anchorDay }, 'test'));
  }
  await billing.record([call('real', new Date('2026-03-05T00:00:00Z'))]);
  await billing.record([
    ...hourly('new york', '2027-12-01T05:00:00Z', '2029-01-01T05:00:00Z'),
    ...hourly('berlin', '2027-12-30T23:00:00Z', '2028-04-29T22:00:00Z'),
  ]);
  const request = {
    name: 'A leap year',
    now: new Date('2027-12-01T00:00:00Z'),
    customers: lives.map(([customer]) => customer),
  };
  let clock = unwrap(await billing.testClocks.create(request, BY));
  while (clock.now < new Date('2029-01-02T00:00:00Z')) {
    const to = new Date(Math.min(clock.now.getTime() + 9 * DAY_MS, Date.parse('2029-01-02')));
    const { clock: moved, invoices } = unwrap(
      await billing.testClocks.advance(clock.id, { to, by: 'test' }),
    );
    clock = moved;
    for (const id of invoices) {
      const made = (await billing.invoices.find(id, 'ALL')) as InvoiceRow;
      expect(clock.now.getTime() - made.periodEnd.getTime()).toBeLessThanOrEqual(9 * DAY_MS);
      const done = unwrap(await billing.invoices.finalise(changeOf(made), id));
      expect([done.createdAt, done.finalisedAt]).toEqual([clock.now, clock.now]);
      const issuedAt = Temporal.Instant.fromEpochMilliseconds(clock.now.getTime());
      const issuedOn = issuedAt.toZonedDateTimeISO(done.timeZone).toPlainDate();
      expect(done.dueOn).toBe(issuedOn.add({ days: 30 }).toString());
    }
  }
  const shown = async (customer: string) =>
    (await invoicesOf(customer)).map(({ periodStart, timeZone, calls, total }) => {
      const start = Temporal.Instant.fromEpochMilliseconds(periodStart.getTime());
      expect(total).toBe(String(calls / 100));
      return [start.toZonedDateTimeISO(timeZone).toPlainDate().toString(), calls];
    });
  expect(await shown('new york')).toEqual(wallCalendar('America/New_York', 1, 13));
  expect(await shown('berlin')).toEqual(wallCalendar('Europe/Berlin', 31, 4));
  const hours = new Map((await shown('new york')) as [string, number][]);
  expect(['2028-02-01', '2028-03-01', '2028-11-01'].map((day) => hours.get(day))).toEqual([
    ...[29 * 24, 31 * 24 - 1, 30 * 24 + 1],
  ]);
  // Real time stood still: the others are billed in it, by numbers without a gap.
  const [id] = await billing.drafts.generate([], null);
  const real = (await billing.invoices.find(id ?? '', 'ALL')) as InvoiceRow;
  expect(unwrap(await billing.invoices.finalise(changeOf(real), 'real')).number).toBe('INV-000001');
  const numbers = (await Promise.all(lives.map(([each]) => invoicesOf(each)))).flat();
  expect([real, ...numbers].map(({ isTest }) => isTest)).toEqual([
    false,
    ...numbers.map(() => true),
  ]);
  expect(numbers.map(({ number }) => number).toSorted()).toEqual(
    numbers.map((_, i) => `TEST-INV-${String(i + 1).padStart(6, '0')}`),
  );
  // They are nobody's money: no sum has them but one that asks for them.
  const counted = async (asked: { customer?: string; ids?: string[] }) =>
    (await billing.invoices.sums({ ...ALL_INVOICES, ...asked })).map(({ invoices }) => invoices);
  expect(await counted({})).toEqual([1]);
  expect(await counted({ customer: 'berlin' })).toEqual([(await invoicesOf('berlin')).length]);
  expect(await counted({ ids: numbers.map((each) => each.id) })).toEqual([numbers.length]);
}, 60_000);

test('a clock goes forward only, has customers of its own, and is made once', async () => {
  const create = (of: object, idempotencyKey: string) =>
    billing.testClocks.create(
      { name: 'x', now: new Date('2028-01-01T00:00:00Z'), customers: ['one'], ...of },
      { by: 'test', idempotencyKey },
    );
  const clock = unwrap(await create({}, 'one'));
  expect(unwrap(await create({}, 'one')).id).toBe(clock.id);
  expect(messageOf(await create({ name: 'y' }, 'one'))).toMatch(/another request/);
  expect(messageOf(await create({}, 'two'))).toMatch(/one has invoices or a clock/);
  expect(messageOf(await create({ customers: ['real'] }, 'three'))).toMatch(/real has/);
  expect(messageOf(await create({ customers: [] }, 'four'))).toMatch(/1 to 100 customers/);
  expect(messageOf(await create({ customers: ['\0'] }, 'five'))).toMatch(/1 to 100 customers/);
  expect(messageOf(await create({ now: new Date('1999-12-31') }, 'six'))).toMatch(/2000 to 2099/);
  const to = (at: string) => billing.testClocks.advance(clock.id, { to: new Date(at), by: 'test' });
  expect(messageOf(await to('2027-12-31T23:59:59Z'))).toMatch(/back/);
  expect(messageOf(await to('2031-01-01T00:00:00Z'))).toMatch(/two years/);
  await billing.record([call('one', new Date('2028-01-05T00:00:00Z'))]);
  expect(unwrap(await to('2028-01-31T23:59:59Z')).invoices).toEqual([]);
  expect(unwrap(await to('2028-02-01T00:00:00Z')).invoices).toHaveLength(1);
  expect(unwrap(await to('2028-02-01T00:00:00Z')).invoices).toEqual([]);
  const clocksOf = async (customer: string) =>
    (await billing.testClocks.list(customer, { limit: 2, after: null })).map(({ id }) => id);
  expect([await clocksOf('one'), await clocksOf('real')]).toEqual([[clock.id], []]);
  unwrap(await billing.testClocks.remove(clock.id));
  expect(messageOf(await to('2028-02-02T00:00:00Z'))).toMatch(/no such/);
  // What was made on it stays a test, and its credit note with it.
  const [draft] = (await invoicesOf('one')) as [InvoiceRow];
  expect(draft).toMatchObject({ testTime: null, isTest: true });
  expect(await billing.invoices.sums({ ...ALL_INVOICES, statuses: ['DRAFT'] })).toEqual([]);
  const final = unwrap(await billing.invoices.finalise(changeOf(draft), 'no clock'));
  expect(final).toMatchObject({ isTest: true, finalisedAt: billing.clock.now() });
  expect(final.number).toMatch(/^TEST-INV-/);
  const credit = { amount: '0.01', reason: 'x', idempotencyKey: 'no clock' };
  unwrap(await billing.invoices.credit(changeOf(final), credit));
  const [note] = await billing.invoices.creditNotes(
    { reach: 'ALL', customer: 'one', invoiceId: null },
    { limit: 1, after: null },
  );
  expect(note?.number).toBe('TEST-CN-000001');
});

test('what is made for everybody leaves those on a clock out, who are drafted for by name or as it moves on', async () => {
  const now = new Date('2028-03-01T00:00:00Z');
  const of = { name: 'apart', now, customers: ['apart'] };
  unwrap(await billing.testClocks.create(of, { by: 'test', idempotencyKey: 'apart' }));
  await billing.record([call('apart', new Date('2028-02-05T00:00:00Z'))]);
  expect(await billing.drafts.preview([], null)).toEqual([]);
  expect(await billing.drafts.generate([], null)).toEqual([]);
  expect(await billing.drafts.preview(['apart'], null)).toMatchObject([{ invoices: 1 }]);
  expect(await billing.drafts.generate(['apart'], null)).toHaveLength(1);
});
