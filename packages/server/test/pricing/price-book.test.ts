import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createPool,
  NotificationListener,
  type Pool,
  withTransaction,
} from '../../src/platform/postgres/index.ts';
import { openBook, revised, writeRevisions } from '../../src/pricing/book/revise.ts';
import {
  ALL_DAY,
  EARLIEST,
  findEntry,
  LATEST,
  type PriceEntry,
  type Timeline,
} from '../../src/pricing/book/timeline.ts';
import { approveUpdate, rejectUpdate } from '../../src/pricing/book/updates.ts';
import { nameVersion } from '../../src/pricing/book/version-name.ts';
import {
  flatPrice,
  LiveBook,
  onlyBase,
  type Price,
  type Prices,
  parsePrice,
  proposeUpdate,
  recordOwnPrices,
} from '../../src/pricing/index.ts';
import { listUpdates } from '../../src/pricing/sql/price-updates.ts';
import { readTimelines } from '../../src/pricing/sql/read-book.ts';
import { createTestDatabase, type TestDatabase } from '../testkit/postgres.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const NOBODY = { recordedBy: 'test', reason: '', updateId: null, request: null };
const CHANGED = new Date('2026-03-01T00:00:00Z');

function prices(dollars: string): Prices {
  return onlyBase({ input: flatPrice(parsePrice(dollars) as Price) });
}

function entry(subject: string, dollars: string, period: Partial<PriceEntry> = {}): PriceEntry {
  const whole = { effectiveFrom: EARLIEST, effectiveUntil: LATEST, ...ALL_DAY };
  return { ...whole, price: nameVersion('test', subject, prices(dollars)), ...period };
}

function revise(subject: string, entries: readonly PriceEntry[]): Promise<Timeline[]> {
  return withTransaction(pool, async (tx) => {
    const book = await openBook(tx);
    return writeRevisions(tx, [revised(book, { layer: 'custom', subject }, entries)], NOBODY);
  });
}

function catalogue(models: Record<string, string>): Timeline[] {
  return Object.entries(models).map(([subject, dollars]) => ({
    layer: 'catalogue',
    subject,
    revision: 1,
    entries: [entry(subject, dollars)],
  }));
}

