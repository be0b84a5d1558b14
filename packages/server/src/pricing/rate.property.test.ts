import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePrices, NO_USAGE, type PricesJson, rate, type Usage } from './index.ts';

/**
 * An oracle that shares no code and no shape with the rater. It reads the same JSON, works in fractions
 * of integers, and thinks the other way round: it gives each single token the set of things that are
 * true of it, and asks for every token what the price list says of such a token.
 */
interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

const ZERO: Fraction = { top: 0n, bottom: 1n };
const plus = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.bottom + b.top * a.bottom,
  bottom: a.bottom * b.bottom,
});
const times = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.top,
  bottom: a.bottom * b.bottom,
});
const equal = (a: Fraction, b: Fraction): boolean => a.top * b.bottom === b.top * a.bottom;

/** "0.25" is 25/100, "0.1/3600" a 3600th of 1/10: by moving the point, digit by digit. */
function fractionOf(text: string): Fraction {
  const [decimal = '', units = '1'] = text.split('/');
  const [whole = '', part = ''] = decimal.split('.');
  return {
    top: BigInt(whole + part),
    bottom: BigInt(`1${'0'.repeat(part.length)}`) * BigInt(units),
  };
}

type Listed = Readonly<Record<string, PricesJson['base'][string]>>;

interface Call {
  readonly usage: Usage;
  readonly list: PricesJson;
}

function oracle({ usage, list }: Call): Fraction | 'unpriced' {
  const { serviceTier, region, units = {} } = usage;
  const base: Listed = list.base;
  const tier: Listed | null =
    serviceTier === undefined ? null : (list.serviceTiers?.[serviceTier] ?? {});
  const uplift = fractionOf((region !== undefined && list.uplifts?.[region]) || '1');
  const tools = /^(request|web_search|maps_query|file_search|code_session|computer_)/;

  const lookUp = (name: string): Fraction | 'absent' | 'silent' => {
    const isTool = tools.test(name);
    const listed = tier === null ? base[name] : (tier[name] ?? (isTool ? base[name] : undefined));
    if (listed === undefined)
      return tier !== null && base[name] !== undefined ? 'silent' : 'absent';
    const each =
      typeof listed === 'string'
        ? listed
        : ((listed.tiers ?? []).findLast(({ above }) => usage.inputTokens > above)?.price ??
          listed.price);
    return isTool ? fractionOf(each) : times(fractionOf(each), uplift);
  };
  const firstOf = (names: readonly string[]): Fraction | 'unpriced' => {
    for (const name of names) {
      const found = lookUp(name);
      if (found === 'silent') return 'unpriced';
      if (found !== 'absent') return found;
    }
    return 'unpriced';
  };

  let sum = ZERO;
  const charge = (count: number, names: readonly string[]): void => {
    const price = firstOf(names);
    if (price === 'unpriced') throw new Error(names[0]);
    sum = plus(sum, times(price, { top: BigInt(count), bottom: 1n }));
  };

  const count = (name: string): number => (units as Record<string, number>)[name] ?? 0;
  const cachedAudio = count('cached_audio');
  const cachedImage = count('cached_image');
  const longWrites = count('cache_write_1h');
  const inputs: [number, string[]][] = [
    [usage.cachedInputTokens - cachedAudio - cachedImage, ['cached_input', 'input']],
    [cachedAudio, ['cached_audio', 'input_audio', 'input']],
    [cachedImage, ['cached_image', 'input_image', 'input']],
    [usage.cacheWriteTokens - longWrites, ['cache_write', 'input']],
    [
      longWrites,
      (tier?.['cache_write'] ?? base['cache_write']) === undefined
        ? ['cache_write_1h', 'input']
        : ['cache_write_1h'],
    ],
    [usage.inputAudioTokens - cachedAudio, ['input_audio', 'input']],
    [count('input_image') - cachedImage, ['input_image', 'input']],
    [count('input_video'), ['input_video', 'input']],
  ];
  const outputs: [number, string[]][] = [
    [usage.reasoningTokens, ['reasoning', 'output']],
    [usage.outputAudioTokens, ['output_audio', 'output']],
    [count('output_image'), ['output_image', 'output']],
    [count('output_video'), ['output_video', 'output']],
    [count('citation'), ['citation', 'output']],
  ];
  const partsOf = (parts: [number, string[]][]): number => parts.reduce((all, [n]) => all + n, 0);
  inputs.push([usage.inputTokens - partsOf(inputs), ['input']]);
  outputs.push([usage.outputTokens - partsOf(outputs), ['output']]);
  try {
    for (const [tokens, names] of [...inputs, ...outputs]) {
      for (let token = 0; token < tokens; token += 1) charge(1, names);
    }
    for (const [name, used] of Object.entries(units as Record<string, number>)) {
      const [kind = ''] = name.split(':');
      const inTheFee =
        name === 'web_search:high' &&
        used === 1 &&
        base['request'] !== undefined &&
        [name, kind].every((each) => lookUp(each) === 'absent');
      if (tools.test(kind) && !inTheFee) charge(used, [name, kind]);
    }
    if (base['request'] !== undefined) charge(1, ['request']);
  } catch {
    return 'unpriced';
  }
  return sum;
}

