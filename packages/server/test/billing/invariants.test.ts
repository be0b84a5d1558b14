import { randomUUIDv7 } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatExact } from '../../src/billing/rating/exact.ts';
import type { ModelUsage } from '../../src/billing/rating/rate-card.ts';
import { rateUsage } from '../../src/billing/rating/rate-usage.ts';
import type { InvoiceRow } from '../../src/billing/sql/invoice-rows.ts';
import { toPico } from '../../src/kernel/index.ts';
import { rebuildRollups, type SpendEvent } from '../../src/metering/index.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import { type Billing, changeOf, crashingAt, startBilling, unwrap } from './billing-harness.ts';
import { cardOf, totalOf } from './support.ts';

/** The invariants of billing, over lives that a seed decides and that are broken off at any statement. */
const SEED = 20;
const DAY_MS = 86_400_000;
let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing[Symbol.asyncDispose]());

type Service = Pick<Billing, 'drafts' | 'invoices'>;
type Attempt = (work: (service: Service) => Promise<unknown>) => Promise<void>;

let crashes = 0;

/** Broken off before and after each of its statements in turn, until it gets through. */
async function stubbornly(work: (service: Service) => Promise<unknown>): Promise<void> {
  for (let n = 1; ; n += 1) {
    for (const when of ['before', 'after'] as const) {
      const pool = crashingAt(billing.pool, n, when);
      await work(billing.on(pool)).catch(ignoreCrash);
      if (!pool.crashed) return;
      crashes += 1;
    }
  }
}

function ignoreCrash(error: Error): null {
  if (error.message !== 'crash') throw error;
  return null;
}

function used(customer: string, at: string, dollars: bigint): SpendEvent {
  const amount = toPico(dollars * 10n ** 12n);
  const occurredAt = new Date(at);
  return spendEvent({ customerExternalId: customer, occurredAt, cost: amount, charge: amount });
}

async function invoicesOf(customer: string): Promise<InvoiceRow[]> {
  const { rows } = await billing.pool.query<{ id: string }>(
    'select id from invoice where customer_external_id = $1 order by period_start, created_at, id',
    [customer],
  );
  const found = await Promise.all(rows.map(({ id }) => billing.invoices.find(id, 'ALL')));
  return found.filter((each) => each !== null);
}

/** What was made for one customer, but for what tells two lives of it apart. */
async function stateOf(customer: string): Promise<unknown> {
  const { rows } = await billing.pool.query(
    `select i.status, i.period_start, i.covers_from, i.subtotal, i.total, i.calls, i.currency,
       i.number is not null as numbered, i.replaces is not null as replacing, i.payment_reference,
       (select jsonb_agg(amount) from credit_note c where c.invoice_id = i.id) as credited,
       (select jsonb_agg(to_jsonb(l) - array['id', 'invoice_id'] ||
          case when l.kind = 'MANUAL' then '{"key": "by hand"}' else '{}'::jsonb end order by l.position)
        from invoice_line l where l.invoice_id = i.id) as lines
     from invoice i where i.customer_external_id = $1 order by i.period_start, i.created_at, i.id`,
    [customer],
  );
  return rows;
}

