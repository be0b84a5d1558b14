import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { formatCappedCount } from '../../lib/counts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useMay } from '../session/session.ts';
import { AssignForm } from './assign-form.tsx';
import { DeleteTier } from './delete-tier.tsx';
import { TierCustomers } from './tier-customers.tsx';
import { TierForm } from './tier-form.tsx';
import { readTier, type TierRef } from './tier-queries.ts';
import { tierBudgetText, tierLimits } from './tier-terms.ts';

interface TierCardProps {
  tier: TierRef;
  customers: {
    readonly nodes: readonly { readonly externalId: string }[];
    readonly totalCount: { readonly value: number; readonly capped: boolean };
  };
}

const SHEETS = {
  customers: 'Customers on',
  assign: 'Put customers on',
  edit: 'Change',
  delete: 'Remove',
} as const;

export function TierCard({ tier: ref, customers }: TierCardProps) {
  const tier = readTier(ref);
  const [sheet, setSheet] = useState<keyof typeof SHEETS | null>(null);
  const { may } = useMay('MANAGE_BUDGETS');
  const close = () => setSheet(null);
  const limits = tierLimits(tier);
  return (
    <li
      className="flex min-w-0 flex-col gap-2 rounded-lg border border-line p-3"
      data-tier={tier.name}
    >
      <div className="flex min-w-0 items-center gap-2">
        <h3 className="min-w-0 truncate text-[15px] font-semibold" title={tier.name}>
          {tier.name}
        </h3>
        {tier.isDefault && <Badge tone="accent">Default</Badge>}
        {may && (
          <div className="ml-auto">
            <Menu
              trigger={
                <IconButton label={`Change the tier ${tier.name}`}>
                  <MoreHorizontal aria-hidden="true" className="size-4" />
                </IconButton>
              }
            >
              <MenuItem onSelect={() => setSheet('edit')}>Change…</MenuItem>
              <MenuItem onSelect={() => setSheet('assign')}>Put customers on it…</MenuItem>
              <MenuItem onSelect={() => setSheet('delete')}>Remove…</MenuItem>
            </Menu>
          </div>
        )}
      </div>
      <ul className="flex flex-col text-sm">
        {tier.budgets.length === 0 && <li className="text-ink-faint">No budget</li>}
        {tier.budgets.map((budget) => (
          <li key={tierBudgetText(budget)} className="font-medium tabular-nums">
            {tierBudgetText(budget)}
          </li>
        ))}
      </ul>
      {limits.length > 0 && (
        <p className="text-[13px] break-words text-ink-soft tabular-nums">{limits.join(' · ')}</p>
      )}
      <div className="mt-auto flex flex-wrap items-center gap-2 border-t border-line pt-2">
        <Button look="quiet" className="-ml-2" onClick={() => setSheet('customers')}>
          {formatCappedCount(customers.totalCount)}{' '}
          {customers.totalCount.value === 1 ? 'customer' : 'customers'}
        </Button>
        <span className="min-w-0 flex-1 truncate text-xs text-ink-faint">
          {customers.nodes.map(({ externalId }) => externalId).join(', ')}
          {tier.isDefault && customers.nodes.length === 0 && 'and all that have no other'}
        </span>
        {may && <Button onClick={() => setSheet('assign')}>Assign</Button>}
      </div>
      <Sheet
        open={sheet !== null}
        onClose={close}
        title={`${sheet ? SHEETS[sheet] : ''} ${tier.name}`}
        description={`The tier ${tier.name}`}
      >
        {sheet === 'customers' && <TierCustomers tier={tier} />}
        {sheet === 'assign' && <AssignForm tier={tier} onDone={close} />}
        {sheet === 'edit' && <TierForm tier={tier} onDone={close} />}
        {sheet === 'delete' && (
          <DeleteTier tier={tier} occupied={customers.totalCount.value > 0} onDone={close} />
        )}
      </Sheet>
    </li>
  );
}
