import { Field, InputType, ObjectType } from 'type-graphql';
import { err, formatPico, ok, type Result } from '../../kernel/index.ts';
import { DateTime, Decimal, Money, money, Permit, SafeInt } from '../../platform/graphql/index.ts';
import { isPriceKey } from '../kinds.ts';
import type { PriceQuote as QuoteFacts } from '../quote.ts';
import { NO_USAGE, storedUsageOf, type Usage, usageOfEvent } from '../usage.ts';
import { PricePlace, PriceVersion, toPriceVersion } from './price-types.ts';

@InputType()
export class UnitsInput {
  @Field(() => String, {
    description: 'A kind of price, such as web_search or output_image_count.',
  })
  kind!: string;

  @Field(() => SafeInt)
  quantity!: number;
}

@InputType({
  description: 'Input and output are totals; the other token counts are parts of them.',
})
export class QuoteUsageInput {
  @Field(() => SafeInt, { defaultValue: 0 })
  inputTokens!: number;

  @Field(() => SafeInt, { defaultValue: 0 })
  cachedInputTokens!: number;

  @Field(() => SafeInt, { defaultValue: 0 })
  cacheWriteTokens!: number;

  @Field(() => SafeInt, { defaultValue: 0 })
  outputTokens!: number;

  @Field(() => SafeInt, { defaultValue: 0 })
  reasoningTokens!: number;

  @Field(() => [UnitsInput], { defaultValue: [] })
  units!: UnitsInput[];

  @Field(() => String, { nullable: true })
  serviceTier?: string | null;

  @Field(() => String, { nullable: true })
  region?: string | null;
}

@ObjectType()
@Permit('READ_PRICES')
export class QuotedLine {
  @Field(() => String)
  kind!: string;

  @Field(() => SafeInt)
  quantity!: number;

  @Field(() => Decimal, { description: 'For so many units as per says.' })
  unitPrice!: string;

  @Field(() => SafeInt)
  per!: number;

  @Field(() => Decimal)
  amount!: string;
}

@ObjectType({ description: 'A place that was looked in.' })
@Permit('READ_PRICES')
export class QuoteStep extends PricePlace {
  @Field(() => PriceVersion, { nullable: true })
  found!: PriceVersion | null;
}

@ObjectType({ description: 'What a call would cost, by the look-up and the arithmetic of calls.' })
@Permit('READ_PRICES')
export class PriceQuote {
  @Field(() => DateTime)
  at!: Date;

  @Field(() => Money, { nullable: true, description: 'Null when unpriced, never zero for that.' })
  amount!: Money | null;

  @Field(() => [QuotedLine])
  lines!: readonly QuotedLine[];

  @Field(() => [String], { description: 'What was used that has no price.' })
  missing!: readonly string[];

  @Field(() => PriceVersion, { nullable: true })
  price!: PriceVersion | null;

  @Field(() => [QuoteStep], { description: 'In order; the price is from the last one.' })
  steps!: readonly QuoteStep[];
}

export function toPriceQuote(quote: QuoteFacts): PriceQuote {
  return {
    at: quote.at,
    amount: quote.amount === null ? null : money(formatPico(quote.amount)),
    lines: quote.lines.map((line) => ({
      kind: line.kind,
      quantity: line.quantity,
      unitPrice: formatPico(line.unitPrice),
      per: Number(line.per),
      amount: formatPico(line.amount),
    })),
    missing: quote.missing,
    price: quote.price && toPriceVersion(quote.price),
    steps: quote.steps.map(({ found, ...place }) => ({
      ...place,
      found: found && toPriceVersion(found),
    })),
  };
}

/** The usage that is asked about; the error says what no call can have used. */
export function readUsage({ units, ...input }: QuoteUsageInput): Result<Usage, string> {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens } = input;
  const counts = {
    inputTokens,
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens,
    reasoningTokens,
  };
  const rare = Object.fromEntries(units.map(({ kind, quantity }) => [kind, quantity]));
  for (const [name, count] of Object.entries({ ...counts, ...rare })) {
    if (!Number.isSafeInteger(count) || count < 0) return err(`${name} must not be negative`);
  }
  const unknown = units.find(({ kind }) => !isPriceKey(kind));
  if (unknown !== undefined) return err(`"${unknown.kind}" is no kind of price`);
  if (cachedInputTokens + cacheWriteTokens > inputTokens) {
    return err('cached and cache-write tokens are part of inputTokens');
  }
  if (reasoningTokens > outputTokens) return err('reasoningTokens are part of outputTokens');
  const stored = { ...storedUsageOf(NO_USAGE), ...counts, units: rare };
  const { serviceTier = null, region = null } = input;
  return ok(usageOfEvent({ ...stored, serviceTier, region }));
}
