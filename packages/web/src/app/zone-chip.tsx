import { Globe } from 'lucide-react';
import { useInstallation } from '../features/session/session.ts';
import { formatZone } from '../lib/dates.ts';

/** The zone whose midnights divide every day, month and total. */
export function ZoneChip() {
  const { reportingTimeZone } = useInstallation();
  return (
    <span
      title={`Days begin at midnight in ${reportingTimeZone} (${formatZone(reportingTimeZone, new Date())})`}
      className="inline-flex h-8 min-w-0 items-center gap-1.5 rounded-md px-2 text-[13px] text-ink-faint"
    >
      <Globe aria-hidden="true" className="size-3.5 shrink-0" />
      <span className="sr-only">Reporting time zone</span>
      <span className="truncate">{reportingTimeZone}</span>
    </span>
  );
}
