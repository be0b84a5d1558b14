import { type SubmitEvent, useState } from 'react';
import { plural } from '../../lib/counts.ts';
import { formatInstant } from '../../lib/dates.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import type { ClockFacts } from './clock-queries.ts';
import { type Passage, useAdvance } from './use-advance.ts';

/** Lets time pass on a clock up to a moment that is chosen, a month at a time. */
export function AdvanceForm({ clock }: { clock: ClockFacts }) {
  const [to, setTo] = useState('');
  const { advance, stop, passage, problems } = useAdvance(clock);
  const isMoving = passage !== null && !passage.hasEnded;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isMoving && to !== '') void advance(`${to}:00.000Z`);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3 px-4 pb-4">
      <Field
        label="Let time pass up to (UTC)"
        type="datetime-local"
        value={to}
        onChange={(event) => setTo(event.target.value)}
        hint="Drafts an invoice for each billing period that ends on the way"
        error={problems['to']}
      />
      <FormProblem problems={problems} />
      {passage && <Progress passage={passage} />}
      <div className="flex justify-end gap-2">
        {isMoving && <Button onClick={stop}>Stop here</Button>}
        <Button look="solid" type="submit" aria-disabled={isMoving || to === ''}>
          {isMoving ? 'Time passes…' : 'Advance'}
        </Button>
      </div>
    </form>
  );
}

function Progress({ passage: { at, done, of, drafts, hasEnded } }: { passage: Passage }) {
  return (
    <div className="flex flex-col gap-1.5 text-[13px]">
      <Bar length={done} of={of} />
      <p role="status" className="text-ink-soft">
        {hasEnded ? '' : `On the way to ${formatInstant(at, 'UTC')} · `}
        {hasEnded && drafts === 0
          ? 'There was nothing to draft'
          : `${plural(drafts, 'draft')} made`}
      </p>
    </div>
  );
}
