import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventData, SseEvents } from './sse-events.ts';

function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index]));
}

function readChunks(chunks: readonly Buffer[]): { events: Buffer[]; rest: Buffer } {
  const reader = new SseEvents();
  const events = chunks.flatMap((chunk) => reader.push(chunk));
  return { events, rest: reader.flush() };
}

const payload = fc.constantFrom(
  ': ping',
  'data: {"choices":[{"delta":{"content":"héllo 🌍"}}]}',
  'data:{"usage":{"prompt_tokens":1}}',
  'event: message\ndata: two\ndata: lines',
  'data: [DONE]',
);
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');

describe('server-sent events', () => {
  test('come out the same wherever the bytes are split, and no byte is lost or changed', () => {
    fc.assert(
      fc.property(
        fc.array(payload, { minLength: 1, maxLength: 6 }),
        lineEnd,
        fc.array(fc.nat(), { maxLength: 12 }),
        (payloads, end, cuts) => {
          const text = payloads.map((each) => each.replaceAll('\n', end) + end + end).join('');
          const bytes = Buffer.from(text);
          const whole = readChunks([bytes]);
          const split = readChunks(cut(bytes, cuts));
          const seen = (result: typeof whole) =>
            [...result.events.map(eventData), eventData(result.rest)].filter(
              (data) => data !== null,
            );
          expect(seen(split)).toEqual(seen(whole));
          expect(Buffer.concat([...split.events, split.rest]).equals(bytes)).toBe(true);
        },
      ),
    );
  });

  test('every single split point of a stream gives the same events', () => {
    const bytes = Buffer.from('data: {"a":"é"}\r\n\r\n: c\n\ndata: b\n\ndata: [DONE]\n\n');
    for (let place = 0; place <= bytes.length; place += 1) {
      const { events } = readChunks([bytes.subarray(0, place), bytes.subarray(place)]);
      expect(events.map(eventData)).toEqual(['{"a":"é"}', null, 'b', '[DONE]']);
    }
  });

  test('an event without its blank line is what is left at the end', () => {
    const { events, rest } = readChunks([Buffer.from('data: a\n\ndata: [DONE]')]);
    expect(events).toHaveLength(1);
    expect(eventData(rest)).toBe('[DONE]');
  });
});
