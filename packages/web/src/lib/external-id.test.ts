import fc from 'fast-check';
import { expect, test } from 'vitest';
import { externalIdFromPath, externalIdToPath } from './external-id.ts';

/** What a browser makes of the id in an address. */
function throughBrowser(segment: string): string {
  const url = new URL(`https://tollgate.test/ui/customers/${encodeURIComponent(segment)}?range=7d`);
  return decodeURIComponent(url.pathname.slice('/ui/customers/'.length));
}

test('a customer is found through its address whatever its id', () => {
  const ids = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed());
  fc.assert(
    fc.property(ids, (id) => {
      expect(externalIdFromPath(throughBrowser(externalIdToPath(id)))).toBe(id);
    }),
    { examples: [['..'], ['.'], [''], ['~'], ['~..'], ['a/b'], ['a?b#c'], ['%2F'], ['客户 7']] },
  );
});

test('an ordinary id stands in the address as it is', () => {
  expect(externalIdToPath('acme-01')).toBe('acme-01');
});
