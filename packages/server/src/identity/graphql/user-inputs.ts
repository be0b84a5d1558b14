import { Field, InputType, ObjectType } from 'type-graphql';
import type { Role as RoleName } from '../../platform/access/index.ts';
import { DateTime, Permit, UserError } from '../../platform/graphql/index.ts';
import type { User as UserFacts } from '../index.ts';
import { Role } from './role-type.ts';
import { User, UserKind } from './user-type.ts';

@InputType()
export class CreateUserInput {
  @Field(() => String, { nullable: true, description: 'Needed but for a SERVICE.' })
  email?: string | null;

  @Field(() => String)
  name!: string;

  @Field(() => Role, { defaultValue: Role.MEMBER })
  role!: RoleName;

  @Field(() => UserKind, { defaultValue: UserKind.PERSON })
  kind!: UserFacts['kind'];
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateUserInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => Role, { nullable: true })
  role?: RoleName | null;
}

@InputType()
export class AcceptInvitationInput {
  @Field(() => String, { description: 'The part of the link after #.' })
  token!: string;

  @Field(() => String)
  password!: string;
}

@ObjectType()
@Permit('MANAGE_PEOPLE')
export class UserPayload {
  @Field(() => User, { nullable: true })
  user!: User | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_PEOPLE')
export class InviteUserPayload {
  @Field(() => User, { nullable: true })
  user!: User | null;

  @Field(() => String, {
    nullable: true,
    description: 'Below the address of this server, shown this once: there a password is chosen.',
  })
  linkPath!: string | null;

  @Field(() => DateTime, { nullable: true })
  expiresAt!: Date | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}
