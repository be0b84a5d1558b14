import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GrantRow, readWalletTerms } from '../../src/billing/prepaid/rows.ts';
import type { InvoiceRow } from '../../src/billing/sql/invoice-rows.ts';
import { formatPico, type Pico, parsePico, toPico } from '../../src/kernel/index.ts';
import { pruneSpend } from '../../src/metering/index.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import {
  ALL_INVOICES,
  type Billing,
  changeOf,
  messageOf,
  startBilling,
  unwrap,
} from './billing-harness.ts';

const DAY_MS = 86_400_000;
const CENT = parsePico('0.01') as Pico;
const FIRST_WEEK = Date.parse('2025-12-29T00:00:00Z');
let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing[Symbol.asyncDispose]());

const pico = (text: string) => parsePico(text) as Pico;
let keys = 0;
const key = () => {
  keys += 1;
  return `key-${keys}`;
};

/** Amounts may be text or cents. */
const amountOf = (amount: string | number) =>
  typeof amount === 'string' ? amount : formatPico(toPico(BigInt(amount) * 10n ** 10n));

const grant = (
  customer: string,
  amount: string | number,
  { priority = 100, days = null }: { priority?: number; days?: number | null } = {},
) =>
  billing.prepaid.grant(
    {
      ...{ customer, name: 'Credit', amount: amountOf(amount), currency: 'USD', priority },
      expiresAt: days === null ? null : new Date(billing.clock.now().getTime() + days * DAY_MS),
    },
    { by: 'test', idempotencyKey: key() },
  );

const grantsOf = (customer: string) =>
  billing.prepaid.grants({ reach: 'ALL', customer }, { limit: 1_000, after: null });

/** One draft of a week for each amount, and whatever is billed late with it. */
async function weeks(customer: string, costs: readonly (string | number)[]): Promise<InvoiceRow[]> {
  const profile = await billing.terms.profile(customer);
  unwrap(await billing.terms.setProfile({ ...profile, cadence: 'WEEK' }, 'test'));
  await billing.record(
    costs.map((cost, week) =>
      spendEvent({
        customerExternalId: customer,
        occurredAt: new Date(FIRST_WEEK + week * 7 * DAY_MS),
        cost: pico(amountOf(cost)),
        charge: pico(amountOf(cost)),
      }),
    ),
  );
  const ids = await billing.drafts.generate([customer], null);
  return Promise.all(ids.map(invoice));
}

async function invoice(id: string): Promise<InvoiceRow> {
  const found = await billing.invoices.find(id, 'ALL');
  if (found === null) throw new Error(`no invoice ${id}`);
  return found;
}

const finalise = async ({ id }: { id: string }) =>
  billing.invoices.finalise(changeOf(await invoice(id)), key());

const voidInvoice = async ({ id }: { id: string }, replace = false) =>
  billing.invoices.void(changeOf(await invoice(id)), {
    ...{ reason: 'Wrong', replace, idempotencyKey: key() },
  });

const brief = ({ remaining, applied, expired, voided, state }: GrantRow) =>
  [remaining, applied, expired, voided, state] as const;

/** Nothing is lost, made up or spent twice: grant by grant and invoice by invoice. */
async function expectToAddUp(customer: string): Promise<void> {
  for (const each of await grantsOf(customer)) {
    const parts = [each.remaining, each.applied, each.expired, each.voided].map(pico);
    expect(parts.every((part) => part >= 0n)).toBe(true);
    expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(pico(each.amount));
  }
  const { rows } = await billing.pool.query<{ credits: string; taken: string; total: string }>(
    `select trim_scale(case status when 'VOID' then 0 else greatest(credits, 0) end)::text as credits,
       trim_scale(total)::text as total,
       (select trim_scale(coalesce(-sum(amount), 0))::text from credit_entry e where e.invoice_id = i.id) as taken
     from invoice i where customer_external_id = $1 and finalised_at is not null`,
    [customer],
  );
  for (const { credits, taken, total } of rows) {
    expect(taken).toBe(credits);
    expect(pico(taken) <= pico(total) || credits === '0').toBe(true);
  }
}

/** What the gateway may still let in is live credit less what no final invoice bills. */
async function expectWalletToHold(customer: string): Promise<void> {
  const [wallet] = await readWalletTerms(billing.pool, [customer]);
  const now = billing.clock.now();
  const raises = wallet?.raises.filter(({ endsAt }) => now < endsAt) ?? [];
  const limit = raises.reduce((sum, each) => sum + each.amountPico, wallet?.limitPico as bigint);
  const { rows } = await billing.pool.query<{ charge: string }>(
    'select sum(charge)::text as charge from spend_event where customer_external_id = $1',
    [customer],
  );
  const { balance, unbilled } = await billing.prepaid.wallet(customer);
  expect(limit - pico(rows[0]?.charge ?? '0')).toBe(pico(balance) - pico(unbilled));
  expect(await settledOf(customer)).toBe(await billedBy(customer));
}

