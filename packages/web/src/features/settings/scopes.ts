/** Scopes of API tokens as people call them. */
export const SCOPE_NAMES = {
  ADMIN: 'Everything',
  BILLING_READ: 'Billing, read',
  BILLING_WRITE: 'Billing, write',
  VIEWER: 'Viewer',
  PORTAL: 'Customer portal',
} as const;

export type ScopeName = keyof typeof SCOPE_NAMES;

export const SCOPE_CHOICES: readonly { value: ScopeName; label: string }[] = [
  { value: 'BILLING_READ', label: 'Billing, read: spend, prices, budgets, invoices' },
  { value: 'BILLING_WRITE', label: 'Billing, write: and changes them' },
  { value: 'VIEWER', label: 'Viewer: everything, without changes' },
  { value: 'ADMIN', label: 'Everything' },
  { value: 'PORTAL', label: 'Customer portal: what is one customer’s own' },
];
