import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkInvoices } from '../../src/billing/index.ts';
import type { InvoiceRow } from '../../src/billing/sql/invoice-rows.ts';
import { formatPico, type Pico, parsePico } from '../../src/kernel/index.ts';
import { checkRecord } from '../../src/metering/index.ts';
import { withTransaction } from '../../src/platform/postgres/index.ts';
import { PriceBook } from '../../src/pricing/index.ts';
import { ReratingService } from '../../src/rerating/index.ts';
import { setTestPrice } from '../testkit/set-price.ts';
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

let billing: Billing;
beforeEach(async () => {
  billing = await startBilling();
});
afterEach(() => billing[Symbol.asyncDispose]());

const usd = (text: string) => parsePico(text) as Pico;

function call(at: string, cost: string | null = '1', customer = 'acme') {
  const amount = cost === null ? null : usd(cost);
  return spendEvent({
    occurredAt: new Date(at),
    customerExternalId: customer,
    cost: amount,
    charge: amount,
  });
}

async function invoice(id: string): Promise<InvoiceRow> {
  const found = await billing.invoices.find(id, 'ALL');
  if (found === null) throw new Error(`no invoice ${id}`);
  return found;
}

async function draft(customer = 'acme'): Promise<InvoiceRow[]> {
  const ids = await billing.drafts.generate([customer], null);
  return Promise.all(ids.map(invoice));
}

let keys = 0;
const key = () => {
  keys += 1;
  return `key-${keys}`;
};

async function finalise(of: InvoiceRow): Promise<InvoiceRow> {
  return unwrap(await billing.invoices.finalise(changeOf(of), key()));
}

/** Every row of the record with the number of live invoices that bill it; drafts count on demand. */
async function coverage(statuses = ['FINALISED', 'PAID']): Promise<number[]> {
  const { rows } = await billing.pool.query<{ times: number }>(
    `select (select count(*) from invoice i where i.status = any($1)
       and i.customer_external_id = e.customer_external_id
       and e.occurred_at < i.period_end and coalesce(e.sequence, 0) <= i.until_sequence
       and (e.occurred_at >= i.covers_from or coalesce(e.sequence, 0) > i.after_sequence)) as times
     from spend_event e order by e.occurred_at, e.call_id`,
    [statuses],
  );
  return rows.map(({ times }) => times);
}

async function cardNamed(name: string, price: object): Promise<void> {
  const request = { name, effectiveFrom: null, isDefault: false, terms: rule(price) };
  unwrap(await billing.terms.setRateCard(request, { by: 'test', idempotencyKey: key() }));
}

async function card(terms: object): Promise<void> {
  const request = { name: 'Card', effectiveFrom: null, isDefault: true, terms };
  unwrap(await billing.terms.setRateCard(request, { by: 'test', idempotencyKey: key() }));
}

const rule = (price: object) => ({ rules: [{ name: 'All', models: ['*'], price }] });