async function settledOf(customer: string): Promise<string | undefined> {
  const { rows } = await billing.pool.query<{ settled: string }>(
    `select trim_scale(settled)::text as settled from prepaid_wallet where customer_external_id = $1`,
    [customer],
  );
  return rows[0]?.settled;
}

/** Call by call: what final invoices bill, void ones with a draft in their place aside. */
async function billedBy(customer: string): Promise<string | undefined> {
  const { rows } = await billing.pool.query<{ charge: string }>(
    `select trim_scale(coalesce((select sum(e.charge) from spend_event e
       where e.customer_external_id = w.customer_external_id and exists (
         select from invoice i
         where i.customer_external_id = e.customer_external_id and i.finalised_at is not null
           and not (i.status = 'VOID' and exists (
             select from invoice r where r.replaces = i.id and r.finalised_at is null))
           and e.occurred_at < i.period_end and coalesce(e.sequence, 0) <= i.until_sequence
           and (e.occurred_at >= i.covers_from or coalesce(e.sequence, 0) > i.after_sequence))), 0))::text as charge
     from prepaid_wallet w where w.customer_external_id = $1`,
    [customer],
  );
  return rows[0]?.charge;
}

describe('credit', () => {
  test('pays by priority, then what expires first, then the oldest', async () => {
    for (const terms of [{}, { days: 60 }, { days: 30 }, { priority: 1 }, {}]) {
      unwrap(await grant('order', '10', terms));
      billing.clock.advance(1);
    }
    const [first, second] = (await weeks('order', ['34.999', '7.5'])) as [InvoiceRow, InvoiceRow];
    const paid = unwrap(await finalise(first));
    expect([paid.total, paid.credits]).toEqual(['35', '35']);
    const remaining = async () =>
      (await grantsOf('order')).toReversed().map((each) => each.remaining);
    expect(await remaining()).toEqual(['5', '0', '0', '0', '10']);
    const entries = await billing.prepaid.entries(
      { reach: 'ALL', customer: null, grantId: null, invoiceId: first.id },
      { limit: 10, after: null },
    );
    expect(entries.map((each) => each.amount).toSorted()).toEqual(['-10', '-10', '-10', '-5']);
    const again = unwrap(await billing.drafts.refresh(changeOf(await invoice(second.id))));
    expect(unwrap(await finalise(again)).credits).toBe('7.5');
    expect(await remaining()).toEqual(['0', '0', '0', '0', '7.5']);
    await expectToAddUp('order');
  });

  test('in another currency pays for nothing, and bad grants say what is wrong', async () => {
    const profile = await billing.terms.profile('yen');
    unwrap(
      await billing.terms.setProfile(
        { ...profile, currency: 'JPY', exchangeRate: '150', cadence: 'WEEK' },
        'test',
      ),
    );
    const request = { customer: 'yen', name: 'Credit', priority: 100, expiresAt: null };
    const ask = (amount: string, currency: string, more: object = {}) =>
      billing.prepaid.grant(
        { ...request, amount, currency, ...more },
        { by: 'test', idempotencyKey: key() },
      );
    unwrap(await ask('100', 'JPY'));
    for (const [amount, currency, more, path] of [
      ['100', 'USD', {}, 'currency'],
      ['100.5', 'JPY', {}, 'amount'],
      ...['0', '-1', 'x', '1000000000001'].map((text) => [text, 'JPY', {}, 'amount'] as const),
      ['1', 'JPY', { priority: 1_001 }, 'priority'],
      ['1', 'JPY', { expiresAt: billing.clock.now() }, 'expiresAt'],
      ['1', 'JPY', { name: '' }, 'name'],
      ['1', 'JPY', { customer: 'a\0b' }, 'customer'],
    ] as const) {
      const answer = await ask(amount, currency, more);
      expect([amount, answer.ok ? null : answer.error[0]?.path]).toEqual([amount, [path]]);
    }
    unwrap(
      await billing.terms.setProfile(
        { ...(await billing.terms.profile('yen')), currency: 'USD', exchangeRate: '1' },
        'test',
      ),
    );
    const [draft] = (await weeks('yen', ['3'])) as [InvoiceRow];
    expect(unwrap(await finalise(draft)).credits).toBe('0');
  });

  test('is granted once under one key, and voided in what is left of it', async () => {
    const request = { customer: 'once', name: 'Credit', amount: '5', currency: 'USD', priority: 0 };
    const asked = { by: 'test', idempotencyKey: 'once' };
    const twice = await Promise.all(
      [1, 2, 3].map(() => billing.prepaid.grant({ ...request, expiresAt: null }, asked)),
    );
    const [id] = new Set(twice.map((each) => unwrap(each).id));
    expect((await grantsOf('once')).length).toBe(1);
    const other = await billing.prepaid.grant({ ...request, amount: '6', expiresAt: null }, asked);
    expect(messageOf(other)).toMatch(/another request/);
    const [draft] = (await weeks('once', ['2'])) as [InvoiceRow];
    const paid = unwrap(await finalise(draft));
    const end = { reason: 'Left us', by: 'test', idempotencyKey: 'end' };
    const voided = unwrap(await billing.prepaid.voidGrant(id as string, end));
    expect(brief(voided)).toEqual(['0', '2', '0', '3', 'VOIDED']);
    expect(unwrap(await billing.prepaid.voidGrant(id as string, end)).voided).toBe('3');
    const again = await billing.prepaid.voidGrant(id as string, { ...end, idempotencyKey: 'b' });
    expect(messageOf(again)).toMatch(/nothing is left/);
    // What comes back to a void grant is gone as well.
    unwrap(await voidInvoice(paid));
    expect(brief((await grantsOf('once'))[0] as GrantRow)).toEqual(['0', '0', '0', '5', 'VOIDED']);
  });

  test('that has expired pays for nothing, also when it comes back', async () => {
    unwrap(await grant('late', '5', { days: 1 }));
    unwrap(await grant('late', '5', { days: 2 }));
    const [draft] = (await weeks('late', ['7'])) as [InvoiceRow];
    billing.clock.advance(DAY_MS);
    expect((await grantsOf('late')).map(({ state }) => state)).toEqual(['LIVE', 'EXPIRED']);
    const paid = unwrap(await finalise(draft));
    expect(paid.credits).toBe('5');
    billing.clock.advance(DAY_MS);
    const { replacement } = unwrap(await voidInvoice(paid, true));
    expect((await grantsOf('late')).map(brief)).toEqual([
      ['0', '0', '5', '0', 'EXPIRED'],
      ['0', '0', '5', '0', 'EXPIRED'],
    ]);
    expect(unwrap(await finalise(replacement as InvoiceRow)).credits).toBe('0');
  });

  test('comes of an invoice below zero, for good, and goes with it while nobody used it', async () => {
    const [draft] = (await weeks('below', ['3'])) as [InvoiceRow];
    const line = { description: 'Refund', amount: '-10' };
    const reduced = unwrap(await billing.drafts.addLine(changeOf(draft), line));
    const done = unwrap(await finalise(reduced));
    expect([done.total, done.credits]).toEqual(['-7', '-7']);
    const [made] = (await grantsOf('below')) as [GrantRow];
    expect([made.amount, made.expiresAt, made.invoiceId]).toEqual(['7', null, done.id]);
    const { replacement } = unwrap(await voidInvoice(done, true));
    expect((await grantsOf('below')).map(brief)).toEqual([['0', '0', '0', '7', 'VOIDED']]);
    const again = unwrap(await finalise(replacement as InvoiceRow));
    await weeks('below', [0, '2']);
    const [next] = await billing.invoices.list(
      { ...ALL_INVOICES, customer: 'below', statuses: ['DRAFT'] },
      { limit: 1, after: null },
    );
    expect(unwrap(await finalise(next as InvoiceRow)).credits).toBe('2');
    expect(messageOf(await voidInvoice(again))).toMatch(/used already/);
    await expectToAddUp('below');
  });

  test('of a customer on a test clock lives by that clock', async () => {
    const customer = 'on a clock';
    const now = new Date('2030-01-01T00:00:00Z');
    const request = { name: 'Later', now, customers: [customer] };
    const clock = unwrap(
      await billing.testClocks.create(request, { by: 'test', idempotencyKey: key() }),
    );
    const expiresAt = new Date('2030-01-02T00:00:00Z');
    const ask = (at: Date) =>
      billing.prepaid.grant(
        { customer, name: 'Credit', amount: '5', currency: 'USD', priority: 0, expiresAt: at },
        { by: 'test', idempotencyKey: key() },
      );
    expect(messageOf(await ask(now))).toBe('Give a time to come');
    expect(unwrap(await ask(expiresAt))).toMatchObject({ state: 'LIVE', createdAt: now });
    expect((await billing.prepaid.wallet(customer)).balance).toBe('5');
    unwrap(await billing.testClocks.advance(clock.id, { to: expiresAt, by: 'test' }));
    expect((await grantsOf(customer)).map(({ state }) => state)).toEqual(['EXPIRED']);
    expect((await billing.prepaid.wallet(customer)).balance).toBe('0');
  });

  test.each([
    ['update credit_grant set remaining = amount'],
    ['update credit_grant set amount = amount + 1'],
    ['delete from credit_grant'],
    ['truncate credit_grant cascade'],
    ['update credit_entry set amount = amount * 2'],
    ['delete from credit_entry'],
  ])('is not made by SQL: %s', async (statement) => {
    await expect(billing.pool.query(statement)).rejects.toThrow(/append-only/);
  });
});

