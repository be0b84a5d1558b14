import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import { Badge } from '../../ui/badge.tsx';
import { STATUSES, type Status } from './budget-words.ts';

const ICONS = {
  OK: CircleCheck,
  NEAR: CircleAlert,
  EXCEEDED: CircleX,
  SOFT_EXCEEDED: CircleAlert,
} as const satisfies Record<Status, object>;

export function BudgetStatusBadge({ status }: { status: Status }) {
  const { word, tone } = STATUSES[status];
  const Icon = ICONS[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" className="size-3" /> {word}
    </Badge>
  );
}
