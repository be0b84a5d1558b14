import { useState } from 'react';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { isCount } from '../forms/count-fields.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { type ScheduleFacts, SetSchedule_Mutation } from './schedule-queries.ts';

/** What is offered to begin with. */
const DAY_HOURS = 24;

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
  const [finalises, setFinalises] = useState(schedule.finaliseAfterHours !== null);
  const [review, setReview] = useState(String(schedule.finaliseAfterHours ?? DAY_HOURS));
  const [unsent, setUnsent] = useState(false);
  const set = useAction(SetSchedule_Mutation, {
    fields: ['graceHours', 'finaliseAfterHours'],
    touches: ['BillingSchedule', 'Invoice'],
  });
  const submit = async () => {
    const isWhole = isCount(grace.trim()) && (!finalises || isCount(review.trim()));
    setUnsent(!isWhole);
    if (!isWhole) return;
    const finaliseAfterHours = finalises ? Number(review) : null;
    const input = { isOn, graceHours: Number(grace), finaliseAfterHours };
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
        error={
          unsent && !isCount(grace.trim()) ? 'Enter a whole number.' : set.problems['graceHours']
        }
      />
      <Checkbox checked={finalises} disabled={!isOn} onChange={setFinalises}>
        Finalise those drafts by themselves
      </Checkbox>
      {finalises && (
        <Field
          label="Hours to look at them first"
          inputMode="numeric"
          autoComplete="off"
          value={review}
          disabled={!isOn}
          onChange={(event) => setReview(event.target.value)}
          hint="From 1 to 720. Drafts that somebody changes or puts in review, and those with calls that have no price, wait for a person. So do drafts from before this is switched on."
          error={
            unsent && !isCount(review.trim())
              ? 'Enter a whole number.'
              : set.problems['finaliseAfterHours']
          }
        />
      )}
    </FormShell>
  );
}
