import { describe, expect, test } from 'vitest';
import { startPair, tokens } from '../../testkit/gateway-pair.ts';
import { rawCaller, rawPost } from '../../testkit/raw-caller.ts';
import { whole } from '../../testkit/scripted-upstream.ts';

const CHAT = '/v1/chat/completions';
const ANSWER = whole(200, { choices: [{ message: { content: 'Hi' } }], ...tokens(7, 3) });
const SILENT = whole(200, { choices: [{ message: { content: 'Hi' } }] });

const start = async () => {
  const pair = await startPair();
  pair.upstream.will(ANSWER);
  const send = (
    body: string | Uint8Array<ArrayBuffer>,
    path = CHAT,
    headers: Record<string, string> = {},
  ) =>
    fetch(pair.harness.url + path, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json', ...headers },
    });
  return { ...pair, send };
};

const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code?: string; param?: string } }).error;

const nested = (levels: number, inside = '1') =>
  `${'['.repeat(levels)}${inside}${']'.repeat(levels)}`;
const nestedObjects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const MARK = '{"type":"image"}';

describe('JSON that no client would write', () => {
  test.each([
    ['lists', `{"model":"m","messages":${nested(100_000)}}`],
    ['lists around a picture', `{"model":"m","messages":${nested(100_000, MARK)}}`],
    ['objects', `{"model":"m","messages":[],"tools":${nestedObjects(100_000)}}`],
    ['objects of metadata', `{"model":"m","messages":[],"metadata":${nestedObjects(50_000)}}`],
    ['a user', `{"model":"m","messages":[],"user":${JSON.stringify(nestedObjects(100_000))}}`],
    ['nothing else', nested(400_000)],
  ])('nested without end, in %s: answered, and no fault of the server', async (_, body) => {
    const { upstream, harness, send } = await start();
    upstream.will(SILENT);
    const answer = await send(body);
    expect(answer.status).toBeLessThan(500);
    await answer.arrayBuffer();
    expect(harness.bugs).toEqual([]);
    for (const event of await harness.events()) {
      expect(event).toMatchObject({ status: 'succeeded', usage_source: 'estimated' });
    }
  });

  test.each([
    ['stream', '{"model":"m","messages":[],"stream":false,"stream":1}'],
    ['stream', '{"model":"m","messages":[],"stream":{}}'],
    ['model', '{"model":["m"]}'],
    ['model', '{"model":""}'],
    ['model', '{"model":null}'],
    ['model', '{}'],
  ])('%s, in %s, is named in the refusal', async (param, body) => {
    const { upstream, send } = await start();
    const answer = await send(body);
    expect([answer.status, (await errorOf(answer)).param]).toEqual([400, param]);
    expect(upstream.seen).toEqual([]);
  });

  test.each([
    '',
    ' ',
    'null',
    '[]',
    '"m"',
    '{"model":"m"',
    '{"model":"m"}}',
    '{"model":"m"} x',
    '{model:1}',
    '\u0000',
  ])('%j is no JSON object', async (body) => {
    const { upstream, send } = await start();
    const answer = await send(body);
    expect([answer.status, (await errorOf(answer)).code]).toEqual([400, 'invalid_body']);
    expect(upstream.seen).toEqual([]);
  });

  test.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '../m',
    'M',
    'm ',
    'm\u0000',
  ])('a model named %j is not there', async (model) => {
    const { upstream, harness, send } = await start();
    const answer = await send(JSON.stringify({ model, messages: [] }));
    expect([answer.status, (await errorOf(answer)).code]).toEqual([404, 'model_not_found']);
    const shown = await fetch(`${harness.url}/v1/models/${encodeURIComponent(model)}`, {
      headers: { authorization: 'Bearer sk-test' },
    });
    expect(shown.status).toBe(404);
    expect(upstream.seen).toEqual([]);
    expect(harness.bugs).toEqual([]);
  });

  test.each([
    '{"model":"m","messages":[],"max_tokens":-5}',
    '{"model":"m","messages":[],"max_tokens":0,"n":0}',
    '{"model":"m","messages":[],"max_tokens":1e999,"n":-1e999}',
    '{"model":"m","messages":[],"max_tokens":12345678901234567890,"n":1.5}',
    '{"model":"m","messages":[],"max_tokens":"ten","n":{}}',
    '{"model":"m","messages":{},"tools":7,"stream_options":[],"metadata":[]}',
    '{"model":"m","messages":[null,1,"x",{"content":[null,{"type":7}]}],"tools":[null]}',
    '{"__proto__":{"stream":true},"constructor":1,"model":"m","messages":[]}',
  ])('%s goes on as it is, for its provider to judge', async (body) => {
    const { upstream, harness, send } = await start();
    const answer = await send(body);
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    expect(upstream.seen[0]?.body).toBe(body.replace('"model":"m"', '"model":"real"'));
    expect(await harness.events()).toEqual([expect.objectContaining({ cost: '0.000013' })]);
    expect(harness.bugs).toEqual([]);
  });

  test('of a member that stands twice, its provider sees the one that was read here', async () => {
    const { upstream, harness, send } = await start();
    for (const model of ['m', 'real']) {
      await harness.events();
      const answer = await send(
        `{"max_tokens":9000,"model":"x","max_tokens":5,"model":${JSON.stringify(model)},"messages":[]}`,
      );
      await answer.arrayBuffer();
    }
    expect(upstream.seen[0]?.body).toBe('{"max_tokens":5,"model":"real","messages":[]}');
  });

  test('bytes that are no UTF-8 break nothing', async () => {
    const { upstream, harness, send } = await start();
    upstream.will(SILENT);
    const body = Buffer.concat([
      Buffer.from('{"model":"m","messages":[{"role":"user","content":"'),
      Buffer.of(0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80),
      Buffer.from('"}]}'),
    ]);
    expect((await send(body)).status).toBe(200);
    expect(await harness.events()).toEqual([
      expect.objectContaining({ status: 'succeeded', usage_source: 'estimated' }),
    ]);
    expect(harness.bugs).toEqual([]);
  });

  test.each([
    ['user', { user: '\ud800' }],
    ['user', { user: 'a\u0000b' }],
    ['user', { user: 'x'.repeat(257) }],
    ['user', { user: 7 }],
    ['tags', { tags: ['a\u0000'] }],
    ['tags', { tags: ['\udfff'] }],
    ['tags', { tags: Array.from({ length: 33 }, (_, at) => `t${at}`) }],
  ])('%s that cannot be recorded is refused', async (param, body) => {
    const { upstream, post } = await start();
    const answer = await post(CHAT, { messages: [], ...body });
    expect([answer.status, (await errorOf(answer)).param]).toEqual([400, param]);
    expect(upstream.seen).toEqual([]);
  });
});

