export type { Customer } from './customer.ts';
export type { CustomerStore } from './customer-store.ts';
export { type Customers, createCustomers } from './service.ts';
export { importCustomers } from './sql/import-customers.ts';
export { recordFirstSight } from './sql/record-first-sight.ts';
