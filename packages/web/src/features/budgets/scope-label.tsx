import { CustomerLink } from '../customers/customer-link.tsx';
import type { BudgetFacts } from './budget-fragment.ts';
import { scopeParts } from './budget-words.ts';

/** Whose spend a budget counts. */
export function ScopeLabel({ scope }: { scope: BudgetFacts['scope'] }) {
  const parts = scopeParts(scope);
  if (parts.length === 0) return <span className="font-medium">All calls</span>;
  return (
    <span className="flex min-w-0 flex-col">
      {parts.map(({ name, value }) => (
        <span key={name} className="flex min-w-0 items-baseline gap-x-1.5 max-sm:flex-col">
          <span className="shrink-0 text-xs text-ink-faint">{name}</span>
          {name === 'Customer' ? (
            <span className="max-w-full min-w-0">
              <CustomerLink externalId={value} />
            </span>
          ) : (
            <span className="max-w-full truncate font-medium" title={value}>
              {value}
            </span>
          )}
        </span>
      ))}
    </span>
  );
}