describe('forms that no client would send', () => {
  const BOUNDARY = 'b';
  const send = async (body: string, type = `multipart/form-data; boundary=${BOUNDARY}`) => {
    const pair = await start();
    const answer = await pair.send(body, '/v1/audio/transcriptions', { 'content-type': type });
    return { ...pair, answer };
  };

  test.each([
    ['no boundary', '--b--', 'multipart/form-data'],
    ['JSON', '{"model":"m"}', 'application/json'],
    ['nothing', '', undefined],
    [
      'a part without an end',
      '--b\r\ncontent-disposition: form-data; name="model"\r\n\r\nm',
      undefined,
    ],
    ['a part without a head', '--b\r\nmodel=m\r\n--b--\r\n\r\n', undefined],
  ])('%s is refused', async (_, body, type) => {
    const { answer, upstream } = await send(body, type);
    expect(answer.status).toBe(400);
    expect(upstream.seen).toEqual([]);
  });

  test('a hundred thousand parts without heads take no time to speak of', async () => {
    const { answer, upstream } = await send(`${'--b\r\n-\r\n'.repeat(100_000)}--b--\r\n\r\n`);
    expect(answer.status).toBe(400);
    expect(upstream.seen).toEqual([]);
  });
});

describe('a body that is not what its head says', () => {
  const CALL = JSON.stringify({ model: 'm', messages: [] });

  test('longer: what follows is no call, and ends the connection', async () => {
    const { upstream, harness, settled } = await start();
    const caller = await rawCaller(harness.url);
    caller.send(`${rawPost(CHAT, CALL)}GARBAGE\r\n\r\n`);
    await caller.untilClosed();
    await settled();
    expect(upstream.seen.length).toBeLessThanOrEqual(1);
    const events = await harness.events();
    expect(events.length).toBeLessThanOrEqual(1);
    if (upstream.seen.length === 0) expect(events.every(({ cost }) => cost === '0')).toBe(true);
    expect(harness.bugs).toEqual([]);
  });

  test('shorter, and the caller is gone: nothing is asked, recorded or reported as a bug', async () => {
    const { upstream, harness } = await start();
    const closed = harness.untilConnectionCloses();
    const caller = await rawCaller(harness.url);
    caller.send(rawPost(CHAT, CALL).slice(0, -5));
    caller.socket.end();
    await closed;
    expect(upstream.seen).toEqual([]);
    expect(await harness.events()).toEqual([]);
    expect(harness.bugs).toEqual([]);
  });
});
