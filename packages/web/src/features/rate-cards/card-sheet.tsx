import { X } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { OnDay } from '../../ui/when.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useMay } from '../session/session.ts';
import { CardForm } from './card-form.tsx';
import { ALTERED, AssignRateCard_Mutation, type CardFacts } from './card-queries.ts';

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
      <Assignments card={card} editable={may} />
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

function Assignments({ card, editable }: { card: CardFacts; editable: boolean }) {
  const [customer, setCustomer] = useState('');
  const assign = useAction(AssignRateCard_Mutation, { fields: ['subject'], touches: ALTERED });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (await assign.run({ subject: customer.trim(), rateCard: card.name })) setCustomer('');
  };
  const customers = card.assignments.filter(({ kind }) => kind === 'CUSTOMER');
  const tiers = card.assignments.length - customers.length;
  return (
    <section aria-label="Whom it is for" className="border-t border-line">
      <h3 className="px-4 pt-4 pb-2 text-[13px] font-semibold">Whom it is for</h3>
      {card.isDefault && (
        <p className="px-4 pb-2 text-[13px] text-ink-soft">Customers that have no other card.</p>
      )}
      {tiers > 0 && (
        <p className="px-4 pb-2 text-[13px] text-ink-soft">
          {tiers === 1 ? 'The customers of a tier.' : `The customers of ${tiers} tiers.`}
        </p>
      )}
      {!card.isDefault && card.assignments.length === 0 && (
        <p className="px-4 pb-2 text-[13px] text-ink-faint">Nobody is on it yet.</p>
      )}
      <ul className="divide-y divide-line">
        {customers.map(({ subject }) => (
          <li key={subject} className="flex items-center gap-2 px-4 py-1 text-[13px]">
            <span className="min-w-0 flex-1 truncate">{subject}</span>
            {editable && (
              <IconButton
                label={`Take ${subject} off the card`}
                disabled={assign.busy}
                onClick={() => void assign.run({ subject, rateCard: null })}
              >
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {editable && (
        <form onSubmit={submit} noValidate className="flex flex-col gap-3 p-4">
          <FormProblem problems={assign.problems} />
          <Field
            label="Put a customer on it"
            value={customer}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setCustomer(event.target.value)}
            hint="Its id; it leaves the card it is on now"
            error={assign.problems['subject']}
          />
          <Button type="submit" className="h-9 self-end" disabled={assign.busy}>
            Put on the card
          </Button>
        </form>
      )}
    </section>
  );
}
