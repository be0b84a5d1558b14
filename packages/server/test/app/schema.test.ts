import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { printApiSchema } from '../../src/app/api-schema.ts';

test('schema.graphql is what the server serves; after a change: npm run tollgate -- --silent schema', () => {
  const committed = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
  expect(printApiSchema()).toBe(committed);
});
