import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RANGE_NAMES } from './ranges.ts';
import {
  CUSTOMER_ORDERS,
  KEYS_SHOWN,
  PEOPLE_TABS,
  parseSearch,
  readAppSearch,
  readCustomersSearch,
  readKeysSearch,
  readLoginSearch,
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

test('a search for digits stays text', () => {
  expect(readCustomersSearch(parseSearch('?q=00123')).q).toBe('00123');
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