describe('drafting', () => {
  test('gives each period that has ended an invoice, once, and rounds it once', async () => {
    await billing.record([
      call('2026-01-31T23:59:59.999Z', '0.0049'),
      call('2026-02-01T00:00:00Z', '0.005'),
      call('2026-03-31T23:59:59Z', '2'),
      call('2026-04-01T00:00:00Z', '4'),
    ]);
    const [expected] = await billing.drafts.preview(['acme', 'nobody'], null);
    expect(expected).toMatchObject({ currency: 'USD', invoices: 3, total: '2.01' });
    expect((await draft()).map(({ total }) => total)).toEqual(['0', '0.01', '2']);
    expect(await draft()).toEqual([]);
    expect(await coverage(['DRAFT'])).toEqual([1, 1, 1, 0]);
  });

  test('goes by the customer’s own time zone and cadence', async () => {
    const profile = await billing.terms.profile('acme');
    const berlin = { ...profile, timeZone: 'europe/berlin', cadence: 'WEEK' as const };
    unwrap(await billing.terms.setProfile(berlin, 'test'));
    await billing.record([call('2026-03-22T22:59:59Z'), call('2026-03-22T23:00:00Z')]);
    const made = await draft();
    expect(made.map(({ periodStart }) => periodStart.toISOString())).toEqual([
      '2026-03-15T23:00:00.000Z',
      '2026-03-22T23:00:00.000Z',
    ]);
    // The week in which the clocks go forward.
    expect(made[1]?.periodEnd.toISOString()).toBe('2026-03-29T22:00:00.000Z');
  });

  test('of all customers at once, twice at the same time, makes each invoice once', async () => {
    const customers = Array.from({ length: 20 }, (_, i) => `customer-${i}`);
    await billing.record(customers.map((each) => call('2026-03-05T00:00:00Z', '1', each)));
    const made = await Promise.all([
      billing.drafts.generate([], null),
      billing.drafts.generate([], null),
    ]);
    expect(made.flat().length).toBe(20);
    expect(await coverage(['DRAFT'])).toEqual(customers.map(() => 1));
  });

  test('refreshes from the record and keeps what was put in by hand', async () => {
    await billing.record([call('2026-03-05T00:00:00Z')]);
    const [made] = await draft();
    const line = { description: '=Onboarding', amount: '10.005' };
    const added = unwrap(await billing.drafts.addLine(changeOf(made as InvoiceRow), line));
    expect(added.total).toBe('11.01');
    await billing.record([call('2026-03-06T00:00:00Z', '2')]);
    const refreshed = unwrap(await billing.drafts.refresh(changeOf(added)));
    expect(refreshed.total).toBe('13.01');
    const lines = await billing.invoices.lines(refreshed.id, { after: 0, limit: 100 });
    expect(lines.map(({ kind, billed }) => [kind, billed])).toEqual([
      ['USAGE', '3'],
      ['MANUAL', '10.01'],
    ]);
    const manual = lines[1]?.id ?? '';
    const removed = unwrap(await billing.drafts.removeLine(changeOf(refreshed), manual));
    expect(removed.total).toBe('3');
  });

  test('in review it stands still, and an old revision changes nothing', async () => {
    await billing.record([call('2026-03-05T00:00:00Z')]);
    const [made] = (await draft()) as [InvoiceRow];
    const reviewed = unwrap(await billing.drafts.setInReview(changeOf(made), true));
    expect(messageOf(await billing.drafts.refresh(changeOf(reviewed)))).toMatch(/IN_REVIEW/);
    expect(messageOf(await billing.invoices.finalise(changeOf(made), key()))).toMatch(/meanwhile/);
  });

  test('states tax, currency and party as they are then, and keeps them', async () => {
    const profile = await billing.terms.profile('acme');
    const terms = { currency: 'EUR', exchangeRate: '0.9', taxPercent: '19', name: 'Acme GmbH' };
    const set = unwrap(await billing.terms.setProfile({ ...profile, ...terms }, 'test'));
    await billing.record([call('2026-03-05T00:00:00Z', '10')]);
    const done = await finalise((await draft())[0] as InvoiceRow);
    unwrap(await billing.terms.setProfile({ ...set, exchangeRate: '2', name: 'Other' }, 'test'));
    expect(await invoice(done.id)).toMatchObject({
      ...{ currency: 'EUR', subtotal: '9', tax: '1.71', total: '10.71', exchangeRate: '0.9' },
      party: { name: 'Acme GmbH' },
    });
  });
});

test('no customer is billed in a time zone that the database cannot list invoices in', async () => {
  const profile = await billing.terms.profile('acme');
  const set = (timeZone: string) => billing.terms.setProfile({ ...profile, timeZone }, 'test');
  expect(messageOf(await set('US/Pacific-New'))).toMatch(/time zone/);
  unwrap(await set('asia/kathmandu'));
  await billing.record([call('2026-03-05T00:00:00Z')]);
  await draft();
  const march = { ...ALL_INVOICES, periodFrom: '2026-03-01', periodTo: '2026-03-01' };
  expect(await billing.invoices.list(march, { limit: 10, after: null })).toHaveLength(1);
});

