import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import {
  type Permission as PermissionName,
  type Principal,
  type Role as RoleName,
  reachOf,
} from '../../platform/access/index.ts';
import { connectionType, DateTime, Permit, UserError } from '../../platform/graphql/index.ts';
import { Role } from './role-type.ts';

const PrincipalKind = {
  MASTER_KEY: 'master_key',
  PORTAL: 'portal',
  TOKEN: 'token',
  USER: 'user',
} as const;
type PrincipalKind = Principal['kind'];

registerEnumType(PrincipalKind, { name: 'PrincipalKind' });

@ObjectType({ description: 'Something the caller may do.' })
@Permit('PUBLIC')
export class Grant {
  @Field(() => String)
  permission!: PermissionName;

  @Field(() => Boolean, { description: 'Over the whole installation, or over their own only.' })
  everywhere!: boolean;
}

@ObjectType()
@Permit('PUBLIC')
export class Viewer {
  @Field(() => PrincipalKind)
  kind!: PrincipalKind;

  @Field(() => String, {
    nullable: true,
    description: 'Null for the master key and for logins that are not an address.',
  })
  email!: string | null;

  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true, description: 'External id, at the portal of a customer.' })
  customer!: string | null;

  @Field(() => Role)
  role!: RoleName;

  @Field(() => [Grant])
  grants!: Grant[];
}

@ObjectType({ description: 'A place where a user is signed in.' })
@Permit('SIGNED_IN')
export class Session {
  @Field(() => ID)
  id!: string;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime)
  expiresAt!: Date;

  @Field(() => String, { nullable: true })
  address!: string | null;

  @Field(() => String, { nullable: true })
  userAgent!: string | null;

  @Field(() => Boolean, { description: 'The one that asks.' })
  isCurrent!: boolean;
}

export const SessionConnection = connectionType(Session, {
  name: 'Session',
  permission: 'SIGNED_IN',
});

@InputType()
export class LoginInput {
  @Field(() => String, { description: 'The login: an e-mail address, or a name such as "admin".' })
  email!: string;

  @Field(() => String)
  password!: string;
}

@ObjectType()
@Permit('PUBLIC')
export class LoginPayload {
  @Field(() => Viewer, { nullable: true })
  viewer!: Viewer | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('PUBLIC')
export class LogoutPayload {
  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('SIGNED_IN')
export class ChangedPayload {
  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function toViewer(principal: Principal): Viewer {
  const { kind, name, email, role, grants } = principal;
  const reach = reachOf(principal, 'READ_INVOICES');
  return {
    customer: reach === null || reach === 'ALL' ? null : reach.customer,
    kind,
    name,
    email,
    role,
    grants: [...grants].map(([permission, reach]) => ({ permission, everywhere: reach === 'ALL' })),
  };
}
