import type { Customer } from './customer.ts';

export interface CustomerStore {
  byExternalIds(externalIds: readonly string[]): Promise<Customer[]>;
}
