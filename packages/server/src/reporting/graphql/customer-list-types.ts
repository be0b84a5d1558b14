import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Customer } from '../../customers/graphql/index.ts';
import { CappedCount, PageInfo, Permit } from '../../platform/graphql/index.ts';
import type { CustomerOrder as CustomerOrderName } from '../index.ts';

export const CustomerOrder = {
  SPEND_DESC: 'SPEND_DESC',
  EXTERNAL_ID_ASC: 'EXTERNAL_ID_ASC',
  LAST_SEEN_DESC: 'LAST_SEEN_DESC',
} as const satisfies Record<CustomerOrderName, CustomerOrderName>;

registerEnumType(CustomerOrder, { name: 'CustomerOrder' });

@ObjectType()
@Permit('READ_SPEND')
export class CustomerEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Customer)
  node!: Customer;
}

@ObjectType()
@Permit('READ_SPEND')
export class CustomerConnection {
  @Field(() => [CustomerEdge])
  edges!: CustomerEdge[];

  @Field(() => [Customer])
  nodes!: Customer[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => CappedCount)
  totalCount!: CappedCount;
}
