import { describe, expect, test } from 'vitest';
import { routeNamed } from '../routes/index.ts';
import { providerNamed } from '../upstream/providers.ts';
import { parseRequest, upstreamBody } from './parse-request.ts';

function sentFor(body: object | string, upstreamModel = 'real', provider = 'openai') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const request = parseRequest({
    route: routeNamed('chat.completions'),
    bytes: Buffer.from(text),
    contentType: 'application/json',
    modelInPath: null,
  });
  if (!request.ok) throw new Error(request.error.message);
  const upstream = { upstreamModel, takesStreamOptions: true, ...providerNamed(provider) };
  return upstreamBody(request.value, upstream).toString();
}

describe('the body for the upstream', () => {
  test('is the very same bytes when nothing has to change', () => {
    const text = '{ "model" : "real", "seed": 12345678901234567890, "messages":[ ] }';
    expect(sentFor(text)).toBe(text);
  });

  test('names the upstream model, whatever the caller calls it', () => {
    expect(JSON.parse(sentFor({ model: 'alias', messages: [] }))).toEqual({
      model: 'real',
      messages: [],
    });
  });

  test('names one model, also when the caller named two', () => {
    expect(sentFor('{"model":"cheap","model":"real"}')).toBe('{"model":"real"}');
  });

  test.each([
    [undefined, { include_usage: true }],
    [{ include_usage: false }, { include_usage: true }],
    [{ include_obfuscation: false }, { include_obfuscation: false, include_usage: true }],
    [{ include_usage: true, include_cost: true }, { include_usage: true }],
  ])('asks for usage in a stream with stream_options %j', (given, sent) => {
    const body = { model: 'real', stream: true, stream_options: given };
    expect(JSON.parse(sentFor(body)).stream_options).toEqual(sent);
  });

  test('leaves a stream that asks for usage alone', () => {
    const text = '{"model":"real","stream":true,"stream_options": {"include_usage": true}}';
    expect(sentFor(text)).toBe(text);
  });

  test('does not carry what only Tollgate reads', () => {
    const body = {
      model: 'real',
      tags: ['a'],
      litellm_metadata: {},
      metadata: { tags: ['b'], order: '7' },
    };
    expect(JSON.parse(sentFor(body))).toEqual({ model: 'real', metadata: { order: '7' } });
    expect(JSON.parse(sentFor({ model: 'real', metadata: { tags: [] } }))).toEqual({
      model: 'real',
    });
  });

  test('says the longest answer as its provider does', () => {
    const limits = { model: 'real', max_completion_tokens: 5, max_tokens: 9 };
    expect(sentFor({ model: 'real', max_completion_tokens: 5 }, 'real', 'mistral')).toBe(
      '{"model":"real","max_tokens":5}',
    );
    expect(JSON.parse(sentFor(limits, 'real', 'deepseek'))).toEqual({
      model: 'real',
      max_tokens: 5,
    });
    expect(JSON.parse(sentFor(limits, 'real', 'openai'))).toEqual(limits);
  });

  test('asks for usage only where that may be asked', () => {
    const body = { model: 'real', stream: true, stream_options: { include_usage: true } };
    expect(sentFor({ model: 'real', stream: true }, 'real', 'mistral')).not.toContain('options');
    expect(sentFor(body, 'real', 'perplexity')).not.toContain('options');
    expect(JSON.parse(sentFor(body, 'real', 'groq'))).toEqual(body);
  });
});
