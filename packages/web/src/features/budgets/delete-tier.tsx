import { useState } from 'react';
import { useQuery } from 'urql';
import { Select } from '../../ui/select.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { DeleteTier_Mutation, type TierFacts, TierNames_Query } from './tier-queries.ts';
import { useChange } from './use-change.ts';

interface DeleteTierProps {
  tier: TierFacts;
  /** Somebody is on it. */
  occupied: boolean;
  onDone: () => void;
}

export function DeleteTier({ tier, occupied, onDone }: DeleteTierProps) {
  const [moveTo, setMoveTo] = useState('');
  const [{ data }] = useQuery({ query: TierNames_Query });
  const { send, busy, errors } = useChange(DeleteTier_Mutation, {
    fields: ['moveCustomersTo'],
    onDone,
  });
  const others = (data?.tiers.nodes ?? []).filter(({ id }) => id !== tier.id);
  return (
    <FormShell
      submit="Remove the tier"
      danger
      busy={busy}
      error={errors['form']}
      onSubmit={() =>
        void send({
          id: tier.id,
          expectedRevision: tier.revision,
          moveCustomersTo: moveTo === '' ? null : moveTo,
        })
      }
      onCancel={onDone}
    >
      <p className="text-[13px]">
        The tier <strong>{tier.name}</strong> and its limits go.
      </p>
      {occupied && (
        <Select
          label="Its customers move to"
          choices={[
            { value: '', label: 'Choose a tier' },
            ...others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={moveTo}
          onChoose={setMoveTo}
          error={errors['moveCustomersTo']}
        />
      )}
    </FormShell>
  );
}
