import { Link } from '@tanstack/react-router';
import { formatInstant } from '../../lib/dates.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SureButton } from '../../ui/sure-button.tsx';
import { OnDay } from '../../ui/when.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useInstallation, useMay } from '../session/session.ts';
import { AdvanceForm } from './advance-form.tsx';
import { type ClockFacts, PASSED, RemoveClock_Mutation } from './clock-queries.ts';

interface ClockSheetProps {
  /** Null: closed. */
  clock: ClockFacts | null;
  onClose: () => void;
}

/** One clock: what time it is on it and for whom, letting time pass, and the end of it. */
export function ClockSheet({ clock, onClose }: ClockSheetProps) {
  return (
    <Sheet
      open={clock !== null}
      onClose={onClose}
      title={clock?.name ?? ''}
      description="What time it is for its customers"
    >
      {clock && <ClockDetails key={clock.id} clock={clock} onClose={onClose} />}
    </Sheet>
  );
}

function ClockDetails({ clock, onClose }: { clock: ClockFacts; onClose: () => void }) {
  const { may } = useMay('MANAGE_INVOICES');
  const { reportingTimeZone } = useInstallation();
  const { now, customers, createdAt, createdBy } = clock;
  return (
    <>
      <p className="px-4 pt-4 pb-3 text-lg font-semibold tracking-tight">
        <time dateTime={now}>{formatInstant(now, 'UTC')}</time>
      </p>
      {may && <AdvanceForm clock={clock} />}
      <Facts>
        <Fact name="Made">
          <OnDay at={createdAt} timeZone={reportingTimeZone} />
          {` · ${createdBy}`}
        </Fact>
      </Facts>
      <h3 className="border-t border-line px-4 pt-3 pb-2 text-[13px] font-semibold">Customers</h3>
      <ul className="divide-y divide-line border-y border-line text-[13px]">
        {customers.map((externalId) => (
          <li key={externalId} className="px-4 py-2">
            <Link
              to="/customers/$externalId/billing"
              params={{ externalId }}
              className="font-medium break-words hover:underline"
            >
              {externalId}
              <span className="sr-only">, invoices</span>
            </Link>
          </li>
        ))}
      </ul>
      {may && <RemoveClock clock={clock} onDone={onClose} />}
    </>
  );
}

function RemoveClock({ clock: { id }, onDone }: { clock: ClockFacts; onDone: () => void }) {
  const remove = useAction(RemoveClock_Mutation, { touches: PASSED });
  const submit = async () => {
    if (await remove.run({ id })) onDone();
  };
  return (
    <div className="flex flex-col items-start gap-2 p-4 text-[13px]">
      <p className="text-ink-soft">
        Without it its customers are back in real time. Invoices made on it stay.
      </p>
      <SureButton sure="Really delete" busy={remove.busy} onSure={() => void submit()}>
        Delete the clock
      </SureButton>
      <FormProblem problems={remove.problems} />
    </div>
  );
}
