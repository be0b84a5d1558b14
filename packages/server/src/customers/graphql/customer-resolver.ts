import { Arg, Query, Resolver } from 'type-graphql';
import { Permit } from '../../platform/graphql/index.ts';
import type { Customers } from '../index.ts';
import { Customer, toCustomer } from './customer-type.ts';

@Resolver()
export class CustomerResolver {
  readonly #customers: Customers;

  constructor(customers: Customers) {
    this.#customers = customers;
  }

  @Query(() => Customer, { nullable: true })
  @Permit('READ_SPEND')
  async customer(@Arg('externalId', () => String) externalId: string): Promise<Customer | null> {
    const [customer] = await this.#customers.byExternalIds([externalId]);
    return customer ? toCustomer(customer) : null;
  }
}