test.each([
  ['Pacific/Auckland', '2026-04-01T18:00:00Z', '2026-04-02'],
  ['America/Los_Angeles', '2026-04-02T06:00:00Z', '2026-04-01'],
])('is due so many days after the day it was issued in %s', async (timeZone, now, day) => {
  billing.clock.advance(Date.parse(now) - billing.clock.now().getTime());
  const profile = await billing.terms.profile('acme');
  unwrap(await billing.terms.setProfile({ ...profile, timeZone, paymentDays: 0 }, 'test'));
  await billing.record([call('2026-03-05T00:00:00Z')]);
  const made = (await draft())[0] as InvoiceRow;
  expect((await finalise(made)).dueOn).toBe(day);
});

describe('a line', () => {
  /** Of each line what it counts, and what its calls add up to. */
  async function counted(of: InvoiceRow): Promise<unknown[]> {
    const lines = await billing.invoices.lines(of.id, { after: 0, limit: 100 });
    return Promise.all(
      lines.map(async ({ id, unit, quantity }) => {
        const found = await billing.invoices.line(id, 'ALL');
        if (found === null) throw new Error(`no line ${id}`);
        const calls = await billing.invoices.calls(found, { limit: 100, after: null });
        const sum = calls.reduce((all, call) => all + (parsePico(call.quantity) ?? 0n), 0n);
        return [unit, quantity, formatPico(sum as Pico), calls.length];
      }),
    );
  }

  test('shows exactly the calls that make up its quantity, late ones by themselves', async () => {
    const price = { kind: 'PER_TOKEN', input: '1', output: '2' };
    const tiers = [{ upTo: '7', unitPrice: '1' }, { unitPrice: '2' }];
    await card({
      rules: [
        { name: 'Own', models: ['100%_own'], price, requestFee: '1' },
        { name: 'Pool', models: ['*'], price: { kind: 'GRADUATED', meter: 'TOKENS', tiers } },
      ],
    });
    const used = (at: string, of: object) => ({ ...call(at), ...of });
    await billing.record([
      used('2026-02-03T00:00:00Z', { model: '100%_own', inputTokens: 5, cachedInputTokens: 2 }),
      used('2026-02-04T00:00:00Z', { model: '100%_own', inputTokens: 9, outputTokens: 0 }),
      used('2026-02-05T00:00:00Z', { model: '100xxown', inputTokens: 4, outputTokens: 6 }),
      used('2026-03-05T00:00:00Z', { model: '100%_own', inputTokens: 1, outputTokens: 0 }),
    ]);
    const [february, march] = (await draft()) as [InvoiceRow, InvoiceRow];
    const output = spendEvent({}).outputTokens;
    expect(await counted(february)).toEqual([
      ['Input tokens', '12', '12', 2],
      ['Cached input tokens', '2', '2', 1],
      ['Output tokens', `${output}`, `${output}`, 1],
      ['Requests', '2', '2', 2],
      ['Tokens', '7', '10', 1],
      ['Tokens', '3', '10', 1],
    ]);
    await finalise(february);
    await billing.record([
      used('2026-02-09T00:00:00Z', { model: '100%_own', inputTokens: 8, outputTokens: 0 }),
    ]);
    expect(await counted(unwrap(await billing.drafts.refresh(changeOf(march))))).toEqual([
      ['Input tokens', '1', '1', 1],
      ['Requests', '1', '1', 1],
      ['Input tokens', '8', '8', 1],
      ['Requests', '1', '1', 1],
    ]);
  });
});

