import { expect, test } from 'vitest';
import { redact } from './redact.ts';

test('what is secret is hidden at any depth, and the rest stays', () => {
  const at = new Date('2026-03-01T00:00:00Z');
  const input = {
    email: 'a@b',
    password: 'p',
    newPassword: 'p',
    token: 't',
    apiTokenId: 'id',
    idempotencyKey: 'k',
    link: 'l',
    apiKey: 'sk-provider',
    secretSettings: [{ name: 'a', value: 'b' }],
    nested: [{ secret: 's', at, none: null }],
  };
  expect(redact(input)).toEqual({
    email: 'a@b',
    password: '***',
    newPassword: '***',
    token: '***',
    apiTokenId: 'id',
    idempotencyKey: 'k',
    link: '***',
    apiKey: '***',
    secretSettings: '***',
    nested: [{ secret: '***', at: at.toISOString(), none: null }],
  });
});

test('an object called apiKey is not a secret', () => {
  expect(redact({ apiKey: { id: 'x', alias: 'a' }, secret: 's' })).toEqual({
    apiKey: { id: 'x', alias: 'a' },
    secret: '***',
  });
});
