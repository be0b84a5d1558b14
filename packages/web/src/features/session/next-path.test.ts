import { expect, test } from 'vitest';
import { loginPath, safeNextPath } from './next-path.ts';

const base = '/ui/';
const origin = 'https://tollgate.test';

test.each([
  ['/ui/customers?range=7d', '/ui/customers?range=7d'],
  ['/ui/customers/a%2Fb', '/ui/customers/a%2Fb'],
  [undefined, '/ui/'],
  ['', '/ui/'],
])('after signing in, %j leads to %s', (next, path) => {
  expect(safeNextPath(next, base, origin)).toBe(path);
});

test.each([
  'https://evil.test/ui/',
  '//evil.test/ui/',
  '/\\evil.test/ui/',
  'javascript:alert(1)',
  '/graphql',
  '/ui/../graphql',
  'http://[',
])('%j cannot lead out of the dashboard', (next) => {
  expect(safeNextPath(next, base, origin)).toBe('/ui/');
});

test('the login page carries the way back', () => {
  const path = '/ui/customers?q=a&range=7d';
  const login = new URL(loginPath(base, path, true), origin);
  expect(login.pathname).toBe('/ui/login');
  expect(safeNextPath(login.searchParams.get('next') ?? undefined, base, origin)).toBe(path);
  expect(login.searchParams.get('expired')).toBe('true');
});