describe('late usage', () => {
  test('is billed by the next invoice, under its own period, and every row exactly once', async () => {
    await card(
      rule({
        kind: 'VOLUME',
        meter: 'SPEND',
        tiers: [{ upTo: '10', unitPrice: '2' }, { unitPrice: '1' }],
      }),
    );
    await billing.record([call('2026-02-05T00:00:00Z', '10')]);
    const february = await finalise((await draft())[0] as InvoiceRow);
    expect(february.total).toBe('20');
    await billing.record([call('2026-02-06T00:00:00Z', '15'), call('2026-03-05T00:00:00Z', '3')]);
    const [march] = (await draft()) as [InvoiceRow];
    const lines = await billing.invoices.lines(march.id, { after: 0, limit: 100 });
    // 25 dollars of February cost 25 in the upper tier: 20 were booked at the price of the lower one.
    expect(
      lines.map(({ late, quantity, unitPrice, exact, periodStart }) => [
        ...[late, quantity, unitPrice, exact],
        periodStart.getUTCMonth() + 1,
      ]),
    ).toEqual([
      [false, '3', '2', '6', 3],
      [true, '25', '1', '25', 2],
      [true, '-10', '2', '-20', 2],
    ]);
    expect((await finalise(march)).total).toBe('11');
    expect(await coverage()).toEqual([1, 1, 1]);
  });

  test('of a month without an invoice is billed too', async () => {
    await billing.record([call('2026-01-05T00:00:00Z'), call('2026-03-05T00:00:00Z')]);
    const [january, march] = (await draft()) as [InvoiceRow, InvoiceRow];
    await finalise(january);
    await billing.record([call('2026-02-10T00:00:00Z', '7')]);
    const second = unwrap(await billing.drafts.refresh(changeOf(march)));
    expect(second.total).toBe('8');
    await finalise(second);
    expect(await coverage()).toEqual([1, 1, 1]);
  });

  test('an invoice waits for the one before it, and is refreshed after it', async () => {
    await billing.record([call('2026-02-05T00:00:00Z'), call('2026-03-05T00:00:00Z')]);
    const [february, march] = (await draft()) as [InvoiceRow, InvoiceRow];
    expect(messageOf(await billing.invoices.finalise(changeOf(march), key()))).toMatch(/before it/);
    await billing.record([call('2026-02-07T00:00:00Z', '5')]);
    const fresh = unwrap(await billing.drafts.refresh(changeOf(february)));
    billing.clock.advance(1_000);
    expect((await finalise(fresh)).total).toBe('6');
    expect(messageOf(await billing.invoices.finalise(changeOf(march), key()))).toMatch(/refresh/);
    const again = unwrap(await billing.drafts.refresh(changeOf(march)));
    expect((await finalise(again)).total).toBe('1');
    expect(await coverage()).toEqual([1, 1, 1]);
  });
});

