import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toHanded } from '../../src/billing/hand-off/handed-invoice.ts';
import type { InvoiceRow } from '../../src/billing/sql/invoice-rows.ts';
import { formatPico, type Pico, parsePico } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../testkit/api-harness.ts';
import { spendEvent } from '../testkit/spend-events.ts';
import { type Asked, createLago, createStripe, startOtherSide } from './other-side.ts';

const HOUR_MS = 3_600_000;

let api: Api;
/** What happens here while Stripe is asked for something. */
let meanwhile: (asked: Asked) => Promise<void> = async () => undefined;
let stripe = createStripe();
let lago = createLago();
let stripeSide: Awaited<ReturnType<typeof startOtherSide>>;
let lagoSide: Awaited<ReturnType<typeof startOtherSide>>;

beforeAll(async () => {
  api = await startApi();
  stripeSide = await startOtherSide(async (asked) => {
    await meanwhile(asked);
    return stripe.answer(asked);
  });
  lagoSide = await startOtherSide((asked) => lago.answer(asked));
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await stripeSide.stop();
  await lagoSide.stop();
});
afterEach(() => {
  expect(api.faults).toEqual([]);
});

async function ask(query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await api.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

const SET = `mutation ($input: BillingTargetInput!) {
  setBillingTarget(input: $input) { billingTarget { kind baseUrl lastFour automatic revision } userErrors { code message path } } }`;

async function setTarget(input: object) {
  return (await ask(SET, { input })).setBillingTarget;
}

async function useOnly(kind: 'STRIPE' | 'LAGO', automatic = true): Promise<void> {
  for (const other of ['STRIPE', 'LAGO']) {
    await ask(`mutation { removeBillingTarget(kind: ${other}) { removed } }`);
  }
  const access =
    kind === 'STRIPE'
      ? { apiKey: 'rk_live_1234', baseUrl: stripeSide.url }
      : { apiKey: 'lago-key', baseUrl: lagoSide.url };
  expect((await setTarget({ kind, automatic, ...access })).userErrors).toEqual([]);
}

let customers = 0;

/** A new customer with an invoice of 1.005 + 0.333 dollars before rounding and 20 % tax, final. */
async function finalInvoice(
  profile = '',
  { isTest = false } = {},
): Promise<{ id: string; number: string }> {
  customers += 1;
  const customer = `customer ${customers}`;
  const occurredAt = new Date('2026-02-10T00:00:00Z');
  await api.record(
    [
      ['gpt-4o', '1.005'],
      ['o3', '0.333'],
    ].map(([model, amount]) => {
      const charge = parsePico(amount ?? '') as Pico;
      return spendEvent({
        customerExternalId: customer,
        occurredAt,
        model: model ?? '',
        cost: charge,
        charge,
      });
    }),
  );
  if (isTest) {
    const input = { name: 'Tried out', now: api.clock.now(), customers: [customer] };
    await ask(
      'mutation ($input: TestClockInput!, $key: String!) { createTestClock(input: $input, idempotencyKey: $key) { userErrors { message } } }',
      { input, key: customer },
    );
  }
  await ask(`mutation {
    setBillingProfile(customer: "${customer}", expectedRevision: 0,
      input: { name: "Name ${customers}", email: "a@b.example", taxPercent: "20" ${profile} }) { userErrors { message } }
    generateInvoices(customers: ["${customer}"]) { userErrors { code } }
  }`);
  const { invoices } = await ask(
    `{ invoices(filter: { customer: "${customer}" }) { nodes { id revision } } }`,
  );
  const [{ id, revision }] = invoices.nodes;
  const { finaliseInvoice } = await ask(
    `mutation { finaliseInvoice(id: "${id}", expectedRevision: ${revision}, idempotencyKey: "${id}") { invoice { number } userErrors { message } } }`,
  );
  expect(finaliseInvoice.userErrors).toEqual([]);
  return { id, number: finaliseInvoice.invoice.number };
}

const FIELDS =
  'target status remoteStatus remoteCreditNotes attempts fault remoteId remoteNumber remoteUrl nextAttemptAt invoiceNumber';

async function handOffsOf(id: string) {
  const { invoice } = await ask(`{ invoice(id: "${id}") { handOffs { ${FIELDS} } } }`);
  return invoice.handOffs;
}

const handOff = () => api.handOff.runner.doDue();

/** Until it is tried no more. */
async function handOffToTheEnd(id: string): Promise<void> {
  for (let i = 0; i < 10; i += 1) {
    await handOff();
    const [{ status }] = await handOffsOf(id);
    if (status !== 'PENDING') return;
    api.clock.advance(24 * HOUR_MS);
  }
}

describe('an invoice for Stripe', () => {
  test('is there once it is final: its number, its rounded lines, its tax, its total, to the cent', async () => {
    await useOnly('STRIPE');
    const { id, number } = await finalInvoice();
    await handOff();
    const [invoice] = stripe.invoices;
    expect(invoice).toMatchObject({ number, status: 'open', total: 161 });
    expect(invoice?.lines.map(({ amount, description }) => [Number(amount), description])).toEqual([
      [expect.any(Number), expect.stringContaining('gpt-4o')],
      [expect.any(Number), expect.stringContaining('o3')],
      [27, 'Tax 20 %'],
    ]);
    expect(invoice?.form).toMatchObject({
      ...{ currency: 'usd', collection_method: 'send_invoice', days_until_due: '30' },
      ...{ auto_advance: 'false', customer: 'cus_1', 'metadata[tollgate_number]': number },
    });
    expect(stripe.customers[0]).toMatchObject({
      ...{ 'metadata[tollgate_customer]': 'customer 1', name: 'Name 1', email: 'a@b.example' },
    });
    expect(await handOffsOf(id)).toEqual([
      {
        ...{
          target: 'STRIPE',
          status: 'DONE',
          remoteStatus: 'FINALISED',
          remoteCreditNotes: 0,
          attempts: 1,
          fault: null,
          nextAttemptAt: null,
        },
        ...{ remoteId: 'in_1', remoteNumber: number, invoiceNumber: number },
        remoteUrl: 'https://invoice.example/1',
      },
    ]);
  });

  test.each(['lost', 'down'] as const)('is there once, whichever answer is %s', async (mishap) => {
    await useOnly('STRIPE');
    for (let n = 0; n < 6; n += 1) {
      const { id, number } = await finalInvoice();
      // Twice: the client itself asks once more where a connection breaks off.
      stripeSide.will(...Array.from({ length: n }, () => null), mishap, mishap);
      await handOffToTheEnd(id);
      stripeSide.will();
      const there = stripe.invoices.filter((each) => each.number === number);
      expect(there.filter(({ status }) => status === 'open')).toMatchObject([{ total: 161 }]);
      expect(await handOffsOf(id)).toMatchObject([{ status: 'DONE', fault: null }]);
    }
  });

  test('begins anew when the draft there has become too old, so that no line is there twice', async () => {
    await useOnly('STRIPE');
    const { id, number } = await finalInvoice();
    // Customer, its facts, the draft, its lines; then nothing is heard for a day.
    stripeSide.will(null, null, null, 'lost', ...Array.from({ length: 5 }, () => 'down' as const));
    for (let i = 0; i < 5; i += 1) {
      await handOff();
      api.clock.advance(5 * HOUR_MS);
    }
    await handOffToTheEnd(id);
    const there = stripe.invoices.filter((each) => each.number === number);
    expect(there.map(({ status, total }) => [status, total])).toEqual([
      ['deleted', 161],
      ['open', 161],
    ]);
  });

  test('that comes to something else there is not finalised, and says so', async () => {
    await useOnly('STRIPE');
    const { id, number } = await finalInvoice();
    stripe.surcharge.amount = 1;
    await handOffToTheEnd(id);
    stripe.surcharge.amount = 0;
    expect(stripe.invoices.find((each) => each.number === number)?.status).toBe('draft');
    const [failed] = await handOffsOf(id);
    expect(failed).toMatchObject({ status: 'FAILED', attempts: 1 });
    expect(failed.fault).toContain('162 where it is 161');
  });

  test('with a key that does not open is tried until it does', async () => {
    await useOnly('STRIPE');
    await setTarget({ kind: 'STRIPE', apiKey: 'sk_wrong', baseUrl: stripeSide.url });
    const { id } = await finalInvoice();
    await handOff();
    expect(await handOffsOf(id)).toMatchObject([{ status: 'PENDING', attempts: 1 }]);
    await useOnly('STRIPE');
    api.clock.advance(HOUR_MS);
    await handOff();
    expect(await handOffsOf(id)).toMatchObject([{ status: 'DONE', attempts: 2, fault: null }]);
  });

  test.each([
    ['JPY', '150.4', 0],
    ['ISK', '140', 2],
    ['KWD', '0.31', 3],
  ])('in %s is given in the units that Stripe counts in', async (currency, rate, digits) => {
    await useOnly('STRIPE');
    const { id, number } = await finalInvoice(`, currency: "${currency}", exchangeRate: "${rate}"`);
    await handOff();
    const { invoice } = await ask(`{ invoice(id: "${id}") { totals { total { amount } } } }`);
    const pico = parsePico(invoice.totals.total.amount) ?? 0n;
    const minor = pico / 10n ** BigInt(12 - digits);
    const [{ status, fault }] = await handOffsOf(id);
    if (currency === 'KWD' && minor % 10n !== 0n) {
      expect([status, fault]).toEqual(['FAILED', 'Stripe takes KWD in whole hundredths only']);
      return;
    }
    expect([status, fault]).toEqual(['DONE', null]);
    expect(stripe.invoices.find((each) => each.number === number)?.total).toBe(Number(minor));
  });
});

describe('an invoice for Lago', () => {
  test('is there once it is asked for: its lines, its tax, its total', async () => {
    await useOnly('LAGO', false);
    const { id, number } = await finalInvoice(', purchaseOrder: "PO-1"');
    await handOff();
    expect(lago.invoices).toEqual([]);
    const REQUEST = `mutation { handOffInvoice(id: "${id}", target: LAGO) { handOff { status } userErrors { message } } }`;
    const { handOffInvoice } = await ask(REQUEST);
    expect(handOffInvoice).toEqual({ handOff: { status: 'PENDING' }, userErrors: [] });
    await handOff();
    const [invoice] = lago.invoices;
    expect(invoice).toMatchObject({ status: 'finalized', total_amount_cents: 161 });
    expect(invoice?.of).toMatchObject({ currency: 'USD', purchase_order_number: 'PO-1' });
    expect(invoice?.fees.at(-1)).toMatchObject({
      ...{ add_on_code: 'tollgate', units: '1', unit_amount_cents: 27, tax_codes: [] },
      invoice_display_name: 'Tax 20 %',
    });
    expect(lago.customers.get(`customer ${customers}`)).toMatchObject({ net_payment_term: 30 });
    expect(await handOffsOf(id)).toMatchObject([
      { status: 'DONE', remoteId: 'lago-1', remoteNumber: 'LAG-1', invoiceNumber: number },
    ]);
    expect((await ask(REQUEST)).handOffInvoice.handOff.status).toBe('DONE');
    await handOff();
    expect(lago.invoices).toHaveLength(1);
  });

  test.each(['lost', 'down'] as const)('is there once, whichever answer is %s', async (mishap) => {
    await useOnly('LAGO');
    lago = createLago();
    for (let n = 0; n < 4; n += 1) {
      const { id } = await finalInvoice();
      lagoSide.will(...Array.from({ length: n }, () => null), mishap);
      await handOffToTheEnd(id);
      lagoSide.will();
      expect(lago.invoices).toHaveLength(n + 1);
      expect(await handOffsOf(id)).toMatchObject([{ status: 'DONE', fault: null }]);
    }
    expect(lago.invoices.every(({ total_amount_cents }) => total_amount_cents === 161)).toBe(true);
  });

  test('that comes to something else there is made void there, and says so', async () => {
    await useOnly('LAGO');
    lago = createLago();
    lago.surcharge.amount = 5;
    const { id } = await finalInvoice();
    await handOffToTheEnd(id);
    expect(lago.invoices).toMatchObject([{ status: 'voided' }]);
    const [failed] = await handOffsOf(id);
    expect(failed).toMatchObject({ status: 'FAILED', attempts: 1 });
    expect(failed.fault).toContain('166 where it is 161');
  });
});

describe('what becomes of an invoice', () => {
  beforeEach(() => {
    stripe = createStripe();
    lago = createLago();
  });
  const end = async (id: string, how: 'PAID' | 'VOID') => {
    const { invoice } = await ask(`{ invoice(id: "${id}") { revision } }`);
    const at = `id: "${id}", expectedRevision: ${invoice.revision}, idempotencyKey: "${how} ${id}"`;
    const { done } = await ask(
      how === 'PAID'
        ? `mutation { done: markInvoicePaid(${at}, reference: "bank") { userErrors { message } } }`
        : `mutation { done: voidInvoice(${at}, reason: "wrong", replace: false) { userErrors { message } } }`,
    );
    expect(done.userErrors).toEqual([]);
  };
  /** What each other side has of it, in our words. */
  const there = {
    STRIPE: (number: string) => {
      const word = { open: 'FINALISED', paid: 'PAID', void: 'VOID' } as Record<string, string>;
      return stripe.invoices
        .filter((each) => each.number === number)
        .map(({ status, isPaidOutside = false }) => [word[status] ?? status, isPaidOutside]);
    },
    LAGO: (number: string) =>
      lago.invoices
        .filter(({ fees }) => fees[0]?.description.startsWith(`${number} `))
        .map(({ status, payment_status }) => {
          const isPaid = payment_status === 'succeeded';
          if (status === 'finalized') return [isPaid ? 'PAID' : 'FINALISED', isPaid];
          return [status === 'voided' ? 'VOID' : status, isPaid];
        }),
  };
  const sides = { STRIPE: () => stripeSide, LAGO: () => lagoSide };
  const CASES = (['STRIPE', 'LAGO'] as const).flatMap((kind) =>
    (['PAID', 'VOID'] as const).map((how) => [kind, how] as const),
  );

  test.each(CASES)('goes over to %s: %s', async (kind, how) => {
    await useOnly(kind);
    const { id, number } = await finalInvoice();
    await handOff();
    await end(id, how);
    expect(await handOffsOf(id)).toMatchObject([{ status: 'PENDING', remoteStatus: 'FINALISED' }]);
    await handOff();
    expect(there[kind](number)).toEqual([[how, how === 'PAID']]);
    const [done] = await handOffsOf(id);
    expect(done).toMatchObject({ status: 'DONE', remoteStatus: how, attempts: 2, fault: null });
    expect(done.remoteNumber).not.toBeNull();
    const { handOffInvoice } = await ask(
      `mutation { handOffInvoice(id: "${id}", target: ${kind}) { handOff { status } userErrors { code } } }`,
    );
    expect(handOffInvoice).toEqual({ handOff: { status: 'DONE' }, userErrors: [] });
  });

  test.each(CASES)(
    'is carried to %s once, whichever answer is not heard: %s',
    async (kind, how) => {
      await useOnly(kind);
      for (const [n, mishap] of [
        [0, 'down'],
        [1, 'down'],
        [1, 'lost'],
      ] as const) {
        const { id, number } = await finalInvoice();
        await handOff();
        await end(id, how);
        sides[kind]().will(...Array.from({ length: n }, () => null), mishap, mishap);
        await handOffToTheEnd(id);
        sides[kind]().will();
        expect(there[kind](number)).toEqual([[how, how === 'PAID']]);
        expect(await handOffsOf(id)).toMatchObject([{ status: 'DONE', remoteStatus: how }]);
      }
    },
  );

  test.each(['STRIPE', 'LAGO'] as const)('comes after the invoice, in %s too', async (kind) => {
    await useOnly(kind);
    const paid = await finalInvoice();
    await end(paid.id, 'PAID');
    const voided = await finalInvoice();
    await end(voided.id, 'VOID');
    const asked = sides[kind]().asked.length;
    await handOff();
    expect(there[kind](paid.number)).toEqual([['PAID', true]]);
    expect(await handOffsOf(paid.id)).toMatchObject([{ status: 'DONE', attempts: 1 }]);
    // What was not there yet when it became void never comes there.
    expect(there[kind](voided.number)).toEqual([]);
    expect(await handOffsOf(voided.id)).toMatchObject([
      { status: 'DONE', remoteStatus: 'VOID', remoteId: null },
    ]);
    expect(sides[kind]().asked.slice(asked).join()).not.toContain(voided.number);
  });

  test('finds what an attempt left behind that never heard of it', async () => {
    await useOnly('LAGO');
    const one = await finalInvoice();
    // Customer, whether the add-on is there, the add-on, the invoice.
    lagoSide.will(null, null, null, 'lost');
    await handOff();
    await end(one.id, 'VOID');
    await handOffToTheEnd(one.id);
    expect(there.LAGO(one.number)).toEqual([['VOID', false]]);
    await useOnly('STRIPE');
    const two = await finalInvoice();
    // Customer, its facts, the draft, its lines.
    stripeSide.will(null, null, null, 'down', 'down');
    await handOff();
    expect(there.STRIPE(two.number)).toEqual([['draft', false]]);
    await end(two.id, 'VOID');
    await handOffToTheEnd(two.id);
    expect(there.STRIPE(two.number)).toEqual([['deleted', false]]);
    expect(await handOffsOf(two.id)).toMatchObject([{ status: 'DONE', remoteStatus: 'VOID' }]);
  });

  test('while it is under way is not forgotten', async () => {
    await useOnly('STRIPE');
    const { id, number } = await finalInvoice();
    meanwhile = async ({ path }) => {
      if (path.endsWith('/finalize')) await end(id, 'VOID');
    };
    await handOff();
    meanwhile = async () => undefined;
    expect(there.STRIPE(number)).toEqual([['VOID', false]]);
    expect(await handOffsOf(id)).toMatchObject([{ status: 'DONE', remoteStatus: 'VOID' }]);
  });

  test.each(['STRIPE', 'LAGO'] as const)(
    'that %s does not allow is said, and tried again when asked',
    async (kind) => {
      await useOnly(kind);
      const { id, number } = await finalInvoice();
      await handOff();
      const [stripeHas] = stripe.invoices.filter((each) => each.number === number);
      const lagoHas = lago.invoices.at(-1);
      const set = (isPaid: boolean) => {
        if (kind === 'STRIPE' && stripeHas) stripeHas.status = isPaid ? 'paid' : 'open';
        if (kind === 'LAGO' && lagoHas) lagoHas.payment_status = isPaid ? 'succeeded' : 'pending';
      };
      set(true);
      await end(id, 'VOID');
      await handOff();
      const [failed] = await handOffsOf(id);
      expect(failed).toMatchObject({ status: 'FAILED', remoteStatus: 'FINALISED' });
      expect(failed.fault).toMatch(/is paid in (Stripe|Lago).*credit note/);
      set(false);
      const { handOffInvoice } = await ask(
        `mutation { handOffInvoice(id: "${id}", target: ${kind}) { userErrors { code } } }`,
      );
      expect(handOffInvoice.userErrors).toEqual([]);
      await handOff();
      expect(there[kind](number)).toEqual([['VOID', false]]);
    },
  );

  test.each(['STRIPE', 'LAGO'] as const)(
    'that was nothing to pay in %s is nothing there either',
    async (kind) => {
      await useOnly(kind);
      const input = {
        customer: `customer ${customers + 1}`,
        name: 'Credit',
        amount: '9',
        currency: 'USD',
      };
      await ask(
        'mutation ($input: CreditGrantInput!, $key: String!) { grantCredit(input: $input, idempotencyKey: $key) { userErrors { message } } }',
        { input, key: kind },
      );
      const { id, number } = await finalInvoice();
      await handOff();
      await end(id, 'VOID');
      await handOff();
      expect(there[kind](number)).toEqual([['PAID', kind === 'LAGO']]);
      expect(await handOffsOf(id)).toMatchObject([{ status: 'DONE', fault: null }]);
    },
  );

  const credit = async (id: string, amount: string) => {
    const { invoice } = await ask(`{ invoice(id: "${id}") { revision } }`);
    const { createCreditNote } = await ask(
      `mutation { createCreditNote(id: "${id}", expectedRevision: ${invoice.revision}, amount: "${amount}",
        reason: "Outage", idempotencyKey: "${amount} ${id}") { userErrors { message } } }`,
    );
    expect(createCreditNote.userErrors).toEqual([]);
  };
  const creditedThere = (number: string) => {
    const of = stripe.invoices.find((each) => each.number === number)?.id;
    const notes = stripe.notes.filter(({ invoice }) => invoice === of);
    return notes.map(({ amount, outside }) => [amount, outside]);
  };

  test('credited lowers what is to pay in Stripe, or is given back outside of it', async () => {
    await useOnly('STRIPE');
    const { id, number } = await finalInvoice();
    await credit(id, '0.1');
    await credit(id, '0.21');
    await handOff();
    const [invoice] = stripe.invoices;
    expect(invoice).toMatchObject({ number, status: 'open', amount_remaining: 130 });
    expect(stripe.notes[0]?.form).toMatchObject({
      ...{ memo: expect.stringMatching(/^CN-\d+: Outage$/), email_type: 'none' },
    });
    expect(await handOffsOf(id)).toMatchObject([{ status: 'DONE', remoteCreditNotes: 2 }]);
    await end(id, 'PAID');
    await handOff();
    await credit(id, '0.3');
    expect(await handOffsOf(id)).toMatchObject([{ status: 'PENDING', remoteCreditNotes: 2 }]);
    await handOff();
    expect(invoice).toMatchObject({ status: 'paid', amount_remaining: 0 });
    expect(creditedThere(number)).toEqual([
      [10, 0],
      [21, 0],
      [30, 30],
    ]);
    expect(await handOffsOf(id)).toMatchObject([
      { status: 'DONE', remoteStatus: 'PAID', remoteCreditNotes: 3, fault: null },
    ]);
  });

  test('credited is credited there once, whichever answer is not heard', async () => {
    await useOnly('STRIPE');
    const { id, number } = await finalInvoice();
    await handOff();
    const expected: number[][] = [];
    // Those that are there, a page each; the invoice; the credit note.
    for (const [n, mishap] of [
      [0, 'down'],
      [2, 'down'],
      [3, 'lost'],
    ] as const) {
      const cents = 20 + n;
      await credit(id, `0.${cents}`);
      expected.push([cents, 0]);
      stripeSide.will(...Array.from({ length: n }, () => null), mishap, mishap);
      await handOffToTheEnd(id);
      stripeSide.will();
      expect(creditedThere(number)).toEqual(expected);
      expect(await handOffsOf(id)).toMatchObject([{ status: 'DONE', fault: null }]);
    }
    // What is credited in whole is paid there already.
    await credit(id, '0.95');
    await end(id, 'PAID');
    await handOff();
    expect(creditedThere(number)).toEqual([...expected, [95, 0]]);
    expect(stripe.invoices[0]).toMatchObject({ status: 'paid' });
    expect(await handOffsOf(id)).toMatchObject([{ status: 'DONE', remoteStatus: 'PAID' }]);
    await useOnly('LAGO');
    const other = await finalInvoice();
    await handOff();
    await credit(other.id, '0.1');
    expect(await handOffsOf(other.id)).toMatchObject([{ status: 'DONE', remoteCreditNotes: 0 }]);
  });

  test('when it was not handed off goes nowhere', async () => {
    await useOnly('STRIPE', false);
    const { id } = await finalInvoice();
    await end(id, 'VOID');
    const { handOffInvoice } = await ask(
      `mutation { handOffInvoice(id: "${id}", target: STRIPE) { handOff { status } userErrors { code path } } }`,
    );
    expect(handOffInvoice).toEqual({
      handOff: null,
      userErrors: [{ code: 'CONFLICT', path: ['id'] }],
    });
    expect(await handOffsOf(id)).toEqual([]);
  });
});

test('what is not final, not set up or not there is not handed off', async () => {
  await useOnly('LAGO', false);
  stripe = createStripe();
  const { id } = await finalInvoice();
  const { none, draft } = await ask(
    `mutation { none: handOffInvoice(id: "${id}", target: STRIPE) { userErrors { code path } }
      draft: handOffInvoice(id: "nonsense", target: LAGO) { userErrors { code path } } }`,
  );
  expect(none.userErrors).toEqual([{ code: 'CONFLICT', path: ['target'] }]);
  expect(draft.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
});

describe('an invoice made on a test clock', () => {
  const request = async (id: string, target: string) =>
    (
      await ask(
        `mutation { handOffInvoice(id: "${id}", target: ${target}) { handOff { status } userErrors { code path message } } }`,
      )
    ).handOffInvoice;

  test.each(['STRIPE', 'LAGO'] as const)('never reaches %s, by whatever way', async (kind) => {
    await useOnly(kind);
    const { id, number } = await finalInvoice('', { isTest: true });
    expect(number).toMatch(/^TEST-INV-/);
    await handOff();
    expect(await handOffsOf(id)).toEqual([]);
    const { handOff: none, userErrors } = await request(id, kind);
    expect(none).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['id'] }]);
    expect(userErrors[0].message).toContain('test clock');
    const side = kind === 'STRIPE' ? stripeSide : lagoSide;
    const asked = side.asked.length;
    await api.pool.query(
      `insert into invoice_hand_off (invoice_id, kind, created_at, due_at)
       select id, $2, $3, $3 from invoice where number = $1`,
      [number, kind, api.clock.now()],
    );
    await handOff();
    expect(await handOffsOf(id)).toMatchObject([{ status: 'FAILED', attempts: 1 }]);
    expect(side.asked).toHaveLength(asked);
  });

  test('goes to the test mode of Stripe when it is asked for', async () => {
    await useOnly('STRIPE');
    await setTarget({ kind: 'STRIPE', apiKey: 'sk_test_1234', baseUrl: stripeSide.url });
    const { id, number } = await finalInvoice('', { isTest: true });
    await handOff();
    expect(await handOffsOf(id)).toEqual([]);
    expect((await request(id, 'STRIPE')).userErrors).toEqual([]);
    await handOff();
    expect(await handOffsOf(id)).toMatchObject([{ status: 'DONE', remoteNumber: number }]);
  });
});

