import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/gateway/request/parse-request.ts';
import { routeNamed, type StreamMeter } from '../../src/gateway/routes/index.ts';
import { providerNamed } from '../../src/gateway/upstream/providers.ts';
import { RECORDED_STREAMS, type RecordedStream } from '../testkit/recorded-streams.ts';

function meterFor({ route: name, provider }: RecordedStream): StreamMeter {
  const route = routeNamed(name);
  const parsed = parseRequest({
    route: { ...route, encoding: 'json' },
    bytes: Buffer.from('{"model":"m","stream":true}'),
    contentType: 'application/json',
    modelInPath: null,
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  const meter = route.streamMeter?.({
    request: parsed.value,
    conventions: providerNamed(provider),
    costOf: () => null,
  });
  if (meter === undefined) throw new Error(`${name} does not stream`);
  return meter;
}

/** Everything a caller gets of a stream that arrives in these pieces, and what is read of it. */
function through(stream: RecordedStream, pieces: readonly Buffer[]) {
  const meter = meterFor(stream);
  const passed = [...pieces.flatMap((piece) => meter.push(piece)), ...meter.flush()];
  const bytes = Buffer.concat([...passed, meter.ending ?? Buffer.alloc(0)]);
  const { usage, state, ending } = meter;
  return {
    bytes: bytes.toString(),
    input: usage?.inputTokens,
    output: usage?.outputTokens,
    cached: usage?.cachedInputTokens,
    ends: ending !== null,
    state,
    text: meter.generatedText(),
  };
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...[...places].sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
}

describe.each(RECORDED_STREAMS.map((stream) => [stream.name, stream] as const))(
  '%s',
  (_, stream) => {
    const bytes = Buffer.from(stream.bytes);
    const inOnePiece = through(stream, [bytes]);

    test('loses the usage nobody asked for, and nothing else', () => {
      expect(inOnePiece).toMatchObject({
        bytes: stream.bytes.replace(stream.stripped, ''),
        input: stream.usage?.input,
        output: stream.usage?.output,
        cached: stream.usage === null ? undefined : (stream.usage.cached ?? 0),
        ends: stream.ends,
        state: 'complete',
      });
    });

    test('is the same wherever it is cut in two', () => {
      for (let place = 0; place <= bytes.length; place += 1) {
        const seen = through(stream, cut(bytes, [place]));
        if (!same(seen, inOnePiece)) expect({ place, ...seen }).toEqual({ place, ...inOnePiece });
      }
    });

    test('is the same when every byte comes by itself', () => {
      expect(
        through(
          stream,
          [...bytes].map((byte) => Buffer.of(byte)),
        ),
      ).toEqual(inOnePiece);
    });

    test('is the same in any pieces', () => {
      const place = fc.nat({ max: bytes.length });
      fc.assert(
        fc.property(fc.array(place, { maxLength: 12 }), (places) =>
          same(through(stream, cut(bytes, places)), inOnePiece),
        ),
      );
    });
  },
);

test('twenty shapes and more are tried', () => {
  expect(RECORDED_STREAMS.length).toBeGreaterThanOrEqual(20);
});

/** Thousands of comparisons by the test library take minutes. */
function same(a: ReturnType<typeof through>, b: ReturnType<typeof through>): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
