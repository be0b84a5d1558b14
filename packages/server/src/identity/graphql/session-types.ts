import { Field, InputType, ObjectType } from 'type-graphql';
import type { Role as RoleName } from '../../platform/access/index.ts';
import { Permit, UserError } from '../../platform/graphql/index.ts';
import { Role } from './role-type.ts';

@ObjectType()
@Permit('PUBLIC')
export class Viewer {
  @Field(() => String, {
    nullable: true,
    description: 'Null for the master key and for logins that are not an address.',
  })
  email!: string | null;

  @Field(() => String)
  name!: string;

  @Field(() => Role)
  role!: RoleName;
}

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
