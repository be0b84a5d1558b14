import { Field, InputType, ObjectType } from 'type-graphql';
import { DateTime, Permit, UserError } from '../../platform/graphql/index.ts';
import { ApiKey } from './api-key-type.ts';

@InputType()
export class IssueApiKeyInput {
  @Field(() => String)
  alias!: string;

  @Field(() => String, { nullable: true })
  boundCustomer?: string | null;

  @Field(() => [String], { defaultValue: [] })
  tags!: string[];

  @Field(() => DateTime, { nullable: true })
  expiresAt?: Date | null;
}

@ObjectType()
@Permit('MANAGE_KEYS')
export class IssueApiKeyPayload {
  @Field(() => ApiKey, { nullable: true })
  apiKey!: ApiKey | null;

  @Field(() => String, { nullable: true, description: 'The secret, shown this once.' })
  secret!: string | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_KEYS')
export class RevokeApiKeyPayload {
  @Field(() => ApiKey, { nullable: true })
  apiKey!: ApiKey | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}