test('a system says whether its key opens it, and nothing is made there', async () => {
  stripe = createStripe();
  const check = async (kind: string) =>
    (await ask(`mutation { checkBillingTarget(kind: ${kind}) { fault userErrors { code path } } }`))
      .checkBillingTarget;
  for (const [kind, url] of [
    ['STRIPE', stripeSide.url],
    ['LAGO', lagoSide.url],
  ] as const) {
    await useOnly(kind, false);
    expect(await check(kind)).toEqual({ fault: null, userErrors: [] });
    await setTarget({ kind, apiKey: 'another', baseUrl: url });
    expect((await check(kind)).fault).toMatch(/No such key|401/);
  }
  expect(await check('STRIPE')).toEqual({
    fault: null,
    userErrors: [{ code: 'CONFLICT', path: ['kind'] }],
  });
  expect(stripe.invoices).toEqual([]);
});

test('a key is kept sealed, shown by its end, and not sent to another place than it was given for', async () => {
  await useOnly('STRIPE');
  const kept = await setTarget({ kind: 'STRIPE', baseUrl: stripeSide.url, automatic: false });
  expect(kept.billingTarget).toMatchObject({ lastFour: '1234', automatic: false, revision: 2 });
  const moved = await setTarget({ kind: 'STRIPE', baseUrl: 'https://evil.example' });
  expect(moved.userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'apiKey'] }]);
  const within = await setTarget({ kind: 'STRIPE', apiKey: 'x', baseUrl: 'http://10.0.0.1' });
  expect(within.userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'baseUrl'] }]);
  const { rows } = await api.pool.query(
    `select (select jsonb_agg(t) from billing_target t)::text as targets,
       (select jsonb_agg(a) from audit_entry a)::text as audit`,
  );
  expect(JSON.stringify(rows)).not.toContain('rk_live_1234');
});

