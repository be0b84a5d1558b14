import { describe, expect, test } from 'vitest';
import { parseRequest } from '../request/parse-request.ts';
import { providerNamed } from '../upstream/providers.ts';
import { routeNamed, type StreamMeter } from './index.ts';
import type { InferenceRequest } from './inference-route.ts';

const chunk = (content: string, extra = '') =>
  `data: {"id":"c","choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}}}]${extra}}\n\n`;
const USAGE = 'data: {"id":"c","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}\n\n';
const DONE = 'data: [DONE]\n\n';

function requestFor(options?: object): InferenceRequest {
  const body = { model: 'm', stream: true, stream_options: options };
  const parsed = parseRequest({
    route: routeNamed('chat.completions'),
    bytes: Buffer.from(JSON.stringify(body)),
    contentType: 'application/json',
    modelInPath: null,
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function watch(stream: string, options?: object, splitAt = stream.length) {
  const request = requestFor(options);
  const meter = request.route.streamMeter?.({
    request,
    conventions: providerNamed('openai'),
    costOf: () => null,
  }) as StreamMeter;
  const bytes = Buffer.from(stream);
  const seen = [
    ...meter.push(bytes.subarray(0, splitAt)),
    ...meter.push(bytes.subarray(splitAt)),
    ...meter.flush(),
  ];
  return { passed: Buffer.concat(seen).toString(), meter };
}

describe('a stream of chunks', () => {
  test('passes byte for byte without the usage nobody asked for, wherever it is split', () => {
    const text = chunk('he') + chunk('llö "usage":{"prompt_tokens":99} 🌍') + USAGE + DONE;
    for (let place = 0; place <= Buffer.byteLength(text); place += 1) {
      const { passed, meter } = watch(text, undefined, place);
      expect(passed).toBe(chunk('he') + chunk('llö "usage":{"prompt_tokens":99} 🌍'));
      expect(meter.usage).toMatchObject({ inputTokens: 7, outputTokens: 3 });
      expect(meter.ending?.toString()).toBe(DONE);
    }
  });

  test('passes the usage chunk to who asked for it', () => {
    expect(watch(chunk('a') + USAGE + DONE, { include_usage: true }).passed).toBe(
      chunk('a') + USAGE,
    );
  });

  test('strips it also from who explicitly did not want it', () => {
    expect(watch(chunk('a') + USAGE + DONE, { include_usage: false }).passed).toBe(chunk('a'));
  });

  test('keeps a chunk that carries text beside its usage, and believes the last usage', () => {
    const running = (output: number) =>
      chunk('x', `,"usage":{"prompt_tokens":7,"completion_tokens":${output}}`);
    const { passed, meter } = watch(running(1) + running(2) + DONE);
    expect(passed).toBe(running(1) + running(2));
    expect(meter.usage?.outputTokens).toBe(2);
  });

  test('reads usage that comes after [DONE] never, and before the end without [DONE] always', () => {
    expect(watch(chunk('a') + DONE + USAGE).meter.usage).toBeNull();
    expect(watch(chunk('a') + USAGE.trimEnd()).meter.usage?.inputTokens).toBe(7);
  });

  test('an explicit zero is zero, and null is nothing', () => {
    const zero = 'data: {"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}}\n\n';
    expect(watch(zero).meter.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 });
    const none = chunk('a', ',"usage":null');
    expect(watch(none)).toMatchObject({ passed: none, meter: { usage: null } });
  });

  test('remembers what was generated, for an estimate', () => {
    expect(watch(chunk('Hello') + chunk(' world')).meter.generatedText()).toBe('Hello world');
  });
});
