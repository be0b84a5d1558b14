import { randomUUIDv7 } from 'node:crypto';
import { type Clock, err, isPlainText, ok } from '../../kernel/index.ts';
import { readFloor, type SpendEvent } from '../../metering/index.ts';
import { type Pool, type TimePage, withTransaction } from '../../platform/postgres/index.ts';
import type { DraftService } from '../draft-service.ts';
import { lockCustomers } from '../generate.ts';
import { answer } from '../guards.ts';
import { askedOnce, requireIdempotencyKey } from '../idempotency.ts';
import { type Answer, Refusal } from '../problem.ts';
import type { InvoiceRun } from '../sql/invoice-runs.ts';
import {
  customersWithPast,
  deleteTestClock,
  findTestClock,
  insertTestClock,
  listTestClocks,
  moveTestClock,
  type TestClockRow,
} from '../sql/test-clocks.ts';
import { FIRST_MS, type TestUsageRequest, testEvents } from './test-usage.ts';

const LONGEST_NAME = 120;
const LONGEST_ID = 256;
const MOST_CUSTOMERS = 100;
const LAST = Date.parse('2100-01-01T00:00:00Z');
/** Each step drafts the periods that end in it. */
const LONGEST_STEP_MS = 732 * 86_400_000;

export interface TestClockRequest {
  readonly name: string;
  readonly now: Date;
  readonly customers: readonly string[];
}

export interface TestClockDeps {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly drafts: DraftService;
  /** Puts events into the record, each once however often it is given. */
  readonly record: (events: readonly SpendEvent[]) => Promise<void>;
}

/** Customers for whom it is the time somebody says: their invoices come of years in seconds. */
export class TestClocks {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #drafts: DraftService;
  readonly #record: TestClockDeps['record'];

  constructor(deps: TestClockDeps) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
    this.#drafts = deps.drafts;
    this.#record = deps.record;
  }

  /** Null: of all customers. */
  list(customer: string | null, page: TimePage): Promise<TestClockRow[]> {
    return listTestClocks(this.#pool, customer, page);
  }

  /** Of customers that have never had an invoice: what was billed in real time stays in it. */
  create(
    request: TestClockRequest,
    { by, idempotencyKey }: { by: string; idempotencyKey: string },
  ): Answer<TestClockRow> {
    return answer(async () => {
      const customers = [...new Set(request.customers)];
      requireClock({ ...request, customers }, idempotencyKey);
      const at = this.#clock.now();
      const id = randomUUIDv7();
      const asked = { operation: 'createTestClock', key: idempotencyKey, id, at };
      const keyed = { ...asked, request: JSON.stringify(request) };
      const done = await askedOnce(this.#pool, keyed, async (tx) => {
        await lockCustomers(tx, customers);
        const [taken] = await customersWithPast(tx, customers);
        if (taken !== undefined) {
          const message = `Customer ${taken} has invoices or a clock already`;
          throw new Refusal('CONFLICT', message, ['customers']);
        }
        const { name, now } = request;
        await insertTestClock(tx, { id, name, now, customers, createdAt: at, createdBy: by });
      });
      return this.#find(done.id);
    });
  }

  /**
   * Lets time pass up to an instant, and drafts what has ended by then. To the same instant again: what a
   * crash kept from being drafted.
   */
  async advance(
    id: string,
    { to, by }: { to: Date; by: string },
  ): Answer<{ clock: TestClockRow; run: InvoiceRun; invoices: string[] }> {
    const moved = await answer(() =>
      withTransaction(this.#pool, async (tx) => {
        const clock = await findTestClock(tx, id);
        if (clock === null) throw new Refusal('NOT_FOUND', NO_SUCH_CLOCK);
        requireTime(to, 'to');
        if (to.getTime() - clock.now.getTime() > LONGEST_STEP_MS) {
          throw new Refusal('INVALID', 'Advance by two years at most', ['to']);
        }
        if (!(await moveTestClock(tx, id, to))) {
          throw new Refusal('INVALID', 'Time does not go back', ['to']);
        }
      }),
    );
    if (!moved.ok) return moved;
    const clock = await this.#find(id);
    const run = this.#drafts.newRun(by);
    const invoices = await this.#drafts.generate(clock.customers, null, { run });
    return ok({ clock, run, invoices });
  }

  /** Calls of a customer at times that have come on the clock; gives how many. They are in the record for good. */
  recordUsage(id: string, request: TestUsageRequest, idempotencyKey: string): Answer<number> {
    return answer(async () => {
      requireIdempotencyKey(idempotencyKey);
      const key = `${id} ${idempotencyKey}`;
      const clock = await this.#find(id);
      const events = testEvents(request, { clock, keptFrom: await readFloor(this.#pool), key });
      const asked = { operation: 'recordTestUsage', key, id, at: this.#clock.now() };
      const keyed = { ...asked, request: JSON.stringify(request) };
      await askedOnce(this.#pool, keyed, async () => undefined);
      await this.#record(events);
      return events.length;
    });
  }

  /** Its customers are back in real time; what was made for them stays. */
  async remove(id: string): Answer<true> {
    if (await deleteTestClock(this.#pool, id)) return ok(true);
    return err([{ code: 'NOT_FOUND', message: NO_SUCH_CLOCK, path: [] }]);
  }

  async #find(id: string): Promise<TestClockRow> {
    const clock = await findTestClock(this.#pool, id);
    if (clock === null) throw new Refusal('NOT_FOUND', NO_SUCH_CLOCK);
    return clock;
  }
}

const NO_SUCH_CLOCK = 'There is no such test clock';

function requireClock({ name, now, customers }: TestClockRequest, idempotencyKey: string): void {
  if (!isPlainText(name, LONGEST_NAME)) {
    throw new Refusal('INVALID', `Give a name of 1 to ${LONGEST_NAME} characters`, ['name']);
  }
  requireIdempotencyKey(idempotencyKey);
  requireTime(now, 'now');
  const isList = customers.length >= 1 && customers.length <= MOST_CUSTOMERS;
  if (!isList || !customers.every((each) => isPlainText(each, LONGEST_ID))) {
    const message = `Name 1 to ${MOST_CUSTOMERS} customers`;
    throw new Refusal('INVALID', message, ['customers']);
  }
}

function requireTime(at: Date, name: string): void {
  if (at.getTime() >= FIRST_MS && at.getTime() < LAST) return;
  throw new Refusal('INVALID', 'Give a time from 2000 to 2099', [name]);
}
