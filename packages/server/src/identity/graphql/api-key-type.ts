import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  connectionType,
  DateTime,
  MetadataEntry,
  Node,
  Permit,
  toMetadataEntries,
} from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import {
  type ApiKey as ApiKeyFacts,
  type ApiKeyStatus as ApiKeyStatusName,
  statusOf,
} from '../index.ts';

export const ApiKeyStatus = {
  ACTIVE: 'ACTIVE',
  BLOCKED: 'BLOCKED',
  EXPIRED: 'EXPIRED',
  REVOKED: 'REVOKED',
} as const satisfies Record<ApiKeyStatusName, ApiKeyStatusName>;

registerEnumType(ApiKeyStatus, { name: 'ApiKeyStatus' });

@ObjectType({ implements: Node })
@Permit('READ_INTERNALS')
export class ApiKey implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  alias!: string;

  @Field(() => String)
  prefix!: string;

  @Field(() => String)
  lastFour!: string;

  @Field(() => ApiKeyStatus)
  status!: ApiKeyStatusName;

  @Field(() => String, {
    nullable: true,
    description:
      'The only customer this key may spend for; null when the caller names the customer.',
  })
  boundCustomer!: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Model names it may ask for, each exact or a beginning with * at its end; null: all.',
  })
  models!: readonly string[] | null;

  @Field(() => [String])
  tags!: readonly string[];

  @Field(() => [MetadataEntry])
  metadata!: MetadataEntry[];

  @Field(() => String)
  createdBy!: string;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  blockedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  revokedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  rotatedAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when the secret before the last rotation works.',
  })
  previousValidUntil!: Date | null;

  @Field(() => Boolean, {
    description: 'Callers must sign the customer they name (x-tollgate-customer-signature).',
  })
  requiresSignedCustomer!: boolean;

  @Field(() => Int, { description: 'Give it as expectedRevision when you change the key.' })
  revision!: number;

  uuid!: string;
  userId!: string | null;
  teamId!: string | null;
}

export const ApiKeyConnection = connectionType(ApiKey, {
  name: 'ApiKey',
  permission: 'READ_KEYS',
});

export const API_KEY_ID = 'ApiKey';

export function toApiKey(key: ApiKeyFacts, now: Date): ApiKey {
  return {
    ...key,
    id: encodeId(API_KEY_ID, key.id),
    uuid: key.id,
    status: statusOf(key, now),
    metadata: toMetadataEntries(key.metadata),
  };
}
