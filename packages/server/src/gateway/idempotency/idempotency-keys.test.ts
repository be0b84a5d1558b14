import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/testkit/fake-clock.ts';
import { type FirstUse, IdempotencyKeys } from './idempotency-keys.ts';

const OPTIONS = { ttlMs: 60_000, maxKeys: 100, maxBytes: 1_000, maxAnswerBytes: 400 };

function keys(options: Partial<typeof OPTIONS> = {}) {
  const clock = new FakeClock('2026-03-01T00:00:00Z');
  const idempotency = new IdempotencyKeys({ ...OPTIONS, ...options }, clock);
  const claim = (key: string, body = 'body', apiKeyId: string | null = 'a') =>
    idempotency.claim({ apiKeyId, key, path: '/v1/x', bytes: Buffer.from(body) });
  const first = (key: string): FirstUse => {
    const claimed = claim(key);
    if (claimed.kind !== 'first') throw new Error(claimed.kind);
    return claimed.use;
  };
  const answered = (key: string, text = 'answer') => {
    const use = first(key);
    use.kept.begin(200, {});
    use.kept.add(Buffer.from(text));
    use.kept.end();
    use.finish();
  };
  /** What a repetition is told. */
  const told = (key: string) => {
    const claimed = claim(key);
    if (claimed.kind === 'repeated') return claimed.answer.body.toString();
    return claimed.kind === 'refused' ? claimed.refusal.code : claimed.kind;
  };
  return { clock, claim, first, answered, told };
}

describe('a key', () => {
  test('is that of one API key', () => {
    const { claim } = keys();
    claim('k', 'body', 'a');
    expect(claim('k', 'body', 'b').kind).toBe('first');
    expect(claim('k', 'body', null).kind).toBe('first');
    expect(claim('k', 'body', 'a').kind).toBe('refused');
  });

  test('is in use while its call runs, and gives the same answer ever after', () => {
    const { first, told } = keys();
    const use = first('k');
    expect(told('k')).toBe('idempotency_key_in_use');
    use.kept.begin(200, {});
    use.kept.add(Buffer.from('one '));
    use.kept.add(Buffer.from('two'));
    use.kept.end();
    expect(told('k')).toBe('idempotency_key_in_use');
    use.finish();
    expect([told('k'), told('k')]).toEqual(['one two', 'one two']);
  });

  test('is free again after a call without an answer', () => {
    const { first, told } = keys();
    first('k').finish();
    expect(told('k')).toBe('first');
  });

  test('of a call that broke off after it had cost something is not free', () => {
    const { first, told } = keys();
    const use = first('k');
    use.kept.begin(200, {});
    use.kept.add(Buffer.from('half'));
    use.finish();
    expect(told('k')).toBe('idempotent_answer_gone');
  });

  test('whose answer is too large to keep is still charged once', () => {
    const { answered, told } = keys();
    answered('k', 'x'.repeat(401));
    expect(told('k')).toBe('idempotent_answer_gone');
  });

  test('is forgotten after its time', () => {
    const { clock, answered, told } = keys();
    answered('k');
    clock.advance(59_999);
    expect(told('k')).toBe('answer');
    clock.advance(1);
    expect(told('k')).toBe('first');
  });

  test('under which a call still runs is not forgotten, however old or many', () => {
    const { clock, first, answered, told } = keys({ maxKeys: 3 });
    first('running');
    for (let each = 0; each < 10; each += 1) answered(`k${each}`);
    clock.advance(60_000);
    expect(told('running')).toBe('idempotency_key_in_use');
  });
});

test('of too many the oldest is forgotten, of too much the oldest answer is let go', () => {
  const { answered, told } = keys({ maxKeys: 5 });
  for (let each = 0; each < 7; each += 1) answered(`k${each}`, 'x'.repeat(300));
  expect(told('k6')).toBe('x'.repeat(300));
  expect(told('k3')).toBe('idempotent_answer_gone');
  expect(told('k0')).toBe('first');
});

test('whatever is asked in whatever order, one key has one call with an answer', () => {
  const ask = fc.record({
    key: fc.constantFrom('a', 'b'),
    ends: fc.boolean(),
    fails: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(ask, { maxLength: 50 }), (asks) => {
      const { claim } = keys();
      const running: { key: string; use: FirstUse }[] = [];
      const answers = new Map<string, number>();
      for (const { key, ends, fails } of asks) {
        const claimed = claim(key);
        if (claimed.kind === 'first') running.push({ key, use: claimed.use });
        if (!ends) continue;
        const done = running.shift();
        if (done === undefined) continue;
        if (!fails) {
          done.use.kept.begin(200, {});
          done.use.kept.end();
          answers.set(done.key, (answers.get(done.key) ?? 0) + 1);
        }
        done.use.finish();
      }
      for (const count of answers.values()) expect(count).toBe(1);
    }),
  );
});
