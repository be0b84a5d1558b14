import { CustomerRecord } from './customer-record.ts';

export { OrmCustomerStore } from './customer-store.ts';

export const customerEntities = [CustomerRecord];
