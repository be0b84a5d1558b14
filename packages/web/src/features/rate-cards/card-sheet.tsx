import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { OnDay } from '../../ui/when.tsx';
import { useMay } from '../session/session.ts';
import { CardAssignments } from './card-assignments.tsx';
import { CardForm } from './card-form.tsx';
import type { CardFacts } from './card-queries.ts';

/** One card: whom it is for, and what its terms are and were. */
export function CardSheet({ card, onClose }: { card: CardFacts | undefined; onClose: () => void }) {
  return (
    <Sheet
      open={card !== undefined}
      onClose={onClose}
      title={card?.name ?? 'Rate card'}
      description="Whom this card is for, and what its terms are and were"
    >
      {card && <CardDetails key={card.id} card={card} />}
    </Sheet>
  );
}

function CardDetails({ card }: { card: CardFacts }) {
  const [changing, setChanging] = useState(false);
  const { may } = useMay('MANAGE_PRICES');
  if (changing) return <CardForm card={card} onDone={() => setChanging(false)} />;
  return (
    <>
      {may && (
        <div className="p-4">
          <Button onClick={() => setChanging(true)}>New terms</Button>
        </div>
      )}
      <CardAssignments card={card} editable={may} />
      {card.versions.map((version) => (
        <section key={version.effectiveFrom} className="border-t border-line p-4">
          <h3 className="mb-2 text-[13px] font-semibold">
            {version.effectiveFrom.startsWith('1970') ? (
              'Since ever'
            ) : (
              <>
                From <OnDay at={version.effectiveFrom} timeZone="UTC" />
              </>
            )}
            <span className="font-normal text-ink-faint">{` · ${version.createdBy}`}</span>
          </h3>
          <pre className="rounded-md bg-well p-3 font-mono text-xs break-words whitespace-pre-wrap">
            {JSON.stringify(version.terms, null, 2)}
          </pre>
        </section>
      ))}
    </>
  );
}
