import { type SubmitEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { ALTERED, AssignRateCard_Mutation } from './card-queries.ts';

const CUSTOMER = '';

interface AssignCardProps {
  /** Name of the card. */
  card: string;
  tiers: readonly { id: string; name: string }[];
}

/** Puts a customer, or all customers of a tier, on a card. */
export function AssignCard({ card, tiers }: AssignCardProps) {
  const [tier, setTier] = useState(CUSTOMER);
  const [customer, setCustomer] = useState('');
  const assign = useAction(AssignRateCard_Mutation, { fields: ['subject'], touches: ALTERED });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const whom =
      tier === CUSTOMER
        ? ({ kind: 'CUSTOMER', subject: customer.trim() } as const)
        : ({ kind: 'TIER', subject: tier } as const);
    if (await assign.run({ ...whom, rateCard: card })) setCustomer('');
  };
  const choices = [
    { value: CUSTOMER, label: 'A customer' },
    ...tiers.map(({ id, name }) => ({ value: id, label: `Tier ${name}` })),
  ];
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3 p-4">
      <FormProblem problems={assign.problems} />
      <Select
        label="Put on it"
        choices={choices}
        value={tier}
        onChoose={setTier}
        hint="A customer’s own card goes before that of its tier"
        error={tier === CUSTOMER ? undefined : assign.problems['subject']}
      />
      {tier === CUSTOMER && (
        <Field
          label="Its id"
          value={customer}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setCustomer(event.target.value)}
          hint="It leaves the card of its own that it has now"
          error={assign.problems['subject']}
        />
      )}
      <Button type="submit" className="h-9 self-end" disabled={assign.busy}>
        Put on the card
      </Button>
    </form>
  );
}
