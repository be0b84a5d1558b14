/** Roles as people call them. */
export const ROLE_NAMES = {
  ADMIN: 'Administrator',
  ENGINEER: 'Engineer',
  FINANCE: 'Finance',
  VIEWER: 'Viewer',
  MEMBER: 'Member',
} as const;

export type RoleName = keyof typeof ROLE_NAMES;

/** With what each one may do. */
export const ROLE_CHOICES: readonly { value: RoleName; label: string }[] = [
  { value: 'MEMBER', label: 'Member: sees what is theirs' },
  { value: 'VIEWER', label: 'Viewer: sees everything, changes nothing' },
  { value: 'FINANCE', label: 'Finance: prices, budgets, invoices, audit log' },
  { value: 'ENGINEER', label: 'Engineer: keys and models' },
  { value: 'ADMIN', label: 'Administrator: everything' },
];
