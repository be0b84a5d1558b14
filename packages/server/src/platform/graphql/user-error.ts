import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Permit } from './permit.ts';

export const UserErrorCode = {
  CONFLICT: 'CONFLICT',
  EXPIRED: 'EXPIRED',
  INVALID: 'INVALID',
  NOT_FOUND: 'NOT_FOUND',
  REVOKED: 'REVOKED',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
} as const;
export type UserErrorCode = keyof typeof UserErrorCode;

registerEnumType(UserErrorCode, { name: 'UserErrorCode' });

/** A refusal that the caller can act on; `path` names the argument it is about. */
@ObjectType()
@Permit('PUBLIC')
export class UserError {
  @Field(() => UserErrorCode)
  code!: UserErrorCode;

  @Field(() => String)
  message!: string;

  @Field(() => [String])
  path!: readonly string[];
}
