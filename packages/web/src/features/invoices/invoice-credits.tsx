import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { OnDay } from '../../ui/when.tsx';
import type { CreditNotesPage } from './credit-notes.ts';

interface InvoiceCreditsProps {
  notes: CreditNotesPage['nodes'];
  timeZone: string;
}

/** What was taken back of one invoice. */
export function InvoiceCredits({ notes, timeZone }: InvoiceCreditsProps) {
  return (
    <Panel title="Credit notes">
      <ul className="divide-y divide-line border-t border-line text-[13px]">
        {notes.map(({ id, number, amount, reason, createdAt, createdBy }) => (
          <li key={id} className="flex items-start gap-3 px-4 py-2">
            <div className="min-w-0 flex-1">
              <span className="font-medium">{number}</span>
              <span className="block break-words text-ink-soft">{reason}</span>
              <span className="block text-xs text-ink-faint">
                <OnDay at={createdAt} timeZone={timeZone} />
                {` · ${createdBy}`}
              </span>
            </div>
            <Money of={amount} as="billed" className="font-medium" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
