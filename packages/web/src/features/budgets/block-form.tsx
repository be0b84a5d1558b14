import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { DimensionValue } from '../filters/dimension-value.tsx';
import { DIMENSION_WORDS } from '../filters/dimensions.ts';
import { FormShell } from '../forms/form-shell.tsx';
import { Block_Mutation } from './block-queries.ts';
import { useChange } from './use-change.ts';

const SUBJECTS = ['customer', 'apiKey', 'team', 'user'] as const;
type Subject = (typeof SUBJECTS)[number];

/** Where the server says what is wrong with whom. */
const FIELDS = ['reason', 'customer', 'apiKeyId', 'teamId', 'userId', 'subject'] as const;

interface BlockFormProps {
  /** Who is to be blocked, when that is settled. */
  customer?: string;
  onDone: () => void;
}

/** Refuses every call of somebody from now on. */
export function BlockForm({ customer: settled, onDone }: BlockFormProps) {
  const [subject, setSubject] = useState<Subject>('customer');
  const [value, setValue] = useState(settled ?? '');
  const [reason, setReason] = useState('');
  const { send, busy, errors } = useChange(Block_Mutation, { fields: FIELDS, onDone });
  const wrong = FIELDS.slice(1).map((field) => errors[field]);
  return (
    <FormShell
      submit="Block"
      danger
      busy={busy}
      error={errors['form']}
      onSubmit={() => void send({ subject: { [subject]: value }, reason })}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        Every call{' '}
        {settled === undefined ? (
          'of theirs'
        ) : (
          <>
            for <strong>{settled}</strong>
          </>
        )}{' '}
        is refused at once. Calls under way end as they would.
      </p>
      {settled === undefined && (
        <div className="flex items-end gap-2">
          <Select
            label="Whom"
            className="w-32 shrink-0"
            value={subject}
            choices={SUBJECTS.map((each) => ({ value: each, label: DIMENSION_WORDS[each] }))}
            onChoose={(next) => {
              setSubject(next);
              setValue('');
            }}
          />
          <div className="min-w-0 flex-1">
            <DimensionValue key={subject} dimension={subject} value={value} onChange={setValue} />
          </div>
        </div>
      )}
      {wrong.find(Boolean) && (
        <p role="alert" className="text-[13px] text-bad">
          {wrong.find(Boolean)}
        </p>
      )}
      <Field
        label="Reason"
        name="reason"
        autoComplete="off"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        hint="Kept with the block; customers do not see it"
        error={errors['reason']}
      />
    </FormShell>
  );
}