const few = fc.integer({ min: 0, max: 25 });
const oneOrMore = fc.integer({ min: 1, max: 25 });
/** Parts are within their whole, as in every usage a provider can truthfully report. */
const anyUsage: fc.Arbitrary<Usage> = fc
  .record({
    text: few,
    cachedText: few,
    cachedAudio: few,
    cachedImage: few,
    written: few,
    writtenLong: few,
    audio: few,
    image: few,
    video: few,
    answer: few,
    reasoning: few,
    spoken: few,
    drawn: few,
    filmed: few,
    cited: few,
    searches: fc.option(oneOrMore),
    files: fc.option(oneOrMore),
    serviceTier: fc.constantFrom(undefined, undefined, 'batch', 'flex'),
    region: fc.constantFrom(undefined, undefined, 'eu', 'mars'),
    plain: fc.boolean(),
  })
  .map((of) => {
    if (of.plain) {
      return { ...NO_USAGE, inputTokens: of.text, outputTokens: of.answer };
    }
    const counts = {
      cache_write_1h: of.writtenLong,
      cached_audio: of.cachedAudio,
      cached_image: of.cachedImage,
      input_image: of.image + of.cachedImage,
      input_video: of.video,
      output_image: of.drawn,
      output_video: of.filmed,
      citation: of.cited,
      'web_search:high': of.searches ?? 0,
      file_search: of.files ?? 0,
    };
    return {
      inputTokens:
        of.text +
        of.cachedText +
        of.cachedAudio +
        of.cachedImage +
        of.written +
        of.writtenLong +
        of.audio +
        of.image +
        of.video,
      cachedInputTokens: of.cachedText + of.cachedAudio + of.cachedImage,
      cacheWriteTokens: of.written + of.writtenLong,
      inputAudioTokens: of.audio + of.cachedAudio,
      outputTokens: of.answer + of.reasoning + of.spoken + of.drawn + of.filmed + of.cited,
      reasoningTokens: of.reasoning,
      outputAudioTokens: of.spoken,
      units: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
      serviceTier: of.serviceTier,
      region: of.region,
    };
  });

const dollars = fc
  .bigInt({ min: 0n, max: 10n ** 14n })
  .map((pico) => `${pico / 10n ** 12n}.${String(pico % 10n ** 12n).padStart(12, '0')}`);
const unit = fc.oneof(
  dollars,
  fc
    .record({
      price: dollars,
      tiers: fc.uniqueArray(
        fc.record({ above: fc.integer({ min: 1, max: 120 }), price: dollars }),
        {
          selector: (tier) => tier.above,
          maxLength: 3,
        },
      ),
    })
    .map(({ price, tiers }) => ({ price, tiers: tiers.sort((a, b) => a.above - b.above) })),
);
const KEYS = [
  'input',
  'output',
  'cached_input',
  'cached_audio',
  'cached_image',
  'cache_write',
  'cache_write_1h',
  'input_audio',
  'input_image',
  'input_video',
  'reasoning',
  'output_audio',
  'output_image',
  'output_video',
  'citation',
  'request',
  'web_search',
  'web_search:high',
  'file_search',
];
const some = (required: readonly string[]) =>
  fc
    .tuple(fc.subarray(KEYS), fc.array(unit, { minLength: KEYS.length, maxLength: KEYS.length }))
    .map(([chosen, units]) =>
      Object.fromEntries(
        KEYS.flatMap((key, at) =>
          chosen.includes(key) || required.includes(key) ? [[key, units[at] as string]] : [],
        ),
      ),
    );
const anyList: fc.Arbitrary<PricesJson> = fc
  .record({
    base: fc.oneof(some(['input', 'output']), some(KEYS)),
    batch: fc.option(fc.oneof(some(['input', 'output']), some(KEYS))),
    uplift: fc.option(fc.constantFrom('1.1', '0.5', '1.25', '1')),
  })
  .map(({ base, batch, uplift }) => ({
    format: 1,
    base,
    ...(batch !== null && { serviceTiers: { batch } }),
    ...(uplift !== null && { uplifts: { eu: uplift } }),
  }));

describe('rate', () => {
  test('agrees to the last digit with fractions added token by token, and never charges one twice', () => {
    let priced = 0;
    fc.assert(
      fc.property(anyUsage, anyList, (usage, list) => {
        const prices = decodePrices(list);
        if (!prices.ok) throw new Error(prices.error.join());
        const rated = rate(usage, prices.value);
        const expected = oracle({ usage, list });
        expect(rated.total === null ? 'unpriced' : 'priced').toBe(
          expected === 'unpriced' ? 'unpriced' : 'priced',
        );
        if (rated.total === null || expected === 'unpriced') return;
        priced += 1;
        let exact = ZERO;
        let sum = 0n;
        for (const { quantity, unitPrice, per, amount } of rated.lines) {
          const product = BigInt(quantity) * unitPrice;
          exact = plus(exact, { top: product, bottom: per * 10n ** 12n });
          expect(product - amount * per).toBeGreaterThanOrEqual(0n);
          expect(product - amount * per).toBeLessThan(per);
          if (per === 1n) expect(product).toBe(amount);
          sum += amount;
        }
        expect(equal(exact, expected)).toBe(true);
        expect(sum).toBe(rated.total);
        expect(new Set(rated.lines.map((line) => line.kind)).size).toBe(rated.lines.length);
      }),
      { numRuns: 1500 },
    );
    expect(priced).toBeGreaterThan(300);
  });
});
