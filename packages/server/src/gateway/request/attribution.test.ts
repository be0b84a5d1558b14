import { describe, expect, test } from 'vitest';
import { attribute } from './attribution.ts';
import type { AttributionRules, KeyAttribution } from './attribution-rules.ts';

const FREE_KEY = { boundCustomer: null, tags: [] };
const RULES: AttributionRules = {
  customerHeaders: ['x-openwebui-user-id'],
  requiresCustomer: false,
  takesTags: true,
  tagHeaders: [],
  tagsUserAgent: false,
};
const attributed = (
  headers: Record<string, string>,
  body: Record<string, unknown>,
  { key = FREE_KEY, rules = {} }: { key?: KeyAttribution; rules?: Partial<AttributionRules> } = {},
) => attribute({ headers, body, key, rules: { ...RULES, ...rules }, now: new Date(0) });
const customerOf = (headers: Record<string, string>, body: Record<string, unknown>) => {
  const result = attributed(headers, body);
  return result.ok ? result.value.customerExternalId : result.error.code;
};

describe('the customer of a call', () => {
  const everySource = {
    user: 'from-user',
    litellm_metadata: { user: 'from-litellm-metadata' },
    metadata: { user_id: 'from-metadata' },
    safety_identifier: 'from-safety-identifier',
  };

  test('is the first that is named, in the order users of LiteLLM know', () => {
    const headers: Record<string, string> = {
      'x-tollgate-customer-id': 'from-our-header',
      'x-litellm-customer-id': 'from-litellm-header',
      'x-tollgate-end-user-id': 'from-our-end-user-header',
      'x-litellm-end-user-id': 'from-end-user-header',
      'x-openwebui-user-id': 'from-configured-header',
    };
    const body: Record<string, unknown> = { ...everySource };
    const seen: unknown[] = [];
    for (const name of Object.keys(headers)) {
      seen.push(customerOf(headers, body));
      delete headers[name];
    }
    for (const name of Object.keys(body)) {
      seen.push(customerOf(headers, body));
      delete body[name];
    }
    seen.push(customerOf(headers, body));
    expect(seen).toEqual([
      'from-our-header',
      'from-litellm-header',
      'from-our-end-user-header',
      'from-end-user-header',
      'from-configured-header',
      'from-user',
      'from-litellm-metadata',
      'from-metadata',
      'from-safety-identifier',
      null,
    ]);
  });

  test('may be in any script, also in a header', () => {
    const header = Buffer.from('müller & söhne', 'utf8').toString('latin1');
    expect(customerOf({ 'x-tollgate-customer-id': header }, {})).toBe('müller & söhne');
    expect(customerOf({}, { user: '顧客 ١' })).toBe('顧客 ١');
  });

  test.each([[7], [{}], [['a']], ['x'.repeat(257)], ['a\nb'], ['\ud800']])(
    '%j is refused',
    (user) => {
      expect(customerOf({}, { user })).toBe('invalid_value');
    },
  );

  test('blank means that nobody is named', () => {
    expect(
      customerOf({ 'x-tollgate-customer-id': ' ' }, { user: '', safety_identifier: null }),
    ).toBeNull();
    expect(customerOf({}, { user: ' \u00a0', safety_identifier: 'acme' })).toBe('acme');
  });

  test('may have to be named', () => {
    const rules = { requiresCustomer: true };
    expect(attributed({}, {}, { rules })).toMatchObject({
      error: { code: 'invalid_value', param: 'user' },
    });
    expect(attributed({}, { metadata: { user_id: '{"session_id":"s"}' } }, { rules }).ok).toBe(
      false,
    );
    expect(attributed({}, { safety_identifier: 'acme' }, { rules }).ok).toBe(true);
    const key = { boundCustomer: 'acme', tags: [] };
    expect(attributed({}, {}, { key, rules }).ok).toBe(true);
  });

  test('that is a JSON object in a header is read as one in the body; naming nobody, it leaves it to others', () => {
    const header = { 'x-openwebui-user-id': '{"account_uuid":"a","session_id":"s"}' };
    expect(customerOf(header, { user: 'u' })).toBe('a');
    expect(customerOf({ 'x-openwebui-user-id': '{"session_id":"s"}' }, { user: 'u' })).toBe('u');
  });

  test('is that of a bound key, whoever is or is not named', () => {
    const bound = { boundCustomer: 'acme', tags: [] };
    expect(attributed({}, {}, { key: bound })).toMatchObject({
      value: { customerExternalId: 'acme' },
    });
    expect(attributed({}, { user: 'acme' }, { key: bound })).toMatchObject({ ok: true });
    expect(attributed({}, { user: 'mallory' }, { key: bound })).toMatchObject({
      error: { code: 'customer_not_allowed' },
    });
    expect(
      attributed({ 'x-litellm-customer-id': 'mallory' }, { user: 'acme' }, { key: bound }).ok,
    ).toBe(false);
  });
});

