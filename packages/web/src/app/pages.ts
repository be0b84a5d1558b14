import { mayOf, type Session } from '../features/session/session.ts';

/** The pages that not everybody may see, and the right that each of them asks for. */
export const PAGES = {
  budgets: { title: 'Budgets & tiers', permission: 'READ_BUDGETS', everywhere: true },
  customerBilling: { title: 'Invoices and credit', permission: 'READ_INVOICES', everywhere: false },
  invoices: { title: 'Invoices', permission: 'READ_INVOICES', everywhere: false },
  rateCards: { title: 'Rate cards', permission: 'READ_PRICES', everywhere: true },
  keys: { title: 'Keys', permission: 'READ_KEYS', everywhere: false },
  people: { title: 'Teams & users', permission: 'READ_PEOPLE', everywhere: false },
  prices: { title: 'Models & prices', permission: 'READ_PRICES', everywhere: true },
  webhooks: { title: 'Webhooks', permission: 'READ_WEBHOOKS', everywhere: true },
} as const satisfies Record<string, GuardedPage>;

export interface GuardedPage {
  readonly title: string;
  readonly permission: string;
  /** Over everything, or at least over what is theirs. */
  readonly everywhere: boolean;
}

export function mayOpen(page: GuardedPage, session: Session): boolean {
  const { may, everywhere } = mayOf(session, page.permission);
  return page.everywhere ? everywhere : may;
}