describe('a correction of usage that was invoiced', () => {
  const PRICES = { dearer: '0.3', cheaper: '0.1', later: '0.3' };

  /** Rates all calls again: 10 input tokens each, at the prices of `PRICES`. */
  async function rerate(prices: Readonly<Record<string, string>> = PRICES): Promise<void> {
    for (const [model, input] of Object.entries(prices)) {
      await setTestPrice(billing.pool, `openai/${model}`, { input, output: '0' });
    }
    const service = new ReratingService({
      ...{ pool: billing.pool, book: new PriceBook(), deployments: () => [], steps: [] },
      onError: (error) => expect(error).toBeUndefined(),
    });
    const span = { startsAt: new Date('2026-01-01'), endsAt: new Date('2027-01-01') };
    const selection = { ...span, models: Object.keys(prices), customers: [], only: 'ALL' } as const;
    const request = { reason: 'test', requestedBy: 'me', idempotencyKey: key() };
    await service.run(unwrap(await service.start(selection, request)).id);
    await service.close();
  }

  const used = (customer: string, model: string, at: string, cost: string | null) => ({
    ...call(at, cost, customer),
    ...{ model, upstreamModel: model },
  });

  /** For all customers, finalised: month and amount of each line by customer. */
  async function invoiceAll(): Promise<Record<string, unknown>> {
    const made = await Promise.all((await billing.drafts.generate([], null)).map(invoice));
    for (const each of made) await finalise(each);
    const shown = await Promise.all(made.map(async (of) => [of.customer, await linesOf(of.id)]));
    return Object.fromEntries(shown);
  }

  async function linesOf(id: string): Promise<unknown[]> {
    const lines = await billing.invoices.lines(id, { after: 0, limit: 100 });
    return lines.map(({ kind, late, exact, periodStart, model }) => {
      const month = periodStart.getUTCMonth() + 1;
      return `${month} ${late ? 'late' : 'own'} ${model ?? kind} ${exact}`;
    });
  }

  async function expectAllToAgree(): Promise<void> {
    const checks = await withTransaction(billing.pool, async (tx) => [
      ...(await checkRecord(tx)),
      ...(await checkInvoices(tx)),
    ]);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  }

  test('is once on the next invoice of each customer, under its own month, up or down', async () => {
    await cardNamed('Half more', { kind: 'COST_PLUS', markupPercent: '50' });
    unwrap(await billing.terms.assignRateCard('CUSTOMER', 'marked up', 'Half more'));
    billing.clock.advance(Date.parse('2026-03-01') - billing.clock.now().getTime());
    const [february, march] = ['2026-02-28T23:59:59Z', '2026-03-01T00:00:00Z'];
    await billing.record([
      used('up', 'dearer', february, '1'),
      used('down', 'cheaper', february, '5'),
      used('both', 'dearer', february, '1'),
      used('both', 'cheaper', february, '5'),
      used('unpriced', 'later', february, null),
      used('drafted', 'cheaper', february, '5'),
      used('marked up', 'dearer', february, '1'),
      used('untouched', 'other', february, '1'),
    ]);
    expect(await invoiceAll()).toMatchObject({ unpriced: [], both: { length: 2 } });
    await billing.record([
      used('both', 'dearer', march, '3'),
      used('drafted', 'dearer', march, '1'),
      used('untouched', 'other', march, '1'),
    ]);
    billing.clock.advance(Date.parse('2026-04-01') - billing.clock.now().getTime());
    const [waiting] = (await draft('drafted')) as [InvoiceRow];
    const line = { description: 'Onboarding', amount: '10' };
    const withLine = unwrap(await billing.drafts.addLine(changeOf(waiting), line));
    await rerate();
    await rerate();
    expect(await invoiceAll()).toEqual({
      up: ['2 late dearer 2'],
      down: ['2 late cheaper -4'],
      both: ['3 own dearer 3', '2 late cheaper -4', '2 late dearer 2'],
      unpriced: ['2 late later 3'],
      'marked up': ['2 late dearer 3'],
      untouched: ['3 own other 1'],
    });
    // It was there before the correction, which it takes up when it is drawn up anew.
    expect(await linesOf(waiting.id)).toEqual(['3 own dearer 1', '3 own MANUAL 10']);
    const fresh = unwrap(await billing.drafts.refresh(changeOf(withLine)));
    const expected = ['3 own dearer 3', '2 late cheaper -4', '3 own MANUAL 10'];
    expect([fresh.total, await linesOf(waiting.id)]).toEqual(['9', expected]);
    await finalise(fresh);
    await expectAllToAgree();
    // What comes to less than nothing is credit; a month later there is nothing left to correct.
    const { rows } = await billing.pool.query(
      'select customer_external_id as customer, amount::int from credit_grant',
    );
    expect(rows).toEqual([{ customer: 'down', amount: 4 }]);
    billing.clock.advance(Date.parse('2026-05-01') - billing.clock.now().getTime());
    expect(await invoiceAll()).toEqual({});
    // Corrected again, the difference to what was corrected is billed, of both months.
    await rerate({ dearer: '0.2' });
    expect(await invoiceAll()).toEqual({
      up: ['2 late dearer -1'],
      both: ['2 late dearer -1', '3 late dearer -1'],
      drafted: ['3 late dearer -1'],
      'marked up': ['2 late dearer -1.5'],
    });
    expect(new Set(await coverage())).toEqual(new Set([1]));
    await expectAllToAgree();
  });
});

