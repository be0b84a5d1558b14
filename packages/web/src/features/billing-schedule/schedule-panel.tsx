import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { plural } from '../../lib/counts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { At } from '../../ui/when.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import { ScheduleForm } from './schedule-form.tsx';
import type { ScheduleFacts } from './schedule-queries.ts';

/** Whether invoices are drafted by themselves, and how far that has come. */
export function SchedulePanel({ schedule }: { schedule: ScheduleFacts }) {
  const [editing, setEditing] = useState(false);
  const { may } = useMay('MANAGE_INVOICES');
  const close = () => setEditing(false);
  return (
    <Panel
      title="Schedule"
      note={<ScheduleState isOn={schedule.isOn} />}
      actions={may && <Button onClick={() => setEditing(true)}>Change schedule</Button>}
    >
      <p className="px-4 pb-3 text-[13px] text-ink-soft">{aboutOf(schedule)}</p>
      <ScheduleView schedule={schedule} />
      <Sheet
        open={editing}
        onClose={close}
        title="Schedule"
        description="When invoices are drafted by themselves"
      >
        {editing && <ScheduleForm schedule={schedule} onDone={close} />}
      </Sheet>
    </Panel>
  );
}

function aboutOf({ isOn, finaliseAfterHours }: ScheduleFacts): string {
  if (!isOn) return 'Drafts are made when somebody generates them on the Invoices page.';
  const drafts = 'Each billing period that has ended gets its draft by itself.';
  if (finaliseAfterHours === null)
    return `${drafts} Nothing becomes final by itself: you look at it first.`;
  return `${drafts} A draft that nobody changes or puts in review becomes final by itself.`;
}

function ScheduleState({ isOn }: { isOn: boolean }) {
  return <Badge tone={isOn ? 'good' : 'neutral'}>{isOn ? 'On' : 'Off'}</Badge>;
}

function ScheduleView({ schedule }: { schedule: ScheduleFacts }) {
  const { reportingTimeZone } = useInstallation();
  const { isOn, graceHours, finaliseAfterHours, draftedUntil } = schedule;
  const { nextRunAt, nextFinalisingAt, lastRun } = schedule;
  return (
    <Facts>
      {isOn && (
        <Fact name="Late calls are waited for">
          {graceHours === 0 ? 'Not at all' : plural(graceHours, 'hour')}
        </Fact>
      )}
      {isOn && (
        <Fact name="Drafts become final">
          {finaliseAfterHours === null
            ? 'When somebody finalises them'
            : `${plural(finaliseAfterHours, 'hour')} after they are made`}
        </Fact>
      )}
      {nextRunAt !== null && (
        <Fact name="Next run">
          <At instant={nextRunAt} timeZone={reportingTimeZone} />
        </Fact>
      )}
      {nextFinalisingAt !== null && (
        <Fact name="Next draft to become final">
          <At instant={nextFinalisingAt} timeZone={reportingTimeZone} />
        </Fact>
      )}
      {(isOn || lastRun) && (
        <Fact name="Last run">
          {lastRun === null ? 'None has made a draft so far' : <LastRun run={lastRun} />}
        </Fact>
      )}
      <Fact name="Drafted: periods that ended by">
        {draftedUntil === null ? (
          'None so far'
        ) : (
          <At instant={draftedUntil} timeZone={reportingTimeZone} />
        )}
      </Fact>
    </Facts>
  );
}

/** When it was, and what it made: the way to those invoices as they are now. */
function LastRun({ run }: { run: NonNullable<ScheduleFacts['lastRun']> }) {
  const { reportingTimeZone } = useInstallation();
  return (
    <>
      <Link
        to="/invoices"
        search={{ tab: 'all', q: '', from: '', to: '', run: run.id }}
        className="font-medium underline"
      >
        <At instant={run.startedAt} timeZone={reportingTimeZone} />
      </Link>
      {run.sums.map(({ currency, invoices, totals }) => (
        <span key={currency} className="block text-ink-soft">
          {`${plural(invoices, 'invoice')}, `}
          <Money of={totals.total} as="billed" />
        </span>
      ))}
    </>
  );
}