test('calls that went with their month unbilled are owed by nobody, those since then are', async () => {
  const customer = 'pruned';
  const call = (at: string) =>
    spendEvent({
      customerExternalId: customer,
      occurredAt: new Date(at),
      cost: CENT,
      charge: CENT,
    });
  await billing.record([call('2023-01-31T23:59:59Z'), call('2023-02-28T23:59:59Z')]);
  const before = new Date('2023-03-01T00:00:00Z');
  await pruneSpend(billing.pool, { at: billing.clock.now(), before, retainers: [] });
  await billing.record([call('2023-03-01T00:00:00Z')]);
  unwrap(await billing.prepaid.setPrepaid({ customer, isPrepaid: true, expectedRevision: 0 }, 'x'));
  const { unbilled } = await billing.prepaid.wallet(customer);
  expect([unbilled, await settledOf(customer)]).toEqual(['0.01', '0.02']);
});

test('eight finalisers at once cannot take the same credit twice', async () => {
  const drafts = await weeks('rush', [300, 301, 302, 303, 304, 305, 306, 307]);
  for (const { id } of drafts) {
    const fresh = unwrap(await billing.drafts.refresh(changeOf(await invoice(id))));
    billing.clock.advance(1);
    unwrap(await finalise(fresh));
  }
  const replacements = await Promise.all(
    drafts.map(async (each) => unwrap(await voidInvoice(each, true)).replacement as InvoiceRow),
  );
  unwrap(await grant('rush', '6', { priority: 2 }));
  unwrap(await grant('rush', '4.01'));
  // Each waits for the one before it, and all of them for the credit.
  const finaliseInTurn = async (of: InvoiceRow) => {
    for (;;) {
      const done = await finalise(of);
      if (done.ok || !/before it/.test(messageOf(done) ?? '')) return done;
    }
  };
  const done = await Promise.all(replacements.map(finaliseInTurn));
  const credits = done.map((each) => pico(unwrap(each).credits));
  expect(credits.reduce((sum, each) => sum + each, 0n)).toBe(pico('10.01'));
  expect((await grantsOf('rush')).map(({ state }) => state)).toEqual(['SPENT', 'SPENT']);
  await expectToAddUp('rush');
});