/** All that can happen to invoices, once. */
async function wholeLife(customer: string, attempt: Attempt): Promise<void> {
  const of = async (month: number) => {
    const all = await invoicesOf(customer);
    const found = all.findLast(({ periodStart }) => periodStart.getUTCMonth() + 1 === month);
    if (found === undefined) throw new Error(`no invoice of month ${month}`);
    return found;
  };
  let keys = 0;
  const change = async (
    month: number,
    work: (
      service: Service,
      change: ReturnType<typeof changeOf>,
      idempotencyKey: string,
    ) => Promise<unknown>,
  ) => {
    const looked = changeOf(await of(month));
    keys += 1;
    const key = `${customer} ${keys}`;
    await attempt((service) => work(service, looked, key));
  };
  await billing.record([
    used(customer, '2026-01-05T00:00:00Z', 100n),
    used(customer, '2026-02-05T00:00:00Z', 200n),
    used(customer, '2026-03-05T00:00:00Z', 300n),
  ]);
  await attempt(({ drafts }) => drafts.generate([customer], null));
  const line = { description: 'Onboarding', amount: '10.005' };
  await change(1, ({ drafts }, looked) => drafts.addLine(looked, line));
  await change(1, ({ drafts }, looked) => drafts.refresh(looked));
  await change(1, ({ drafts }, looked) => drafts.setInReview(looked, true));
  await change(1, ({ invoices }, looked, key) => invoices.finalise(looked, key));
  await billing.record([used(customer, '2026-01-06T00:00:00Z', 7n)]);
  await change(2, ({ drafts }, looked) => drafts.refresh(looked));
  await change(2, ({ invoices }, looked, key) => invoices.finalise(looked, key));
  const credit = { amount: '1.5', reason: 'Outage' };
  await change(1, ({ invoices }, looked, idempotencyKey) =>
    invoices.credit(looked, { ...credit, idempotencyKey }),
  );
  await change(1, ({ invoices }, looked, key) => invoices.markPaid(looked, 'wire 1', key));
  const wrong = { reason: 'Wrong address', replace: true };
  await change(2, ({ invoices }, looked, idempotencyKey) =>
    invoices.void(looked, { ...wrong, idempotencyKey }),
  );
  await change(2, ({ invoices }, looked, key) => invoices.finalise(looked, key));
  await change(2, ({ invoices }, looked, idempotencyKey) =>
    invoices.void(looked, { ...wrong, replace: false, idempotencyKey }),
  );
  await change(2, ({ invoices }, looked, key) => invoices.replace(looked, key));
  await change(3, ({ drafts }, looked) => drafts.refresh(looked));
  const [second, third] = [await of(2), await of(3)];
  const total = String(Number(second.total) + Number(third.total));
  const bulk = { by: 'test', idempotencyKey: `${customer} bulk` };
  await attempt(({ invoices }) =>
    invoices.finaliseAll([second.id, third.id], [{ currency: 'USD', total }], bulk),
  );
}

test('broken off before and after every statement, and begun again, all that happens to invoices happens once', async () => {
  await wholeLife('in-one-go', async (work) => {
    expect(await work(billing)).not.toMatchObject({ ok: false });
  });
  await wholeLife('stubborn', stubbornly);
  const expected = await stateOf('in-one-go');
  expect(await stateOf('stubborn')).toEqual(expected);
  expect(expected).toMatchObject([
    { status: 'PAID', total: '110.010000000000', credited: [1.5] },
    { status: 'VOID', total: '207.000000000000' },
    { status: 'VOID', total: '207.000000000000', replacing: true },
    { status: 'FINALISED', total: '207.000000000000', replacing: true },
    { status: 'FINALISED', total: '300.000000000000' },
  ]);
  expect(crashes).toBeGreaterThan(200);
  await expectNumbersWithoutGap();
}, 120_000);

const money = '0.0123';
const tiers = [
  { upTo: '900', unitPrice: '0.003', flat: '0.5' },
  { upTo: '2500', unitPrice: '0.001' },
  { unitPrice: '0.0007' },
];
const CARDS = [
  { price: { kind: 'COST_PLUS', markupPercent: '17.5' }, terms: { allowance: '2', minimum: '9' } },
  { price: { kind: 'PER_TOKEN', input: '2.5', cachedInput: '1', output: '10' }, terms: {} },
  { price: { kind: 'GRADUATED', meter: 'TOKENS', included: '100', tiers }, terms: {} },
  { price: { kind: 'VOLUME', meter: 'TOKENS', tiers }, terms: { discountPercent: '3.3333' } },
  {
    price: { kind: 'PACKAGE', meter: 'REQUESTS', size: '3', price: '0.999' },
    terms: { fixedFees: [{ name: 'Platform', amount: '4.995' }] },
  },
].map(({ price, terms }) => ({
  ...terms,
  rules: [
    { name: 'Own', models: ['a*'], price, requestFee: money },
    { name: 'Rest', models: ['*'], price: { kind: 'COST_PLUS', markupPercent: '0' } },
  ],
}));

