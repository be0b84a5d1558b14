import type { ReactNode } from 'react';
import { Table, Th } from '../../ui/table.tsx';

export const BUDGET_COLUMNS = 6;

export function BudgetsTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Table label={label} className="sm:min-w-2xl">
      <thead>
        <tr>
          <Th>Whose</Th>
          <Th>Used</Th>
          <Th className="max-sm:hidden">State</Th>
          <Th className="max-sm:hidden">Period</Th>
          <Th className="max-lg:hidden">Kind and thresholds</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  );
}
