export { CustomerResolver } from './customer-resolver.ts';
export { Customer, toCustomer } from './customer-type.ts';
