import { useState } from 'react';
import { plural } from '../../lib/counts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
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
      <p className="px-4 pb-3 text-[13px] text-ink-soft">
        {schedule.isOn
          ? 'Each billing period that has ended gets its draft by itself. Nothing becomes final by itself: you look at it first.'
          : 'Drafts are made when somebody generates them on the Invoices page.'}
      </p>
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

function ScheduleState({ isOn }: { isOn: boolean }) {
  return <Badge tone={isOn ? 'good' : 'neutral'}>{isOn ? 'On' : 'Off'}</Badge>;
}

function ScheduleView({ schedule }: { schedule: ScheduleFacts }) {
  const { reportingTimeZone } = useInstallation();
  const { isOn, graceHours, draftedUntil } = schedule;
  return (
    <Facts>
      {isOn && (
        <Fact name="Late calls are waited for">
          {graceHours === 0 ? 'Not at all' : plural(graceHours, 'hour')}
        </Fact>
      )}
      {isOn && <Fact name="Looks again">Each quarter of an hour</Fact>}
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
