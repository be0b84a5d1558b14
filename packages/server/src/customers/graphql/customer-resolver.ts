import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { isWithin } from '../../platform/access/index.ts';
import { type GraphqlContext, Permit, reach } from '../../platform/graphql/index.ts';
import type { Customers } from '../index.ts';
import { Customer, toCustomer } from './customer-type.ts';

@Resolver()
export class CustomerResolver {
  readonly #customers: Customers;

  constructor(customers: Customers) {
    this.#customers = customers;
  }

  @Query(() => Customer, { nullable: true })
  @Permit('READ_SPEND', { own: true })
  async customer(
    @Arg('externalId', () => String) externalId: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Customer | null> {
    if (!isWithin(reach(context, 'READ_SPEND'), { customer: externalId })) return null;
    const [customer] = await this.#customers.byExternalIds([externalId]);
    return customer ? toCustomer(customer) : null;
  }
}
