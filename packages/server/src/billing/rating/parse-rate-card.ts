import { z } from 'zod';
import { err, isPlainText, ok, type Pico, parseDecimal, type Result } from '../../kernel/index.ts';
import { PERCENT_SCALE, QUANTITY_SCALE, type Quantity } from './exact.ts';
import type { RateCard } from './rate-card.ts';

/** What is wrong with a rate card, and where. */
export interface CardProblem {
  readonly message: string;
  readonly path: readonly string[];
}

const MOST = 10n ** 24n;
const HUNDRED_PERCENT = 100n * 10n ** BigInt(PERCENT_SCALE);

/** Decimal text, to whole counts of 10^-scale, from 0 to a million million units. */
function decimal<T extends bigint>(scale: number, what: string) {
  return z.string().transform((text, context): T => {
    const value = parseDecimal(text, scale);
    if (value !== null && value >= 0n && value <= MOST) return value as T;
    context.addIssue(`Give ${what} as text, from 0, with at most ${scale} decimals`);
    return z.NEVER;
  });
}

const MILLIONTHS = 6;
const name = z.string().refine((text) => isPlainText(text, 120), 'Give 1 to 120 characters');
const amount = decimal<Pico>(QUANTITY_SCALE, 'an amount');
/** Per million tokens with six decimals is whole pico-dollars per token. */
const perMillion = decimal<Pico>(MILLIONTHS, 'a price of a million tokens');
const units = decimal<Quantity>(QUANTITY_SCALE, 'a quantity');
const percent = decimal<bigint>(PERCENT_SCALE, 'a per cent');
const none = '0';

const meter = z.enum(['TOKENS', 'INPUT_TOKENS', 'OUTPUT_TOKENS', 'REQUESTS', 'SPEND']);
const tier = z.strictObject({
  upTo: units.nullish().transform((value) => value ?? null),
  /** For one unit of the meter. */
  unitPrice: amount,
  flat: amount.prefault(none),
});
const tiers = z
  .array(tier)
  .min(1)
  .max(50)
  .refine(
    (list) =>
      list.every(({ upTo }, i) => {
        const last = i === list.length - 1;
        if (last || upTo === null) return last && upTo === null;
        return upTo > (list[i - 1]?.upTo ?? 0n);
      }),
    'Tiers rise, and only the last one has no end',
  );

const price = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('COST_PLUS'), markupPercent: percent })
    .transform(({ kind, markupPercent }) => ({
      kind,
      factor: ((HUNDRED_PERCENT + markupPercent) *
        10n ** BigInt(QUANTITY_SCALE - PERCENT_SCALE - 2)) as Pico,
    })),
  z
    .strictObject({
      kind: z.literal('PER_TOKEN'),
      input: perMillion,
      cachedInput: perMillion.optional(),
      cacheWrite: perMillion.optional(),
      output: perMillion,
    })
    .transform(({ kind, input, cachedInput, cacheWrite, output }) => ({
      kind,
      prices: { input, cachedInput: cachedInput ?? input, cacheWrite: cacheWrite ?? input, output },
    })),
  z.strictObject({
    kind: z.literal('GRADUATED'),
    meter,
    included: units.prefault(none),
    tiers,
  }),
  z.strictObject({ kind: z.literal('VOLUME'), meter, included: units.prefault(none), tiers }),
  z.strictObject({
    kind: z.literal('PACKAGE'),
    meter,
    included: units.prefault(none),
    size: units.refine((size) => size > 0n, 'A package holds something'),
    price: amount,
  }),
]);

const rule = z.strictObject({
  name,
  models: z.array(name).min(1).max(200),
  price,
  requestFee: amount.prefault(none),
});

const card = z.strictObject({
  rules: z
    .array(rule)
    .min(1)
    .max(100)
    .refine(
      (rules) => rules.at(-1)?.models.includes('*'),
      'The last rule must name every model: "*"',
    )
    .refine(
      (rules) => new Set(rules.map((each) => each.name)).size === rules.length,
      'Each rule has a name of its own',
    ),
  allowance: amount.prefault(none),
  discountPercent: percent
    .refine((value) => value <= HUNDRED_PERCENT, 'At most 100 per cent')
    .prefault(none),
  minimum: amount.prefault(none),
  fixedFees: z
    .array(z.strictObject({ name, amount }))
    .max(20)
    .refine(
      (fees) => new Set(fees.map((fee) => fee.name)).size === fees.length,
      'Each fee has a name of its own',
    )
    .prefault([]),
});

/** Reads the JSON form of a rate card; amounts and percentages are decimal text. */
export function parseRateCard(json: unknown): Result<RateCard, readonly CardProblem[]> {
  const read = card.safeParse(json);
  if (read.success) return ok(read.data);
  return err(read.error.issues.map(({ message, path }) => ({ message, path: path.map(String) })));
}