test('lines, tax and credit come to what is owed, however many there are and whatever a unit is', () => {
  const line = fc.record({ minor: fc.integer({ min: -1_000_000, max: 1_000_000_000 }) });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 30 }),
      fc.nat(1_000_000),
      fc.nat(1_000_000),
      fc.constantFrom(0, 2, 3),
      fc.integer({ min: 1, max: 12 }),
      (given, tax, credits, digits, most) => {
        const text = (minor: number) =>
          formatPico((BigInt(minor) * 10n ** BigInt(12 - digits)) as Pico);
        const at = { periodStart: new Date(0), periodEnd: new Date(1) };
        const total = given.reduce((sum, { minor }) => sum + minor, tax);
        const invoice = {
          ...at,
          number: 'INV-1',
          taxPercent: '20',
          tax: text(tax),
          total: text(total),
          credits: text(credits),
        };
        const lines = given.map(({ minor }, i) => ({
          ...at,
          description: `${i}`,
          billed: text(minor),
        }));
        const handed = toHanded(invoice as InvoiceRow, lines, { digits, most });
        expect(handed.totalMinor).toBe(total - credits);
        expect(handed.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(
          total - credits,
        );
        expect(handed.lines.length).toBeLessThanOrEqual(most);
        expect(handed.lines.every(({ amountMinor }) => amountMinor !== 0 || given.length > 0)).toBe(
          true,
        );
      },
    ),
    { numRuns: 60 },
  );
});
