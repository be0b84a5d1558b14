import { useState } from 'react';
import { useQuery } from 'urql';
import { Select } from '../../ui/select.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { AssignTier_Mutation, TierNames_Query } from './tier-queries.ts';
import { useChange } from './use-change.ts';

interface ChooseTierProps {
  customer: string;
  tier: { readonly id: string; readonly name: string } | null;
  onDone: () => void;
}

/** Puts one customer on a tier, or leaves it to the default one. */
export function ChooseTier({ customer, tier, onDone }: ChooseTierProps) {
  const [chosen, setChosen] = useState(tier?.id ?? '');
  const [{ data }] = useQuery({ query: TierNames_Query });
  const { send, busy, errors } = useChange(AssignTier_Mutation, {
    fields: ['tier'],
    onDone,
  });
  const tiers = data?.tiers.nodes ?? (tier ? [tier] : []);
  return (
    <FormShell
      submit="Save"
      busy={busy}
      error={errors['form']}
      onSubmit={() => void send({ tier: chosen === '' ? null : chosen, customers: [customer] })}
      onCancel={onDone}
    >
      <Select
        label="Tier"
        choices={[
          { value: '', label: 'None of its own' },
          ...tiers.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={chosen}
        onChoose={setChosen}
        hint="Without one, the default tier holds unless it has a budget of its own"
        error={errors['tier']}
      />
    </FormShell>
  );
}