describe('a finalised invoice', () => {
  const finalised = async () => {
    await billing.record([call('2026-03-05T00:00:00Z', '100')]);
    return finalise((await draft())[0] as InvoiceRow);
  };

  const FROZEN = {
    'its total': 'update invoice set subtotal = 1, total = 1 where id = $1',
    'its number': "update invoice set number = 'X' where id = $1",
    'its party': "update invoice set party = '{}' where id = $1",
    'its hash': "update invoice set content_sha256 = '' where id = $1",
    'its window': 'update invoice set until_sequence = 99 where id = $1',
    'its state, back to draft':
      "update invoice set status = 'DRAFT', finalised_at = null where id = $1",
    'its existence': 'delete from invoice where id = $1',
    'its lines': 'update invoice_line set billed = 0 where invoice_id = $1',
    'lines by removal': 'delete from invoice_line where invoice_id = $1',
    'lines by moving them away':
      'update invoice_line set invoice_id = gen_random_uuid() where invoice_id = $1',
    'lines by addition':
      'insert into invoice_line select (jsonb_populate_record(l, \'{"position": 99, "id": "0198c0de-0000-7000-8000-000000000001"}\')).* from invoice_line l where invoice_id = $1',
    'it into a void one without a reason':
      "update invoice set status = 'VOID', voided_at = now(), revision = revision + 1 where id = $1",
  };

  test('is not changed by SQL in anything it says, nor emptied', async () => {
    const { id } = await finalised();
    for (const [what, statement] of Object.entries(FROZEN)) {
      await expect(billing.pool.query(statement, [id]), what).rejects.toThrow(/is final/);
    }
    for (const table of ['invoice', 'invoice_line', 'credit_note']) {
      const emptied = billing.pool.query(`truncate ${table} cascade`);
      await expect(emptied, table).rejects.toThrow(/append-only/);
    }
  });

  test('has a hash of all it says that anybody can take again in SQL, whatever becomes of it', async () => {
    const done = await finalised();
    const check = `select content_sha256 = sha256(convert_to(invoice_content(i)::text, 'UTF8')) as same from invoice i where id = $1`;
    const same = async () => (await billing.pool.query(check, [done.id])).rows[0].same;
    expect(await same()).toBe(true);
    unwrap(await billing.invoices.markPaid(changeOf(done), 'wire 1', key()));
    expect(await same()).toBe(true);
  });

  test('that does not add up is refused by the database', async () => {
    await billing.record([call('2026-03-05T00:00:00Z', '100')]);
    const [made] = (await draft()) as [InvoiceRow];
    const statement = `update invoice set status = 'FINALISED', number = 'X', finalised_at = now(),
      subtotal = 99, total = 99 where id = $1`;
    await expect(billing.pool.query(statement, [made.id])).rejects.toThrow(/does not add up/);
  });

  test('voided and replaced bills the same calls again, and no others', async () => {
    const done = await finalised();
    await billing.record([call('2026-03-06T00:00:00Z', '5')]);
    await card({ ...rule({ kind: 'COST_PLUS', markupPercent: '10' }) });
    const options = { reason: 'Wrong card', replace: true, idempotencyKey: 'void' };
    const voided = unwrap(await billing.invoices.void(changeOf(done), options));
    expect(await coverage()).toEqual([0, 0]);
    const replacement = await finalise(voided.replacement as InvoiceRow);
    expect([replacement.total, replacement.number, replacement.replaces]).toEqual([
      ...['110', 'INV-000002'],
      done.id,
    ]);
    expect(await coverage()).toEqual([1, 0]);
    // The same request again changes nothing more.
    expect(unwrap(await billing.invoices.void(changeOf(done), options)).replacement?.id).toBe(
      replacement.id,
    );
  });

  test('voided without a replacement can be replaced later, once', async () => {
    const done = await finalised();
    const options = { reason: 'Wrong card', replace: false, idempotencyKey: 'void' };
    const voided = unwrap(await billing.invoices.void(changeOf(done), options));
    expect(voided.replacement).toBeNull();
    const again = await Promise.all(
      ['a', 'b'].map((each) => billing.invoices.replace(changeOf(voided.invoice), each)),
    );
    expect(again.map(messageOf).filter((message) => message !== null)).toEqual([
      'It was replaced already',
    ]);
    const draft = unwrap(again.find(({ ok }) => ok) ?? (again[0] as never));
    expect((await finalise(draft)).total).toBe('100');
    expect(await coverage()).toEqual([1]);
  });

  test('is credited up to its total and no further, by however many at once', async () => {
    const done = await finalised();
    const credit = (amount: string) =>
      billing.invoices.credit(changeOf(done), { amount, reason: 'Outage', idempotencyKey: key() });
    for (const bad of ['0', '-1', '0.001', '100.01', 'x', '1e30']) {
      expect(messageOf(await credit(bad))).not.toBeNull();
    }
    const answers = await Promise.all(Array.from({ length: 8 }, () => credit('30')));
    expect(answers.filter(({ ok }) => ok).length).toBe(3);
    expect((await invoice(done.id)).credited).toBe('90');
  });

  test('is one invoice however often finalising is asked for under one key', async () => {
    await billing.record([call('2026-03-05T00:00:00Z')]);
    const [made] = (await draft()) as [InvoiceRow];
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => billing.invoices.finalise(changeOf(made), 'same')),
    );
    expect(new Set(answers.map((each) => unwrap(each).number))).toEqual(new Set(['INV-000001']));
    const other = await billing.invoices.finalise({ ...changeOf(made), id: keysId }, 'same');
    expect(messageOf(other)).toMatch(/another request/);
  });
});