const event = fc.record({
  daysAgo: fc.integer({ min: 0, max: 70 }),
  model: fc.constantFrom('a1', 'a2', 'b'),
  inputTokens: fc.integer({ min: 0, max: 900 }),
  outputTokens: fc.nat(400),
  cost: fc.option(fc.bigInt({ min: 0n, max: 4n * 10n ** 12n }).map(toPico), { freq: 9 }),
});
const action = fc.constantFrom(
  ...(['refresh', 'addLine', 'review', 'finalise', 'finalise', 'finalise'] as const),
  ...(['pay', 'credit', 'void', 'voidAndReplace', 'replace'] as const),
);
const step = fc.oneof(
  fc.record({ kind: fc.constant('record' as const), events: fc.array(event, { maxLength: 6 }) }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 25 }) }),
  fc.record({ kind: fc.constant('generate' as const), twice: fc.boolean() }),
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('change' as const), action, which: fc.nat(50) }),
  },
);
const life = fc.record({
  card: fc.constantFrom(...CARDS),
  profile: fc.record({
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Kiritimati', 'America/St_Johns'),
    cadence: fc.constantFrom('MONTH' as const, 'WEEK' as const, 'ANCHORED' as const),
    anchorDay: fc.constantFrom(1, 31),
    taxPercent: fc.constantFrom('0', '19'),
  }),
  currency: fc.constantFrom(
    { currency: 'USD', exchangeRate: '1' },
    { currency: 'JPY', exchangeRate: '151.2345' },
  ),
  steps: fc.array(
    fc.tuple(
      step,
      fc.option(fc.tuple(fc.integer({ min: 1, max: 14 }), fc.constantFrom('before', 'after'))),
    ),
    { minLength: 10, maxLength: 30 },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let lives = 0;

/** One customer, from the first call to the day on which everything is billed. */
class Life {
  readonly customer = `life-${++lives}`;
  readonly #recorded: SpendEvent[] = [];
  #keys = 0;

  async begin(card: object, profile: object): Promise<void> {
    const { customer } = this;
    const request = { name: customer, effectiveFrom: null, isDefault: false, terms: card };
    unwrap(await billing.terms.setRateCard(request, { by: 'test', idempotencyKey: this.#key() }));
    unwrap(await billing.terms.assignRateCard('CUSTOMER', customer, customer));
    const known = await billing.terms.profile(customer);
    unwrap(await billing.terms.setProfile({ ...known, ...profile }, 'test'));
  }

  async run(taken: Step, service: Service): Promise<void> {
    if (taken.kind === 'wait') return billing.clock.advance(taken.days * DAY_MS);
    if (taken.kind === 'record') return this.#record(taken.events);
    if (taken.kind === 'generate') {
      const generate = () => service.drafts.generate([this.customer], null);
      const all = await Promise.allSettled(taken.twice ? [generate(), generate()] : [generate()]);
      for (const each of all) if (each.status === 'rejected') throw each.reason;
      return;
    }
    const all = await invoicesOf(this.customer);
    const chosen = all[taken.which % Math.max(1, all.length)];
    if (chosen !== undefined) await this.#change(taken.action, chosen, service);
  }

  /** Together with some that were recorded before, in another order. */
  async #record(
    events: readonly (typeof event extends fc.Arbitrary<infer T> ? T : never)[],
  ): Promise<void> {
    const now = billing.clock.now().getTime();
    const fresh = events.map(({ daysAgo, ...facts }) =>
      spendEvent({
        ...facts,
        callId: randomUUIDv7(),
        charge: facts.cost,
        customerExternalId: this.customer,
        occurredAt: new Date(now - daysAgo * DAY_MS),
      }),
    );
    await billing.record([...fresh.toReversed(), ...this.#recorded.slice(0, 3)]);
    this.#recorded.push(...fresh);
  }

  async #change(
    name: typeof action extends fc.Arbitrary<infer T> ? T : never,
    of: InvoiceRow,
    { drafts, invoices }: Service,
  ): Promise<void> {
    const looked = changeOf(of);
    const key = this.#key();
    const voiding = { reason: 'Wrong', replace: name === 'voidAndReplace', idempotencyKey: key };
    const actions = {
      refresh: () => drafts.refresh(looked),
      addLine: () => drafts.addLine(looked, { description: 'By hand', amount: '0.335' }),
      review: () => drafts.setInReview(looked, of.status === 'DRAFT'),
      finalise: () => invoices.finalise(looked, key),
      pay: () => invoices.markPaid(looked, 'wire', key),
      credit: () => invoices.credit(looked, { amount: '1', reason: 'Outage', idempotencyKey: key }),
      void: () => invoices.void(looked, voiding),
      voidAndReplace: () => invoices.void(looked, voiding),
      replace: () => invoices.replace(looked, key),
    };
    // What is refused changes nothing.
    const before = await stateOf(this.customer);
    const done = await actions[name]();
    if (!done.ok) expect(await stateOf(this.customer)).toEqual(before);
  }

  /** Whatever is open is billed. */
  async settle(): Promise<void> {
    billing.clock.advance(100 * DAY_MS);
    await billing.drafts.generate([this.customer], null);
    for (const { id, status } of await invoicesOf(this.customer)) {
      if (status !== 'VOID') continue;
      const found = await billing.invoices.find(id, 'ALL');
      if (found !== null) await billing.invoices.replace(changeOf(found), this.#key());
    }
    for (const { id } of await invoicesOf(this.customer)) await this.#finaliseAtLast(id);
  }

  async #finaliseAtLast(id: string): Promise<void> {
    const current = async () => (await billing.invoices.find(id, 'ALL')) as InvoiceRow;
    const { status } = await current();
    if (status !== 'DRAFT' && status !== 'IN_REVIEW') return;
    if (status === 'IN_REVIEW') {
      unwrap(await billing.drafts.setInReview(changeOf(await current()), false));
    }
    unwrap(await billing.drafts.refresh(changeOf(await current())));
    if ((await current()).total.startsWith('-')) {
      const line = { description: 'Above nothing', amount: '1000' };
      unwrap(await billing.drafts.addLine(changeOf(await current()), line));
    }
    unwrap(await billing.invoices.finalise(changeOf(await current()), this.#key()));
  }

  usageBetween(start: Date, end: Date): ModelUsage[] {
    return this.#recorded
      .filter(({ occurredAt }) => occurredAt >= start && occurredAt < end)
      .map(({ model, inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, cost }) => ({
        ...{ model, inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, calls: 1 },
        cost: cost ?? toPico(0n),
      }));
  }

  #key(): string {
    this.#keys += 1;
    return `${this.customer} ${this.#keys}`;
  }
}

test('the same calls in another order, in other batches, twice, and without rollups: the same invoice', async () => {
  const calls = fc.array(event, { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...CARDS), calls, async (card, all) => {
      const [one, two] = [new Life(), new Life()];
      const now = Date.parse('2026-03-20T00:00:00Z');
      const of = (customer: string) =>
        all.map(({ daysAgo, ...facts }) =>
          spendEvent({
            ...facts,
            charge: facts.cost,
            customerExternalId: customer,
            occurredAt: new Date(now - daysAgo * DAY_MS),
          }),
        );
      await one.begin(card, {});
      await two.begin(card, {});
      await billing.record(of(one.customer));
      const shuffled = of(two.customer).toSorted((a, b) => (a.callId < b.callId ? 1 : -1));
      for (const each of shuffled) await billing.record([each, ...shuffled.slice(0, 2)]);
      await billing.drafts.generate([one.customer], null);
      await billing.pool.query('delete from usage_rollup');
      await billing.drafts.generate([two.customer], null);
      await rebuildRollups(billing.pool);
      expect(await stateOf(two.customer)).toEqual(await stateOf(one.customer));
    }),
    { seed: SEED, numRuns: 5 },
  );
}, 60_000);

test('whatever happens in whatever order, every call is billed once, and every invoice adds up', async () => {
  await fc.assert(
    fc.asyncProperty(life, async ({ card, profile, currency, steps }) => {
      const one = new Life();
      await one.begin(card, { ...profile, ...currency });
      for (const [taken, crash] of steps) {
        const pool = crash ? crashingAt(billing.pool, ...crash) : billing.pool;
        await one.run(taken, billing.on(pool)).catch(ignoreCrash);
      }
      await one.settle();
      await expectEachCallOnce(one.customer);
      await expectFooting(one.customer);
      await expectRatedAsAWhole(one, card);
    }),
    { seed: SEED, numRuns: 8, endOnFailure: true },
  );
  await expectNumbersWithoutGap();
}, 240_000);

/** Every row of the record is on exactly one invoice that counts. */
async function expectEachCallOnce(customer: string): Promise<void> {
  const { rows } = await billing.pool.query(
    `select e.call_id from spend_event e where e.customer_external_id = $1 and 1 <> (
       select count(*) from invoice i where i.status in ('FINALISED', 'PAID')
         and i.customer_external_id = e.customer_external_id
         and e.occurred_at < i.period_end and coalesce(e.sequence, 0) <= i.until_sequence
         and (e.occurred_at >= i.covers_from or coalesce(e.sequence, 0) > i.after_sequence))`,
    [customer],
  );
  expect(rows).toEqual([]);
}

/** Lines and subtotal, tax, credit; once rounded, by half a unit at most; the hash still that of what is said. */
async function expectFooting(customer: string): Promise<void> {
  const { rows } = await billing.pool.query(
    `select i.number from invoice i
       cross join lateral (select coalesce(sum(billed), 0) as billed, coalesce(sum(exact), 0) as exact
         from invoice_line l where l.invoice_id = i.id) as lines
     where i.customer_external_id = $1 and not (
       lines.billed = i.subtotal and i.total = i.subtotal + i.tax and i.total >= 0
       and i.tax = round(i.subtotal * i.tax_percent / 100, i.currency_digits)
       and abs(i.subtotal - lines.exact * i.exchange_rate) <= 0.5 * 10::numeric ^ -i.currency_digits
       and (select coalesce(sum(amount), 0) from credit_note c where c.invoice_id = i.id) <= i.total
       and i.content_sha256 = sha256(convert_to(invoice_content(i)::text, 'UTF8')))`,
    [customer],
  );
  expect(rows).toEqual([]);
}

/** However late its calls came and however often it was billed, a period comes to what it is all at once. */
async function expectRatedAsAWhole(one: Life, card: object): Promise<void> {
  const { rows } = await billing.pool.query<{ start: Date; end: Date; exact: string }>(
    `select l.period_start as start, l.period_end as end, trim_scale(sum(l.exact))::text as exact
     from invoice_line l join invoice i on i.id = l.invoice_id
     where i.customer_external_id = $1 and i.status <> 'VOID' and l.kind <> 'MANUAL'
     group by 1, 2`,
    [one.customer],
  );
  for (const { start, end, exact } of rows) {
    const whole = totalOf(rateUsage(cardOf(card), one.usageBetween(start, end)));
    expect([start, exact]).toEqual([start, formatExact(whole)]);
  }
}

async function expectNumbersWithoutGap(): Promise<void> {
  for (const table of ['invoice', 'credit_note']) {
    const { rows } = await billing.pool.query<{ n: number }>(
      `select substring(number from '\\d+')::int as n from ${table} where number is not null order by 1`,
    );
    expect(rows.map(({ n }) => n)).toEqual(rows.map((_, i) => i + 1));
  }
}
