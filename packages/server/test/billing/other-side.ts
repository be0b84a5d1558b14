import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Told {
  readonly status: number;
  readonly json: object;
}

/** What becomes of one request: `lost` is done, but its answer never arrives; `down` is not done at all. */
export type Mishap = 'lost' | 'down';

/** A billing system on a real socket, as far as it is asked for things here. */
export async function startOtherSide(answer: (asked: Asked) => Told | Promise<Told>) {
  const asked: Asked[] = [];
  let mishaps: (Mishap | null)[] = [];
  const server = createServer((request, response) => {
    void read(request).then(async (body) => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body };
      asked.push(one);
      const mishap = mishaps.shift() ?? null;
      const told = mishap === 'down' ? { status: 503, json: {} } : await answer(one);
      if (mishap === 'lost') response.destroy();
      else send(response, told);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    /** What becomes of the next requests; null: nothing. */
    will: (...next: (Mishap | null)[]) => {
      mishaps = next;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

function send(response: ServerResponse, { status, json }: Told): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
}

interface StripeInvoice {
  readonly id: string;
  readonly number: string | null;
  status: string;
  total: number;
  /** What is still to pay, once it is final. */
  amount_remaining: number;
  isPaidOutside?: boolean;
  readonly hosted_invoice_url: string;
  readonly form: Readonly<Record<string, string>>;
  readonly lines: Readonly<Record<string, string>>[];
}

interface StripeCreditNote {
  readonly id: string;
  readonly invoice: string;
  readonly amount: number;
  /** Of it, what was given back outside of Stripe. */
  readonly outside: number;
  readonly metadata: { readonly tollgate_number: string };
  readonly form: Readonly<Record<string, string>>;
}

/**
 * Stripe as its documentation has it: amounts in the smallest unit, drafts that are added to, and
 * idempotency keys under which a request is carried out once and answered alike.
 */
export function createStripe() {
  const invoices: StripeInvoice[] = [];
  const customers: Record<string, string>[] = [];
  const notes: StripeCreditNote[] = [];
  const done = new Map<string, { request: string; told: Told }>();
  /** What Stripe adds of its own to whatever is put on an invoice. */
  const surcharge = { amount: 0 };

  function carryOut({ method, path, body }: Asked): Told {
    const form = Object.fromEntries(new URLSearchParams(body));
    const [, , kind, id = '', action] = (path.split('?')[0] ?? '').split('/');
    if (method === 'GET' && kind === 'invoices' && id === '')
      return { status: 200, json: { object: 'list', data: [] } };
    if (kind === 'customers') {
      if (id === '') customers.push({ id: `cus_${customers.length + 1}` });
      const customer = customers.find((each) => each['id'] === (id || `cus_${customers.length}`));
      return customer ? { status: 200, json: Object.assign(customer, form) } : missing(id);
    }
    if (kind === 'credit_notes') return method === 'GET' ? listNotes(path) : credit(form);
    if (id === '') {
      const invoice: StripeInvoice = {
        ...{ id: `in_${invoices.length + 1}`, number: form['number'] ?? null, status: 'draft' },
        ...{
          total: 0,
          amount_remaining: 0,
          hosted_invoice_url: 'https://invoice.example/1',
          form,
          lines: [],
        },
      };
      invoices.push(invoice);
      return { status: 200, json: invoice };
    }
    const invoice = invoices.find((each) => each.id === id);
    if (invoice === undefined || invoice.status === 'deleted') return missing(id);
    if (method === 'DELETE') invoice.status = 'deleted';
    if (action === 'finalize') {
      invoice.status = invoice.total > 0 ? 'open' : 'paid';
      invoice.amount_remaining = invoice.total;
    }
    if (action === 'pay' || action === 'void') {
      if (invoice.status !== 'open') return refused(400, 'You can only pass in open invoices.');
      invoice.status = action === 'void' ? 'void' : 'paid';
      invoice.amount_remaining = 0;
      if (form['paid_out_of_band'] === 'true') invoice.isPaidOutside = true;
    }
    if (action === 'add_lines') add(invoice, form);
    return { status: 200, json: invoice };
  }

  /** It lowers what is to pay; the rest of it has to go somewhere. */
  function credit(form: Record<string, string>): Told {
    const invoice = invoices.find((each) => each.id === form['invoice']);
    if (invoice === undefined || !['open', 'paid'].includes(invoice.status)) return missing('it');
    const [amount, outside] = [Number(form['amount']), Number(form['out_of_band_amount'] ?? 0)];
    const before = Math.min(amount, invoice.amount_remaining);
    if (outside !== amount - before) return refused(400, 'The amounts do not add up.');
    invoice.amount_remaining -= before;
    if (invoice.amount_remaining === 0) invoice.status = 'paid';
    const number = form['metadata[tollgate_number]'] ?? '';
    const note = {
      ...{ id: `cn_${notes.length + 1}`, object: 'credit_note', invoice: invoice.id },
      ...{ amount, outside, metadata: { tollgate_number: number }, form },
    };
    notes.push(note);
    return { status: 200, json: note };
  }

  /** One on a page, whatever is asked for. */
  function listNotes(path: string): Told {
    const { searchParams } = new URL(path, 'http://stripe');
    const all = notes.filter(({ invoice }) => invoice === searchParams.get('invoice'));
    const next = all.findIndex(({ id }) => id === searchParams.get('starting_after')) + 1;
    const data = all.slice(next, next + 1);
    return {
      status: 200,
      json: { object: 'list', data, has_more: all.length > next + 1, url: '/v1/credit_notes' },
    };
  }

  function add(invoice: StripeInvoice, form: Record<string, string>): void {
    for (let i = 0; form[`lines[${i}][amount]`] !== undefined; i += 1) {
      const of = (name: string) => form[`lines[${i}]${name}`] ?? '';
      const [amount, description] = [of('[amount]'), of('[description]')];
      invoice.lines.push({ amount, description, start: of('[period][start]') });
      invoice.total += Number(amount);
    }
    invoice.total += surcharge.amount;
  }

  return {
    invoices,
    customers,
    notes,
    surcharge,
    answer(asked: Asked): Told {
      const key = asked.headers['idempotency-key'];
      if (!/^Bearer [sr]k_(live|test)_1234$/.test(asked.headers.authorization ?? ''))
        return refused(401, 'No such key');
      if (typeof key !== 'string' || asked.method !== 'POST') return carryOut(asked);
      const request = `${asked.path} ${asked.body}`;
      const known = done.get(key);
      if (known !== undefined && known.request !== request) {
        return refused(
          400,
          'Keys for idempotent requests can only be used with the same parameters',
        );
      }
      const told = known?.told ?? carryOut(asked);
      done.set(key, { request, told });
      return told;
    },
  };
}

function missing(id: string): Told {
  return refused(404, `No such thing: ${id}`);
}

function refused(status: number, message: string): Told {
  return { status, json: { error: { type: 'invalid_request_error', message } } };
}

interface LagoFee {
  readonly description: string;
  readonly unit_amount_cents: number;
  readonly invoice_display_name: string;
}

interface LagoInvoice {
  readonly lago_id: string;
  readonly number: string;
  status: string;
  payment_status: string;
  readonly total_amount_cents: number;
  readonly of: Readonly<Record<string, unknown>>;
  readonly fees: readonly LagoFee[];
}

/** Lago as its OpenAPI document has it: no idempotency keys, and invoices that are final at once. */
export function createLago() {
  const invoices: LagoInvoice[] = [];
  const customers = new Map<string, Record<string, unknown>>();
  const addOns = new Set<string>();
  const surcharge = { amount: 0 };

  function create(given: { fees: LagoFee[] } & Record<string, unknown>): Told {
    const { fees, ...of } = given;
    const sum = fees.reduce((total, fee) => total + fee.unit_amount_cents, 0);
    const id = `lago-${invoices.length + 1}`;
    const invoice: LagoInvoice = {
      ...{ lago_id: id, number: `LAG-${invoices.length + 1}`, status: 'finalized', of, fees },
      total_amount_cents: sum + surcharge.amount,
      payment_status: sum + surcharge.amount > 0 ? 'pending' : 'succeeded',
    };
    invoices.push(invoice);
    return { status: 200, json: { invoice } };
  }

  /** Two on a page, whatever is asked for. */
  function listFees(query: URLSearchParams): Told {
    const all = invoices
      .filter(({ of }) => of['external_customer_id'] === query.get('external_customer_id'))
      .flatMap(({ lago_id, fees }) => fees.map((fee) => ({ ...fee, lago_invoice_id: lago_id })));
    const page = Number(query.get('page'));
    const next = all.length > page * 2 ? page + 1 : null;
    return {
      status: 200,
      json: { fees: all.slice((page - 1) * 2, page * 2), meta: { next_page: next } },
    };
  }

  return {
    invoices,
    customers,
    surcharge,
    answer({ method, path, headers, body }: Asked): Told {
      if (headers.authorization !== 'Bearer lago-key')
        return { status: 401, json: { status: 401 } };
      const { pathname, searchParams } = new URL(path, 'http://lago');
      const [, , , kind, id = '', action] = pathname.split('/');
      const given = body === '' ? {} : JSON.parse(body);
      if (kind === 'customers') {
        customers.set(given.customer.external_id, given.customer);
        return { status: 200, json: given };
      }
      if (kind === 'add_ons' && method === 'POST') {
        addOns.add(given.add_on.code);
        return { status: 200, json: given };
      }
      if (kind === 'add_ons' && id === '') return { status: 200, json: { add_ons: [] } };
      if (kind === 'add_ons') {
        return addOns.has(id)
          ? { status: 200, json: { add_on: { code: id } } }
          : { status: 404, json: { status: 404, error: 'Not Found', code: 'add_on_not_found' } };
      }
      if (kind === 'fees') return listFees(searchParams);
      if (method === 'POST' && id === '') return create(given.invoice);
      const invoice = invoices.find(({ lago_id }) => lago_id === id);
      if (invoice === undefined) return { status: 404, json: { status: 404 } };
      if (action === 'void') {
        if (invoice.status !== 'finalized' || invoice.payment_status === 'succeeded')
          return { status: 405, json: { status: 405, code: 'not_voidable' } };
        invoice.status = 'voided';
      }
      if (method === 'PUT') {
        if (invoice.status === 'voided') return { status: 405, json: { status: 405 } };
        invoice.payment_status = given.invoice.payment_status;
      }
      return { status: 200, json: { invoice } };
    },
  };
}