const keysId = '0198c0de-0000-7000-8000-000000000009';

test('32 finalisers at once, some of them failing, leave numbers without gap or double', async () => {
  const customers = Array.from({ length: 64 }, (_, i) => `c${i}`);
  await billing.record(customers.map((each) => call('2026-03-05T00:00:00Z', '1', each)));
  const ids = await billing.drafts.generate([], null);
  const work = ids.map((id, i) => async () => {
    const of = changeOf(await invoice(id));
    if (i % 4 !== 0) return billing.invoices.finalise(of, key());
    // Breaks off after the number was drawn: at the statement that writes it.
    return billing
      .on(crashingAt(billing.pool, 9))
      .invoices.finalise(of, key())
      .catch(() => null);
  });
  const workers = Array.from({ length: 32 }, async () => {
    for (let next = work.pop(); next !== undefined; next = work.pop()) await next();
  });
  await Promise.all(workers);
  const { rows } = await billing.pool.query<{ n: number }>(
    `select substr(number, 5)::int as n from invoice where number is not null order by 1`,
  );
  expect(rows.length).toBe(48);
  expect(rows.map(({ n }) => n)).toEqual(rows.map((_, i) => i + 1));
}, 60_000);

test('bulk finalising does all or nothing, and only for the totals that were looked at', async () => {
  await billing.record(['a', 'b'].map((each) => call('2026-03-05T00:00:00Z', '2.5', each)));
  const ids = await billing.drafts.generate([], null);
  const run = (total: string) =>
    billing.invoices.finaliseAll(ids, [{ currency: 'USD', total }], {
      by: 'test',
      idempotencyKey: key(),
    });
  expect(messageOf(await run('4.99'))).toMatch(/expected/);
  expect(
    messageOf(await billing.invoices.finaliseAll(ids, [], { by: 'x', idempotencyKey: key() })),
  ).toMatch(/expected/);
  unwrap(await run('5'));
  expect((await Promise.all(ids.map(invoice))).map(({ status }) => status)).toEqual([
    'FINALISED',
    'FINALISED',
  ]);
});

test('bulk finalising takes several periods of one customer that were drafted together, in order', async () => {
  await billing.record([call('2026-02-05T00:00:00Z', '1'), call('2026-03-05T00:00:00Z', '2')]);
  const ids = await billing.drafts.generate(['acme'], null);
  billing.clock.advance(1_000);
  const expected = [{ currency: 'USD', total: '3' }];
  unwrap(await billing.invoices.finaliseAll(ids, expected, { by: 'test', idempotencyKey: key() }));
  const made = await Promise.all(ids.map(invoice));
  expect(made.map(({ number, total }) => [number, total])).toEqual([
    ['INV-000001', '1'],
    ['INV-000002', '2'],
  ]);
  expect(await coverage()).toEqual([1, 1]);
});

test('a draft is not finalised on what the one before it no longer says', async () => {
  await cardNamed('Own', { kind: 'COST_PLUS', markupPercent: '0' });
  await billing.record([call('2026-02-05T00:00:00Z', '1'), call('2026-03-05T00:00:00Z', '2')]);
  const [february, march] = (await draft()) as [InvoiceRow, InvoiceRow];
  billing.clock.advance(1_000);
  unwrap(await billing.terms.assignRateCard('CUSTOMER', 'acme', 'Own'));
  await finalise(unwrap(await billing.drafts.refresh(changeOf(february))));
  expect(messageOf(await billing.invoices.finalise(changeOf(march), key()))).toMatch(/refresh/);
  await finalise(unwrap(await billing.drafts.refresh(changeOf(march))));
});

