import { Field, InputType, ObjectType } from 'type-graphql';
import { formatPico } from '../../kernel/index.ts';
import {
  DateTime,
  Decimal,
  Json,
  Money,
  money,
  Permit,
  SafeInt,
  UserError,
} from '../../platform/graphql/index.ts';
import type { LineKind, RateCardPreview as PreviewFacts } from '../index.ts';
import { BillingPeriod, InvoiceLineKind, toPeriod } from './invoice-types.ts';

const MOST_LINES = 100;

@InputType({ description: 'So many calls of a model, each with so many tokens.' })
export class SampleUsageInput {
  @Field(() => String, { description: 'As callers name it, or provider/model.' })
  model!: string;

  @Field(() => SafeInt)
  calls!: number;

  @Field(() => SafeInt, { defaultValue: 0, description: 'The cached and the written included.' })
  inputTokens!: number;

  @Field(() => SafeInt, { defaultValue: 0 })
  cachedInputTokens!: number;

  @Field(() => SafeInt, { defaultValue: 0 })
  cacheWriteTokens!: number;

  @Field(() => SafeInt, { defaultValue: 0 })
  outputTokens!: number;
}

@InputType()
export class RateCardPreviewInput {
  @Field(() => Json, { description: 'See docs/rate-cards.md.' })
  terms!: unknown;

  @Field(() => String, { nullable: true, description: 'Whose usage; null: the sample.' })
  customer?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Within the billing period that is asked about. Null: the last that has ended.',
  })
  at?: Date | null;

  @Field(() => [SampleUsageInput], { defaultValue: [] })
  sample!: SampleUsageInput[];
}

@ObjectType()
@Permit('MANAGE_PRICES')
class PreviewLine {
  @Field(() => InvoiceLineKind)
  kind!: LineKind;

  @Field(() => String)
  description!: string;

  @Field(() => String, { nullable: true, description: 'What the quantity counts.' })
  unit!: string | null;

  @Field(() => Decimal, { nullable: true })
  quantity!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'US dollars for one unit.' })
  unitPrice!: string | null;

  @Field(() => Money, { description: 'Before rounding.' })
  exact!: Money;
}

@ObjectType({ description: 'The same usage on the card the customer was on in the period.' })
@Permit('MANAGE_PRICES')
class PresentTerms {
  @Field(() => String, { nullable: true, description: 'Null: billed at cost.' })
  rateCard!: string | null;

  @Field(() => Money)
  subtotal!: Money;

  @Field(() => Money, { description: 'What the previewed terms add to it.' })
  difference!: Money;
}

@ObjectType({ description: 'What usage would come to, in US dollars before tax.' })
@Permit('MANAGE_PRICES')
export class RateCardPreview {
  @Field(() => BillingPeriod, { nullable: true, description: 'Null for a sample.' })
  period!: BillingPeriod | null;

  @Field(() => SafeInt)
  calls!: number;

  @Field(() => SafeInt, { description: 'Calls without a price: they cost nothing here.' })
  unpricedCalls!: number;

  @Field(() => Money, { description: 'What the provider takes.' })
  cost!: Money;

  @Field(() => Money, { description: 'Rounded once, as on an invoice.' })
  subtotal!: Money;

  @Field(() => PresentTerms, { nullable: true, description: 'Null for a sample.' })
  present!: PresentTerms | null;

  @Field(() => [PreviewLine], { description: `The first ${MOST_LINES} of them.` })
  lines!: readonly PreviewLine[];

  @Field(() => SafeInt)
  lineCount!: number;
}

@ObjectType()
@Permit('MANAGE_PRICES')
export class RateCardPreviewPayload {
  @Field(() => RateCardPreview, { nullable: true })
  preview!: RateCardPreview | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function toPreview({ period, present, lines, ...facts }: PreviewFacts): RateCardPreview {
  return {
    period:
      period &&
      toPeriod({ periodStart: period.startsAt, periodEnd: period.endsAt }, period.timeZone),
    calls: facts.calls,
    unpricedCalls: facts.unpricedCalls,
    cost: money(formatPico(facts.cost)),
    subtotal: money(facts.subtotal),
    present: present && {
      rateCard: present.rateCard,
      subtotal: money(present.subtotal),
      difference: money(present.difference),
    },
    lines: lines.slice(0, MOST_LINES).map((line) => ({ ...line, exact: money(line.exact) })),
    lineCount: lines.length,
  };
}
