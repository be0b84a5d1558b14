import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RANGE_NAMES } from './ranges.ts';
import {
  CUSTOMER_ORDERS,
  KEYS_SHOWN,
  LOGS_ORDERS,
  PEOPLE_TABS,
  parseSearch,
  readAppSearch,
  readCustomersSearch,
  readInvoicesSearch,
  readKeysSearch,
  readLoginSearch,
  readLogsSearch,
  readOverviewSearch,
  readPeopleSearch,
  readSettingsSearch,
  SETTINGS_TABS,
  stringifySearch,
} from './search.ts';

const words = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed());

test('a screen is found again through its own address', () => {
  const screens = fc.record({
    range: fc.constantFrom(...RANGE_NAMES),
    call: words.filter((text) => text !== ''),
    q: words,
    order: fc.constantFrom(...CUSTOMER_ORDERS),
  });
  fc.assert(
    fc.property(screens, (screen) => {
      const address = parseSearch(stringifySearch(screen));
      const found = { ...readAppSearch(address), ...readCustomersSearch(address) };
      expect(found).toEqual(screen);
    }),
  );
});

test('so are the screens of keys, people and settings', () => {
  const open = fc.record({
    q: words,
    tab: fc.constantFrom(...PEOPLE_TABS),
    team: fc.constant('t'),
  });
  fc.assert(
    fc.property(open, fc.constantFrom(...KEYS_SHOWN), (people, show) => {
      expect(readPeopleSearch(parseSearch(stringifySearch({ ...people })))).toEqual(people);
      const keys = { q: people.q, show, key: 'k' };
      expect(readKeysSearch(parseSearch(stringifySearch(keys)))).toEqual(keys);
    }),
  );
  expect(SETTINGS_TABS).toContain(readSettingsSearch({ tab: 'nonsense' }).tab);
});

test('so is a search of the logs, whatever it is narrowed to', () => {
  const filters = fc.record(
    {
      customer: fc.uniqueArray(
        words.filter((text) => text !== ''),
        { minLength: 1, maxLength: 3 },
      ),
      status: fc.constant(['FAILED', 'UNKNOWN']),
      slice: fc.constant('2026-07-01T00:00:00.000Z..2026-07-01T00:15:00.000Z'),
      order: fc.constantFrom(...LOGS_ORDERS),
      maxSpend: fc.constant('0.0001'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(filters, (given) => {
      const address = parseSearch(stringifySearch({ ...given }));
      expect(readLogsSearch(address)).toEqual(readLogsSearch(given));
    }),
  );
  expect(readLogsSearch({ status: 'BROKEN', minSpend: '-1', minMs: 'soon', slice: '..' })).toEqual(
    readLogsSearch({}),
  );
});

test('a range of days is kept as days, and one that ends before it begins is not one', () => {
  expect(readAppSearch({ range: '2026-02-01..2026-02-28' }).range).toBe('2026-02-01..2026-02-28');
  for (const range of [
    '2026-02-28..2026-02-01',
    '2026-02-99..2026-03-01',
    '2026-02-30..2026-03-05',
    '2026-02-01..',
  ]) {
    expect(readAppSearch({ range }).range).toBe('30d');
  }
});

test('a search for digits stays text', () => {
  expect(readCustomersSearch(parseSearch('?q=00123')).q).toBe('00123');
});

test('invoices are asked for between days of a calendar only', () => {
  const days = readInvoicesSearch({ from: '2026-02-30', to: '2026-02-28' });
  expect([days.from, days.to]).toEqual(['', '2026-02-28']);
});

test('a search of the logs is no longer than the server takes', () => {
  expect(readLogsSearch({ q: 'x'.repeat(1_000) }).q).toBe('x'.repeat(200));
});

test('an address that nobody wrote on purpose opens the default screen', () => {
  const junk = fc.dictionary(fc.constantFrom('range', 'call', 'q', 'order', 'by', 'next'), words);
  fc.assert(
    fc.property(junk, (address) => {
      expect(RANGE_NAMES).toContain(readAppSearch(address).range);
      expect(CUSTOMER_ORDERS).toContain(readCustomersSearch(address).order);
      expect(['customer', 'model']).toContain(readOverviewSearch(address).by);
    }),
  );
  expect(readAppSearch({ range: '5y' })).toEqual({ range: '30d' });
  expect(readLoginSearch(parseSearch('?expired=maybe'))).toEqual({});
});
