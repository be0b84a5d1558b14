import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Role as RoleName } from '../../platform/access/index.ts';
import { connectionType, DateTime, Node, Permit } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { User as UserFacts } from '../index.ts';
import { Role } from './role-type.ts';

export const UserKind = { PERSON: 'person', SERVICE: 'service' } as const;
type UserKind = UserFacts['kind'];

registerEnumType(UserKind, {
  name: 'UserKind',
  description: 'A SERVICE is a program: it owns keys and tokens and never signs in.',
});

@ObjectType({ implements: Node })
@Permit('READ_INTERNALS')
export class User implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true })
  email!: string | null;

  @Field(() => UserKind)
  kind!: UserKind;

  @Field(() => Role)
  role!: RoleName;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  disabledAt!: Date | null;

  @Field(() => Int, { description: 'Give it as expectedRevision when you change the user.' })
  revision!: number;

  uuid!: string;
}

export const UserConnection = connectionType(User, { name: 'User', permission: 'READ_PEOPLE' });

export const USER_ID = 'User';

export function toUser(user: UserFacts): User {
  const { login: _, ...facts } = user;
  return { ...facts, id: encodeId(USER_ID, user.id), uuid: user.id };
}