describe('the price book in the database', () => {
  test('two prices at one time are refused by the database itself', async () => {
    const later = { effectiveFrom: CHANGED };
    await expect(revise('a/overlap', [entry('x', '1'), entry('y', '2', later)])).rejects.toThrow(
      'price_entry_no_overlap',
    );
    const night = { fromMinute: 1000 };
    await expect(revise('a/overlap', [entry('x', '1'), entry('y', '2', night)])).rejects.toThrow(
      'price_entry_no_overlap',
    );
    const apart = [
      entry('x', '1', { effectiveUntil: CHANGED }),
      entry('y', '2', { ...later, untilMinute: 1000 }),
      entry('z', '3', { ...later, ...night }),
    ];
    expect(await revise('a/overlap', apart)).toHaveLength(1);
  });

  test.each([
    'update price_version set prices = $${}$$',
    'delete from price_version',
    'update price_timeline set recorded_at = now()',
    'delete from price_timeline',
    'update price_entry set effective_until = now()',
    'delete from price_entry',
    'truncate price_entry',
    'truncate price_version cascade',
  ])('%s is refused', async (statement) => {
    await revise('a/edited', [entry('a/edited', '1')]);
    await expect(pool.query(statement)).rejects.toThrow(/append-only/);
  });

  test('a revision that is complete takes no further entries', async () => {
    await revise('a/complete', [entry('a/complete', '1', { effectiveUntil: CHANGED })]);
    const add = pool.query(
      `insert into price_entry (timeline_id, effective_from, effective_until, version_id)
       select e.timeline_id, e.effective_until, 'infinity', e.version_id
       from price_entry e join price_timeline t on t.id = e.timeline_id where t.subject = 'a/complete'`,
    );
    await expect(add).rejects.toThrow('a revision that is complete');
  });

  test('concurrent changes to one model follow one another, and none is lost', async () => {
    const changes = Array.from({ length: 20 }, (_, i) =>
      revise('a/busy', [entry('a/busy', `${i + 1}`)]),
    );
    const written = (await Promise.all(changes)).flat();
    const revisions = written.map(({ revision }) => revision).sort((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  test('a revision out of turn is refused', async () => {
    const skip = pool.query(
      `insert into price_timeline (layer, subject, revision, recorded_by) values ('custom', 'a/skip', 2, 'x')`,
    );
    await expect(skip).rejects.toThrow('the next revision of custom a/skip is 1');
  });

  test('what was known at a moment can be asked for ever', async () => {
    await revise('a/known', [entry('a/known', '1')]);
    const { rows } = await pool.query<{ at: string }>(
      `select max(recorded_at)::text as at from price_timeline`,
    );
    const knownAt = rows[0]?.at ?? '';
    await revise('a/known', [entry('a/known', '2')]);
    const known = await readTimelines(pool, { after: '-infinity', knownAt });
    const then = known.find(({ subject }) => subject === 'a/known');
    expect(then?.entries[0]?.price.prices).toEqual(prices('1'));
  });

  test('one name never stands for two prices', async () => {
    await revise('a/name', [entry('a/name', '1')]);
    const version = nameVersion('test', 'a/name', prices('1')).version;
    const forged = entry('a/name', '1', { price: { version, prices: prices('2') } });
    await expect(revise('a/forged', [forged])).rejects.toThrow('one name for two prices');
  });
});

describe('the book in memory', () => {
  test('hears of every change, and of what it missed', async () => {
    await using notifications = disposable(new NotificationListener(database.url), (n) =>
      n.close(),
    );
    const live = new LiveBook({
      db: pool,
      notifications: notifications.value,
      onError: (error) => expect(error).toBeUndefined(),
    });
    await live.refresh();
    await notifications.value.start();
    await revise('a/heard', [entry('a/heard', '1')]);
    const at = Date.now();
    const place = { layer: 'custom', subject: 'a/heard' } as const;
    await expect.poll(() => live.book.find([place], at).price?.prices).toEqual(prices('1'));
    await revise('a/heard', [entry('a/heard', '2')]);
    await expect.poll(() => live.book.find([place], at).price?.prices).toEqual(prices('2'));
  });
});

describe('updates from outside', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const propose = (models: Record<string, string>, accept: boolean) =>
    proposeUpdate(
      pool,
      {
        layer: 'catalogue',
        source: 'test@1',
        timelines: catalogue(models),
        report: {},
        proposedBy: 'test',
        accept,
      },
      now,
    );
  const priceAt = async (subject: string, at: string) => {
    const known = await readTimelines(pool, { after: '-infinity', knownAt: 'infinity' });
    const timeline = known.find((each) => each.layer === 'catalogue' && each.subject === subject);
    return findEntry(timeline?.entries ?? [], Date.parse(at)).price?.prices;
  };

  test('the first catalogue is in force for all time; a later one waits, and then leaves the past alone', async () => {
    expect(await propose({ 'p/a': '1', 'p/b': '2' }, false)).toMatchObject({
      state: 'APPROVED',
      added: 2,
    });
    expect(await propose({ 'p/a': '1', 'p/b': '2' }, false)).toMatchObject({ state: 'APPROVED' });
    const update = await propose({ 'p/a': '1', 'p/b': '3', 'p/c': '4' }, false);
    expect(update).toMatchObject({ state: 'PENDING', added: 1, changed: 1 });
    expect(await priceAt('p/b', '2026-07-01T00:00:00Z')).toEqual(prices('2'));
    const id = update?.id ?? '';
    const approval = { id, applyFrom: 'NOW', by: 'finance', now } as const;
    const decisions = await Promise.all([1, 2, 3].map(() => approveUpdate(pool, approval)));
    for (const decision of decisions) {
      expect(decision).toMatchObject({
        ok: true,
        value: { state: 'APPROVED', decidedBy: 'finance' },
      });
    }
    expect(await priceAt('p/b', '2026-05-31T23:59:59.999Z')).toEqual(prices('2'));
    expect(await priceAt('p/b', '2026-06-01T00:00:00Z')).toEqual(prices('3'));
    expect(await priceAt('p/c', '2020-01-01T00:00:00Z')).toEqual(prices('4'));
    await expect(pool.query(`update price_update set state = 'REJECTED'`)).rejects.toThrow(
      'decided once',
    );
  });

  test('as published, it holds for the past as well', async () => {
    const update = await propose({ 'p/b': '5' }, false);
    await approveUpdate(pool, { id: update?.id ?? '', applyFrom: 'AS_PUBLISHED', by: 'x', now });
    expect(await priceAt('p/b', '2026-05-31T00:00:00Z')).toEqual(prices('5'));
  });

  test('rejected, it is never in force, nor proposed again', async () => {
    const update = await propose({ 'p/b': '6' }, false);
    const id = update?.id ?? '';
    expect(await rejectUpdate(pool, { id, by: 'x' })).toMatchObject({
      value: { state: 'REJECTED' },
    });
    const late = { id, applyFrom: 'NOW', by: 'x', now } as const;
    expect(await approveUpdate(pool, late)).toEqual({ ok: false, error: 'CONFLICT' });
    expect(await propose({ 'p/b': '6' }, true)).toMatchObject({ id, state: 'REJECTED' });
    expect(await priceAt('p/b', '2026-07-01T00:00:00Z')).toEqual(prices('5'));
    expect((await listUpdates(pool, { after: null, limit: 1 }))[0]?.id).toBe(id);
  });
});

describe('the prices of the configuration', () => {
  const deployment = (dollars: string | null) => ({
    modelName: 'mine',
    provider: 'openai',
    upstreamModel: 'private',
    baseModel: null,
    ownPrice: dollars === null ? null : nameVersion('config', 'x', prices(dollars)),
    fallbackPrice: null,
  });
  const record = (dollars: string | null, at: string) =>
    recordOwnPrices(pool, [deployment(dollars)], new Date(at));
  const priceAt = async (at: string) => {
    const known = await readTimelines(pool, { after: '-infinity', knownAt: 'infinity' });
    const timeline = known.find(({ layer }) => layer === 'config');
    return findEntry(timeline?.entries ?? [], Date.parse(at)).price?.prices ?? null;
  };

  test('are remembered from when to when they held', async () => {
    await record('1', '2026-01-01T00:00:00Z');
    expect(await record('1', '2026-01-02T00:00:00Z')).toEqual([]);
    await record('2', '2026-02-01T00:00:00Z');
    await record(null, '2026-03-01T00:00:00Z');
    expect(await priceAt('2025-12-01T00:00:00Z')).toEqual(prices('1'));
    expect(await priceAt('2026-02-15T00:00:00Z')).toEqual(prices('2'));
    expect(await priceAt('2026-03-01T00:00:00Z')).toBeNull();
  });

  test('of two deployments that look alike to an event are not mixed up', async () => {
    const twins = ['1', '2'].map((dollars) => ({ ...deployment(dollars), upstreamModel: 'twin' }));
    expect(await recordOwnPrices(pool, twins, new Date('2026-01-01T00:00:00Z'))).toEqual([]);
  });
});

function disposable<T>(value: T, end: (value: T) => Promise<void>) {
  return { value, [Symbol.asyncDispose]: () => end(value) };
}