describe('a user id that carries a session', () => {
  test.each([
    ['user_1a2b_account_3c_session_0198c0de-0000-7000-8000-000000000001', 'user_1a2b_account_3c'],
    ['{"device_id":"d","account_uuid":"a","session_id":"s"}', 'a'],
    ['{"device_id":"d","account_uuid":"","session_id":"s"}', 'd'],
    ['{"session_id":"s"}', null],
    ['{not json', '{not json'],
  ])('%s names %s', (user_id, customer) => {
    expect(customerOf({}, { metadata: { user_id } })).toBe(customer);
  });
});

describe('the tags of a call', () => {
  test('are those of every source, sorted and once each', () => {
    const result = attributed(
      { 'x-tollgate-tags': 'b, a', 'x-litellm-tags': 'c' },
      {
        tags: ['d', 'a'],
        metadata: { tags: ['env:prod'] },
        litellm_metadata: { tags: ['e'] },
      },
      { key: { boundCustomer: null, tags: ['team:ml'] } },
    );
    expect(result).toMatchObject({
      value: { tags: ['a', 'b', 'c', 'd', 'e', 'env:prod', 'team:ml'] },
    });
  });

  test('are made of the headers and the program that the operator wants as tags', () => {
    const rules = { tagHeaders: ['x-project', 'x-stage'], tagsUserAgent: true };
    const headers = {
      'x-project': ' søk '.replace('ø', 'Ã¸'),
      'x-stage': '',
      'user-agent': 'claude-cli/1.0 (x)',
    };
    expect(attributed(headers, {}, { rules })).toMatchObject({
      value: { tags: ['user-agent:claude-cli', 'x-project:søk'] },
    });
    expect(attributed(headers, {})).toMatchObject({ value: { tags: [] } });
  });

  test('of a header are cut to what a tag can hold, and never get a call refused', () => {
    const rules = { tagHeaders: ['x-long', 'x-odd'], tagsUserAgent: true };
    const headers = { 'x-long': 'x'.repeat(500), 'x-odd': 'a\tb', 'user-agent': '(odd)' };
    const result = attributed(headers, {}, { rules });
    expect(result.ok && result.value.tags.map((tag) => tag.length)).toEqual([128]);
  });

  test.each([
    [{ 'x-litellm-tags': 'a' }, {}],
    [{}, { tags: ['a'] }],
    [{}, { metadata: { tags: ['a'] } }],
  ])('of callers are refused where only keys have tags: %j %j', (headers, body) => {
    const key = { boundCustomer: null, tags: ['team:ml'] };
    const rules = { takesTags: false };
    expect(attributed(headers, body, { key, rules })).toMatchObject({
      error: { code: 'invalid_value', param: 'metadata.tags' },
    });
    expect(attributed({}, {}, { key, rules })).toMatchObject({ value: { tags: ['team:ml'] } });
  });

  test.each([
    [{ tags: 'not a list' }, true],
    [{ tags: [''] }, false],
    [{ tags: [null] }, false],
    [{ metadata: { tags: { a: 1 } } }, false],
  ])('%j: accepted is %s', (body, accepted) => {
    expect(attributed({}, body).ok).toBe(accepted);
  });
});