const step = fc.oneof(
  fc.record({
    kind: fc.constant('grant' as const),
    cents: fc.integer({ min: 1, max: 900 }),
    priority: fc.nat(2),
    days: fc.option(fc.integer({ min: 1, max: 3 })),
  }),
  fc.record({
    kind: fc.constantFrom('void grant' as const, 'finalise' as const, 'void and replace' as const),
    at: fc.nat(5),
  }),
);

test('whatever happens to it at the same time, credit is applied, expired, voided or left, and never below zero', async () => {
  let run = 0;
  const rounds = fc.array(fc.array(step, { minLength: 2, maxLength: 5 }), {
    minLength: 3,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(
      rounds,
      fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 4, maxLength: 4 }),
      async (plan, costs) => {
        run += 1;
        const customer = `any-${run}`;
        await weeks(customer, costs);
        unwrap(
          await billing.prepaid.setPrepaid(
            { customer, isPrepaid: true, expectedRevision: 0 },
            'test',
          ),
        );
        const invoices = () =>
          billing.invoices.list({ ...ALL_INVOICES, customer }, { limit: 50, after: null });
        const act = async (of: (typeof plan)[number][number]): Promise<unknown> => {
          if (of.kind === 'grant') return grant(customer, of.cents, of);
          if (of.kind === 'void grant') {
            const all = await grantsOf(customer);
            const id = all[of.at % Math.max(1, all.length)]?.id;
            const why = { reason: 'Any', by: 'test', idempotencyKey: key() };
            return id && billing.prepaid.voidGrant(id, why);
          }
          const wanted = of.kind === 'finalise' ? 'DRAFT' : 'FINALISED';
          const some = (await invoices()).toReversed().filter(({ status }) => status === wanted);
          const one = some[of.at % Math.max(1, some.length)];
          if (one === undefined) return;
          if (of.kind === 'void and replace') return voidInvoice(one, true);
          const fresh = await billing.drafts.refresh(changeOf(one));
          return fresh.ok && finalise(fresh.value);
        };
        for (const round of plan) {
          await Promise.all(round.map(act));
          billing.clock.advance(DAY_MS / 2);
          await expectToAddUp(customer);
          await expectWalletToHold(customer);
        }
      },
    ),
    { numRuns: 8 },
  );
}, 60_000);
