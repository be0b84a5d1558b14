import { useState } from 'react';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import {
  SetTarget_Mutation,
  TARGETED,
  type TargetFacts,
  type TargetKind,
} from './hand-off-queries.ts';
import { TARGETS } from './hand-off-words.ts';

interface TargetFormProps {
  kind: TargetKind;
  /** Absent: to be set up. */
  target: TargetFacts | undefined;
  onDone: () => void;
}

export function TargetForm({ kind, target, onDone }: TargetFormProps) {
  const [apiKey, setApiKey] = useState('');
  const [baseUrl, setBaseUrl] = useState(target?.baseUrl ?? '');
  const [automatic, setAutomatic] = useState(target?.automatic ?? true);
  const set = useAction(SetTarget_Mutation, { fields: ['apiKey', 'baseUrl'], touches: TARGETED });
  const submit = async () => {
    const given = { apiKey: apiKey.trim() || null, baseUrl: baseUrl.trim() || null };
    if (await set.run({ input: { kind, automatic, ...given } })) onDone();
  };
  return (
    <FormShell
      submit="Save"
      busy={set.busy}
      error={set.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <Field
        label="API key"
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={apiKey}
        onChange={(event) => setApiKey(event.target.value)}
        hint={
          target
            ? `Empty: the one that ends in ${target.lastFour}. Another address takes the key again.`
            : 'Kept sealed, and never shown again'
        }
        error={set.problems['apiKey']}
      />
      <Field
        label="Address"
        type="url"
        autoComplete="off"
        spellCheck={false}
        value={baseUrl}
        onChange={(event) => setBaseUrl(event.target.value)}
        hint={TARGETS.find((each) => each.kind === kind)?.ownUrl}
        error={set.problems['baseUrl']}
      />
      <Checkbox checked={automatic} onChange={setAutomatic}>
        Takes over whatever is finalised from now on. Otherwise you ask for each.
      </Checkbox>
    </FormShell>
  );
}
