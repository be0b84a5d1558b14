import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime, Permit } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { Customer as CustomerFacts } from '../index.ts';

@ObjectType()
@Permit('READ_SPEND')
export class Customer {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  externalId!: string;

  @Field(() => String, { nullable: true })
  name!: string | null;

  @Field(() => DateTime)
  firstSeenAt!: Date;

  @Field(() => DateTime)
  lastSeenAt!: Date;
}

export function toCustomer(customer: CustomerFacts): Customer {
  return { ...customer, id: encodeId('Customer', customer.id) };
}
