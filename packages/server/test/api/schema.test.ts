import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { printApiSchema } from '../../src/app/api-schema.ts';

test('schema.graphql is what the server serves; `pnpm tollgate schema` writes it anew', () => {
  const committed = fileURLToPath(new URL('../../schema.graphql', import.meta.url));
  expect(printApiSchema()).toBe(readFileSync(committed, 'utf8'));
});
