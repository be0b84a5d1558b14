import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { snippet } from './snippets.ts';

const facts = {
  gatewayUrl: 'http://localhost:4000/v1',
  model: 'sim/gpt',
  customer: 'customer-123',
};

test('the curl names the gateway, the model and the customer, and keeps the key in the shell', () => {
  const curl = snippet('curl', facts);
  expect(curl).toContain('http://localhost:4000/v1/chat/completions');
  expect(curl).toContain('"model": "sim/gpt"');
  expect(curl).toContain('"user": "customer-123"');
  expect(curl).toContain('Bearer $TOLLGATE_KEY');
});

test.each(['plain', "it's", '"quoted"', 'a\\b', '$(whoami)', '`x`', 'новый 客', "'; rm -rf / #"])(
  'a shell passes the customer %j on unchanged',
  (customer) => {
    const body = snippet('curl', { ...facts, customer }).split('-d ')[1] ?? '';
    const printed = execFileSync('sh', ['-c', `printf %s ${body}`], { encoding: 'utf8' });
    expect(JSON.parse(printed).user).toBe(customer);
  },
);

test.each(['python', 'node'] as const)('the %s example uses the official client', (language) => {
  const text = snippet(language, facts);
  expect(text).toContain('OpenAI(');
  expect(text).toContain('"http://localhost:4000/v1"');
  expect(text).toContain('TOLLGATE_KEY');
});
