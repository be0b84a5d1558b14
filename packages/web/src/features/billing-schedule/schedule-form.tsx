import { useState } from 'react';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { isCount } from '../forms/count-fields.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { type ScheduleFacts, SetSchedule_Mutation } from './schedule-queries.ts';

/** Holds from the next quarter of an hour on. */
export function ScheduleForm({
  schedule,
  onDone,
}: {
  schedule: ScheduleFacts;
  onDone: () => void;
}) {
  const [expectedRevision] = useState(schedule.revision);
  const [isOn, setIsOn] = useState(schedule.isOn);
  const [grace, setGrace] = useState(String(schedule.graceHours));
  const [unsent, setUnsent] = useState(false);
  const set = useAction(SetSchedule_Mutation, {
    fields: ['graceHours'],
    touches: ['BillingSchedule'],
  });
  const submit = async () => {
    const isHours = isCount(grace.trim());
    setUnsent(!isHours);
    if (!isHours) return;
    const input = { isOn, graceHours: Number(grace) };
    if (await set.run({ expectedRevision, input })) onDone();
  };
  return (
    <FormShell
      submit="Save"
      busy={set.busy}
      error={set.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <Checkbox checked={isOn} onChange={setIsOn}>
        Draft each billing period by itself once it has ended
      </Checkbox>
      <Field
        label="Hours to wait for late calls"
        inputMode="numeric"
        autoComplete="off"
        value={grace}
        onChange={(event) => setGrace(event.target.value)}
        hint="From 0 to 720, after the end of a period. What comes in later is billed with the next one, as late."
        error={unsent ? 'Enter a whole number.' : set.problems['graceHours']}
      />
    </FormShell>
  );
}
