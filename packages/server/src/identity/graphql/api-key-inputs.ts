import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import {
  DateTime,
  Decimal,
  MetadataEntryInput,
  Permit,
  SafeInt,
  UserError,
} from '../../platform/graphql/index.ts';
import type { ApiKeyStatus as ApiKeyStatusName } from '../index.ts';
import { ApiKey, ApiKeyStatus } from './api-key-type.ts';

const MODELS =
  'Model names it may ask for, each exact or a beginning with * at its end; null: all.';
const OWNER_EMAIL =
  'Instead of ownerId: the person of this address, who is created when not yet known.';

@InputType({ description: 'What a new key may spend in each window.' })
export class KeyBudgetInput {
  @Field(() => Decimal, { description: 'US dollars.' })
  limit!: string;

  @Field(() => String, {
    description: 'daily, weekly, monthly, quarterly, yearly, total, or a duration such as 30d.',
  })
  period!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'It tells, and refuses nothing.' })
  soft!: boolean;

  @Field(() => String, { nullable: true, description: 'IANA name.' })
  timeZone?: string | null;

  @Field(() => [Decimal], {
    nullable: true,
    description: 'Per cent at which it tells. Left out: those of the installation.',
  })
  thresholds?: string[] | null;
}

@InputType()
export class IssueApiKeyInput {
  @Field(() => String)
  alias!: string;

  @Field(() => String, { nullable: true })
  boundCustomer?: string | null;

  @Field(() => ID, { nullable: true, description: 'Who its spend is put down to.' })
  ownerId?: string | null;

  @Field(() => String, { nullable: true, description: OWNER_EMAIL })
  ownerEmail?: string | null;

  @Field(() => ID, { nullable: true })
  teamId?: string | null;

  @Field(() => [String], { nullable: true, description: MODELS })
  models?: string[] | null;

  @Field(() => [String], { defaultValue: [] })
  tags!: string[];

  @Field(() => [MetadataEntryInput], { defaultValue: [] })
  metadata!: MetadataEntryInput[];

  @Field(() => DateTime, { nullable: true })
  expiresAt?: Date | null;

  @Field(() => [KeyBudgetInput], {
    defaultValue: [],
    description: 'At most 20. Later: setBudget with the key as scope.',
  })
  budgets!: KeyBudgetInput[];

  @Field(() => SafeInt, {
    nullable: true,
    description: '0: nothing passes. Later: setRateLimit with the key as scope.',
  })
  requestsPerMinute?: number | null;

  @Field(() => SafeInt, { nullable: true })
  tokensPerMinute?: number | null;

  @Field(() => SafeInt, { nullable: true, description: 'Calls under way.' })
  maxParallel?: number | null;
}

@InputType({ description: 'What is left out stays as it is; null takes away what can be absent.' })
export class UpdateApiKeyInput {
  @Field(() => String, { nullable: true })
  alias?: string | null;

  @Field(() => String, { nullable: true })
  boundCustomer?: string | null;

  @Field(() => ID, { nullable: true })
  ownerId?: string | null;

  @Field(() => String, { nullable: true, description: OWNER_EMAIL })
  ownerEmail?: string | null;

  @Field(() => ID, { nullable: true })
  teamId?: string | null;

  @Field(() => [String], { nullable: true, description: MODELS })
  models?: string[] | null;

  @Field(() => [String], { nullable: true })
  tags?: string[] | null;

  @Field(() => [MetadataEntryInput], { nullable: true })
  metadata?: MetadataEntryInput[] | null;

  @Field(() => DateTime, { nullable: true })
  expiresAt?: Date | null;
}

@InputType({ description: 'Within one list any value matches; an empty list filters nothing.' })
export class ApiKeyFilter {
  @Field(() => String, {
    nullable: true,
    description: 'Part of an alias or of what is shown of a secret.',
  })
  search?: string | null;

  @Field(() => [ID], { nullable: true })
  teams?: string[] | null;

  @Field(() => [ID], { nullable: true })
  owners?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Bound customers, by external id.' })
  customers?: string[] | null;

  @Field(() => [ApiKeyStatus], {
    nullable: true,
    description: 'Without it: all but revoked ones.',
  })
  statuses?: ApiKeyStatusName[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Made at least as many days ago and not used since: candidates to be revoked.',
  })
  unusedForDays?: number | null;
}

@ObjectType()
@Permit('MANAGE_KEYS')
export class ApiKeySecretPayload {
  @Field(() => ApiKey, { nullable: true })
  apiKey!: ApiKey | null;

  @Field(() => String, { nullable: true, description: 'The secret, shown this once.' })
  secret!: string | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_KEYS')
export class SigningSecretPayload {
  @Field(() => ApiKey, { nullable: true })
  apiKey!: ApiKey | null;

  @Field(() => String, {
    nullable: true,
    description: 'What customers are signed with, shown this once.',
  })
  signingSecret!: string | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_KEYS')
export class ApiKeyPayload {
  @Field(() => ApiKey, { nullable: true })
  apiKey!: ApiKey | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}
