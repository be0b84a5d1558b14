import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  connectionType,
  DateTime,
  Decimal,
  Json,
  MetadataEntry,
  MetadataEntryInput,
  Permit,
  toMetadataEntries,
  UserError,
} from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { BillingProfile as ProfileFacts, RateCardRow } from '../index.ts';

const BillingCadence = {
  MONTH: 'MONTH',
  QUARTER: 'QUARTER',
  WEEK: 'WEEK',
  ANCHORED: 'ANCHORED',
} as const;
registerEnumType(BillingCadence, {
  name: 'BillingCadence',
  description: 'ANCHORED: monthly from anchorDay on; a shorter month gives its last day.',
});

const RateCardSubject = { CUSTOMER: 'CUSTOMER', TIER: 'TIER' } as const;
type RateCardSubject = keyof typeof RateCardSubject;
registerEnumType(RateCardSubject, { name: 'RateCardSubject' });

export { RateCardSubject };

@ObjectType({ description: 'Whom the invoices of a customer are made out to, and how.' })
@Permit('READ_INVOICES')
export class BillingProfile {
  @Field(() => String)
  customer!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  email!: string;

  @Field(() => String)
  address!: string;

  @Field(() => String)
  taxId!: string;

  @Field(() => Decimal)
  taxPercent!: string;

  @Field(() => String)
  currency!: string;

  @Field(() => Decimal, { description: 'What a US dollar comes to in the currency.' })
  exchangeRate!: string;

  @Field(() => String)
  timeZone!: string;

  @Field(() => BillingCadence)
  cadence!: ProfileFacts['cadence'];

  @Field(() => Int)
  anchorDay!: number;

  @Field(() => Int)
  paymentDays!: number;

  @Field(() => String)
  purchaseOrder!: string;

  @Field(() => [MetadataEntry])
  @Permit('READ_INTERNALS')
  metadata!: MetadataEntry[];

  @Field(() => Int, { description: '0 until something was said.' })
  revision!: number;
}

@InputType()
export class BillingProfileInput {
  @Field(() => String, { defaultValue: '' })
  name!: string;

  @Field(() => String, { defaultValue: '' })
  email!: string;

  @Field(() => String, { defaultValue: '' })
  address!: string;

  @Field(() => String, { defaultValue: '' })
  taxId!: string;

  @Field(() => Decimal, { defaultValue: '0' })
  taxPercent!: string;

  @Field(() => String, { defaultValue: 'USD' })
  currency!: string;

  @Field(() => Decimal, { defaultValue: '1' })
  exchangeRate!: string;

  @Field(() => String, { defaultValue: 'UTC' })
  timeZone!: string;

  @Field(() => BillingCadence, { defaultValue: 'MONTH' })
  cadence!: ProfileFacts['cadence'];

  @Field(() => Int, { defaultValue: 1 })
  anchorDay!: number;

  @Field(() => Int, { defaultValue: 30 })
  paymentDays!: number;

  @Field(() => String, { defaultValue: '' })
  purchaseOrder!: string;

  @Field(() => [MetadataEntryInput], { defaultValue: [] })
  metadata!: MetadataEntryInput[];
}

@ObjectType()
@Permit('READ_INVOICES')
export class SetBillingProfilePayload {
  @Field(() => BillingProfile, { nullable: true })
  billingProfile!: BillingProfile | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType({ description: 'In force from effectiveFrom until the next one. Never edited.' })
@Permit('READ_PRICES')
class RateCardVersion {
  @Field(() => DateTime)
  effectiveFrom!: Date;

  @Field(() => Json)
  terms!: unknown;

  @Field(() => String)
  createdBy!: string;
}

@ObjectType()
@Permit('READ_PRICES')
class RateCardAssignment {
  @Field(() => RateCardSubject)
  kind!: RateCardSubject;

  @Field(() => String, { description: 'External id of the customer, or id of the tier.' })
  subject!: string;
}

@ObjectType()
@Permit('READ_PRICES')
export class RateCard {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Boolean, { description: 'The card of whoever has none.' })
  isDefault!: boolean;

  @Field(() => [RateCardVersion], { description: 'Latest first.' })
  versions!: RateCardVersion[];

  @Field(() => [RateCardAssignment])
  assignments!: readonly RateCardAssignment[];
}

export const RateCardConnection = connectionType(RateCard, {
  name: 'RateCard',
  permission: 'READ_PRICES',
});
export type RateCardConnection = InstanceType<typeof RateCardConnection>;

@InputType()
export class RateCardInput {
  @Field(() => String)
  name!: string;

  @Field(() => DateTime, { nullable: true, description: 'Null: since ever.' })
  effectiveFrom?: Date | null;

  @Field(() => Json, { description: 'See docs/rate-cards.md.' })
  terms!: unknown;

  @Field(() => Boolean, { defaultValue: false })
  isDefault!: boolean;
}

@ObjectType()
@Permit('READ_PRICES')
export class SetRateCardPayload {
  @Field(() => RateCard, { nullable: true })
  rateCard!: RateCard | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('READ_PRICES')
export class AssignRateCardPayload {
  @Field(() => Boolean)
  assigned!: boolean;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

/** As `budgets` names tiers over GraphQL. */
export const TIER_ID = 'Tier';

export function toProfile({ metadata, ...profile }: ProfileFacts): BillingProfile {
  return { ...profile, metadata: toMetadataEntries(metadata) };
}

export function toRateCard({ id, name, isDefault, versions, assignments }: RateCardRow): RateCard {
  return {
    id: encodeId('RateCard', id),
    name,
    isDefault,
    versions: versions.map((each) => ({ ...each, effectiveFrom: new Date(each.effectiveFrom) })),
    assignments: assignments.map(toAssignment),
  };
}

function toAssignment({ kind, subject }: RateCardRow['assignments'][number]): RateCardAssignment {
  return { kind, subject: kind === 'TIER' ? encodeId(TIER_ID, subject) : subject };
}
