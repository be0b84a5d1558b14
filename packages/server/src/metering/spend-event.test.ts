import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPico, toPico } from '../kernel/index.ts';
import { encodeSpendEvent, type SpendEvent } from './index.ts';

const count = fc.nat();
const text = fc.string({ unit: 'grapheme' });
const amount = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(toPico);
const anyEvent: fc.Arbitrary<SpendEvent> = fc.record({
  callId: fc.uuid({ version: 7 }),
  attempt: fc.integer({ min: 1, max: 9 }),
  occurredAt: fc.date({ noInvalidDate: true }),
  route: text,
  streamed: fc.boolean(),
  customerExternalId: fc.option(text),
  apiKeyId: fc.option(fc.uuid()),
  teamId: fc.option(fc.uuid()),
  userId: fc.option(fc.uuid()),
  model: text,
  provider: text,
  upstreamModel: text,
  tags: fc.array(text),
  userAgent: fc.option(text),
  origin: fc.record({
    sessionId: fc.option(text),
    traceId: fc.option(text),
    clientCallId: fc.option(text),
  }),
  durationMs: count,
  firstByteMs: fc.option(count),
  status: fc.constantFrom('succeeded', 'failed', 'aborted', 'unknown'),
  httpStatus: count,
  errorCode: fc.option(text),
  usageSource: fc.constantFrom('reported', 'estimated', 'none'),
  inputTokens: count,
  cachedInputTokens: count,
  cacheWriteTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  units: fc.option(fc.dictionary(text, count)),
  serviceTier: fc.option(text),
  region: fc.option(text),
  cost: fc.option(amount),
  charge: fc.option(amount),
  priceVersion: fc.option(text),
  lines: fc.array(
    fc.record({
      kind: text,
      quantity: count,
      unitPrice: amount,
      per: fc.bigInt({ min: 1n, max: 9n }),
      amount,
    }),
  ),
});

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return formatPico(toPico(value));
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [snake(key), plain(inner)]),
  );
}

test('an encoded event holds every fact that is not null under the name of its column, whatever its texts contain', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const { origin, lines, units, serviceTier, region, ...facts } = event;
      const known = Object.entries({ ...facts, ...origin, serviceTier, region });
      expect(JSON.parse(encodeSpendEvent(event))).toEqual({
        ...(plain(Object.fromEntries(known.filter(([, fact]) => fact !== null))) as object),
        ...(units !== null && { units }),
        lines: lines.map(({ per, ...line }) => ({
          ...(plain(line) as object),
          ...(per !== 1n && { per: String(per) }),
        })),
      });
    }),
  );
});
