import { X } from 'lucide-react';
import { useQuery } from 'urql';
import { IconButton } from '../../ui/button.tsx';
import { TierNames_Query } from '../budgets/tier-queries.ts';
import { useAction } from '../forms/use-action.ts';
import { AssignCard } from './assign-card.tsx';
import { ALTERED, AssignRateCard_Mutation, type CardFacts } from './card-queries.ts';

interface CardAssignmentsProps {
  card: CardFacts;
  editable: boolean;
}

/** Whom a card is for: customers, tiers, or whoever has no other. */
export function CardAssignments({ card, editable }: CardAssignmentsProps) {
  const [{ data }] = useQuery({ query: TierNames_Query });
  const tiers = data?.tiers.nodes ?? [];
  const remove = useAction(AssignRateCard_Mutation, { touches: ALTERED });
  const nameOf = ({ kind, subject }: CardFacts['assignments'][number]) =>
    kind === 'CUSTOMER'
      ? subject
      : `Tier ${tiers.find(({ id }) => id === subject)?.name ?? '(not among the first 100)'}`;
  return (
    <>
      {card.isDefault && (
        <p className="px-4 pb-2 text-[13px] text-ink-soft">Customers that have no other card.</p>
      )}
      {!card.isDefault && card.assignments.length === 0 && (
        <p className="px-4 pb-2 text-[13px] text-ink-faint">Nobody is on it yet.</p>
      )}
      <ul className="divide-y divide-line">
        {card.assignments.map((each) => (
          <li
            key={`${each.kind} ${each.subject}`}
            className="flex items-center gap-2 px-4 py-1 text-[13px]"
          >
            <span className="min-w-0 flex-1 truncate">{nameOf(each)}</span>
            {editable && (
              <IconButton
                label={`Take ${nameOf(each)} off the card`}
                disabled={remove.busy}
                onClick={() => void remove.run({ ...each, rateCard: null })}
              >
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {remove.problems['form'] && (
        <p role="alert" className="px-4 py-2 text-[13px] text-bad">
          {remove.problems['form']}
        </p>
      )}
      {editable && <AssignCard card={card.name} tiers={tiers} />}
    </>
  );
}
