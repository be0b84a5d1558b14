import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { OnDay } from '../../ui/when.tsx';
import type { AppliedCredit as Entries } from './invoice-queries.ts';

/** Which credit paid for an invoice, and what of it came back when it was made void. */
export function AppliedCredit({ entries, timeZone }: { entries: Entries; timeZone: string }) {
  return (
    <Panel title="Credit" note="Below zero: taken for this invoice">
      <ul className="divide-y divide-line border-t border-line text-[13px]">
        {entries.map(({ id, kind, creditGrantName, createdAt, amount }) => (
          <li key={id} className="flex items-start gap-3 px-4 py-2">
            <div className="min-w-0 flex-1">
              <span className="font-medium break-words">{creditGrantName}</span>
              <span className="block text-xs text-ink-faint">
                {kind === 'RETURNED' ? 'Came back · ' : ''}
                <OnDay at={createdAt} timeZone={timeZone} />
              </span>
            </div>
            <Money of={amount} as="billed" className="font-medium" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
