export { type Customer, isExternalId } from './customer.ts';
export type { CustomerStore } from './customer-store.ts';
export { type Customers, createCustomers } from './service.ts';
export { recordFirstSight, type Sighting } from './sql/record-first-sight.ts';
