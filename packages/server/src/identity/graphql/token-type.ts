import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import type { TokenScope as TokenScopeName } from '../../platform/access/index.ts';
import { connectionType, DateTime, Node, Permit, UserError } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { ApiToken as ApiTokenFacts } from '../index.ts';

export const TokenScope = {
  ADMIN: 'ADMIN',
  BILLING_READ: 'BILLING_READ',
  BILLING_WRITE: 'BILLING_WRITE',
  PORTAL: 'PORTAL',
  VIEWER: 'VIEWER',
} as const satisfies Record<TokenScopeName, TokenScopeName>;

registerEnumType(TokenScope, {
  name: 'TokenScope',
  description: "PORTAL opens one customer's own spend, budgets and invoices.",
});

@ObjectType({ description: 'A credential of this API.', implements: Node })
@Permit('MANAGE_PEOPLE')
export class ApiToken implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => TokenScope)
  scope!: TokenScopeName;

  @Field(() => String, { nullable: true, description: 'External id, for PORTAL.' })
  customer!: string | null;

  @Field(() => String)
  prefix!: string;

  @Field(() => String)
  lastFour!: string;

  @Field(() => String)
  createdBy!: string;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  revokedAt!: Date | null;

  userId!: string | null;
}

export const ApiTokenConnection = connectionType(ApiToken, {
  name: 'ApiToken',
  permission: 'MANAGE_PEOPLE',
});

@InputType()
export class IssueApiTokenInput {
  @Field(() => String)
  name!: string;

  @Field(() => TokenScope)
  scope!: TokenScopeName;

  @Field(() => String, { nullable: true, description: 'External id; for PORTAL and nothing else.' })
  customer?: string | null;

  @Field(() => ID, { nullable: true, description: 'The service account that uses it.' })
  userId?: string | null;

  @Field(() => DateTime, { nullable: true })
  expiresAt?: Date | null;
}

@ObjectType()
@Permit('MANAGE_PEOPLE')
export class IssueApiTokenPayload {
  @Field(() => ApiToken, { nullable: true })
  apiToken!: ApiToken | null;

  @Field(() => String, { nullable: true, description: 'The secret, shown this once.' })
  secret!: string | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_PEOPLE')
export class ApiTokenPayload {
  @Field(() => ApiToken, { nullable: true })
  apiToken!: ApiToken | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_PEOPLE')
export class PortalLinkPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Below the address of this server, with the signed link after #.',
  })
  linkPath!: string | null;

  @Field(() => DateTime, { nullable: true })
  expiresAt!: Date | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export const API_TOKEN_ID = 'ApiToken';

export function toApiToken(token: ApiTokenFacts): ApiToken {
  return { ...token, id: encodeId(API_TOKEN_ID, token.id) };
}