describe('a rate card', () => {
  const set = (name: string, markupPercent: string, isDefault = true) =>
    billing.terms.setRateCard(
      { name, effectiveFrom: null, isDefault, terms: rule({ kind: 'COST_PLUS', markupPercent }) },
      { by: 'test', idempotencyKey: key() },
    );
  const defaults = async () =>
    (await billing.terms.rateCards({ after: null, limit: 100 }))
      .filter((each) => each.isDefault)
      .map(({ name }) => name);

  test('that is refused does not become the default one', async () => {
    unwrap(await set('First', '0'));
    unwrap(await set('Second', '0', false));
    expect(messageOf(await set('Second', '100'))).toMatch(/already/);
    expect(await defaults()).toEqual(['First']);
  });

  test('is the default one, alone, of however many that become it at once', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `Card ${i}`);
    const made = await Promise.all(names.map((name) => set(name, '0')));
    expect(made.every(({ ok }) => ok)).toBe(true);
    expect(await defaults()).toHaveLength(1);
  });
});

describe('a preview of terms', () => {
  const TERMS = {
    ...rule({
      ...{ kind: 'GRADUATED', meter: 'SPEND', included: '1' },
      tiers: [{ upTo: '2', unitPrice: '1.5', flat: '0.25' }, { unitPrice: '1.105' }],
    }),
    ...{ allowance: '1', discountPercent: '12.5', minimum: '3' },
    fixedFees: [{ name: 'Platform', amount: '9.995' }],
  };
  const last = { customer: 'acme', at: null };

  test('comes to what the invoice of the period then says, and writes nothing', async () => {
    await card(rule({ kind: 'COST_PLUS', markupPercent: '100' }));
    await billing.record([
      call('2026-03-01T00:00:00Z', '3.333'),
      call('2026-03-31T23:59:59Z', '0.0049'),
      call('2026-04-01T00:00:00Z', '40'),
    ]);
    const preview = unwrap(await billing.previews.ofCustomer(TERMS, last));
    expect(preview.present).toEqual({ rateCard: 'Card', subtotal: '6.68', difference: '6.32' });
    const [made] = await draft();
    if (made === undefined) throw new Error('nothing was drafted');
    expect(made.subtotal).toBe('6.68');
    const effectiveFrom = new Date('2026-03-01T00:00:00Z');
    const request = { name: 'Card', effectiveFrom, isDefault: true, terms: TERMS };
    unwrap(await billing.terms.setRateCard(request, { by: 'test', idempotencyKey: key() }));
    const refreshed = unwrap(await billing.drafts.refresh(changeOf(made)));
    expect(preview).toMatchObject({ subtotal: refreshed.subtotal, calls: refreshed.calls });
    const at = new Date('2026-04-01T00:00:00Z');
    const present = unwrap(await billing.previews.ofCustomer(TERMS, { ...last, at }));
    expect(present).toMatchObject({ calls: 1, period: { startsAt: at } });
  });

  test('takes a sample at what its calls would cost now, and says which have no price', async () => {
    const tokens = { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 0, outputTokens: 1 };
    const sample = [
      { model: 'known', calls: 3, ...tokens },
      { model: 'unheard of', calls: 2, ...tokens },
    ];
    const terms = rule({ kind: 'COST_PLUS', markupPercent: '10' });
    const preview = unwrap(await billing.previews.ofSample(terms, sample));
    expect(preview).toMatchObject({ calls: 5, unpricedCalls: 2, period: null, present: null });
    expect(formatPico(preview.cost)).toBe('0.75');
    expect(preview.subtotal).toBe('0.83');
  });

  test('of what makes no sense is refused, each with its place', async () => {
    const sample = [
      {
        model: 'm',
        calls: -1,
        inputTokens: 1,
        cachedInputTokens: 2,
        cacheWriteTokens: 0,
        outputTokens: 1e9,
      },
    ];
    const refused = await billing.previews.ofSample({ rules: [] }, sample);
    const places = refused.ok ? [] : refused.error.map(({ path }) => path.join('.'));
    expect([...new Set(places)]).toEqual([
      ...['terms.rules', 'sample.0.calls', 'sample.0.outputTokens', 'sample.0.cachedInputTokens'],
    ]);
    expect((await billing.previews.ofSample(TERMS, [])).ok).toBe(false);
  });
});
