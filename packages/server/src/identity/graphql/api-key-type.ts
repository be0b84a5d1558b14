import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, PageInfo, Permit } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import { type ApiKey as ApiKeyFacts, statusOf } from '../index.ts';

const ApiKeyStatus = { ACTIVE: 'ACTIVE', EXPIRED: 'EXPIRED', REVOKED: 'REVOKED' } as const;
type ApiKeyStatus = keyof typeof ApiKeyStatus;

registerEnumType(ApiKeyStatus, { name: 'ApiKeyStatus' });

@ObjectType()
@Permit('READ_KEYS')
export class ApiKey {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  alias!: string;

  @Field(() => String)
  prefix!: string;

  @Field(() => String)
  lastFour!: string;

  @Field(() => ApiKeyStatus)
  status!: ApiKeyStatus;

  @Field(() => String, {
    nullable: true,
    description:
      'The only customer this key may spend for; null when the caller names the customer.',
  })
  boundCustomer!: string | null;

  @Field(() => [String])
  tags!: readonly string[];

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  revokedAt!: Date | null;
}

@ObjectType()
@Permit('READ_KEYS')
export class ApiKeyEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => ApiKey)
  node!: ApiKey;
}

@ObjectType()
@Permit('READ_KEYS')
export class ApiKeyConnection {
  @Field(() => [ApiKeyEdge])
  edges!: ApiKeyEdge[];

  @Field(() => [ApiKey])
  nodes!: ApiKey[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

export const API_KEY_ID = 'ApiKey';

export function toApiKey(key: ApiKeyFacts, now: Date): ApiKey {
  return { ...key, id: encodeId(API_KEY_ID, key.id), status: statusOf(key, now) };
}
