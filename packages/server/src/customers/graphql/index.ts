import type { Customers } from '../index.ts';
import { CustomerResolver } from './customer-resolver.ts';

export { Customer, toCustomer } from './customer-type.ts';

export const CUSTOMER_RESOLVERS = [CustomerResolver];

export function createCustomerResolvers(customers: Customers): object[] {
  return [new CustomerResolver(customers)];
}
