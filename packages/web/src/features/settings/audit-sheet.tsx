import { formatInstant } from '../../lib/dates.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useInstallation } from '../session/session.ts';

export const AuditSheet_Entry = graphql(`
  fragment AuditSheet_Entry on AuditEntry @_unmask {
    occurredAt
    actorName
    actorKind
    address
    userAgent
    operation
    outcome
    targetId
    requestId
    arguments
    before
    after
    problems
  }
`);

type Entry = ResultOf<typeof AuditSheet_Entry>;

const ACTORS: Record<Entry['actorKind'], string> = {
  USER: 'signed in',
  TOKEN: 'with an API token',
  PORTAL: 'at the customer portal',
  MASTER_KEY: 'with the master key',
  NOBODY: 'not signed in yet',
};

interface AuditSheetProps {
  entry: Entry | null;
  onClose: () => void;
}

/** One change: what was asked, how it was before, what came of it. */
export function AuditSheet({ entry, onClose }: AuditSheetProps) {
  return (
    <Sheet
      open={entry !== null}
      onClose={onClose}
      title="Audit entry"
      description="What was asked, how it was before, and what came of it"
    >
      {entry && <EntryDetails entry={entry} />}
    </Sheet>
  );
}

function EntryDetails({ entry }: { entry: Entry }) {
  const { reportingTimeZone } = useInstallation();
  return (
    <>
      <Facts>
        <Fact name="What">
          <code className="font-mono text-xs">{entry.operation}</code>
        </Fact>
        <Fact name="Outcome">{entry.outcome.toLowerCase()}</Fact>
        <Fact name="Who">
          {[entry.actorName, ACTORS[entry.actorKind]].filter(Boolean).join(', ')}
        </Fact>
        <Fact name="When">{formatInstant(entry.occurredAt, reportingTimeZone)}</Fact>
        <Fact name="From">{entry.address}</Fact>
        <Fact name="Program">{entry.userAgent ?? '—'}</Fact>
        {entry.targetId && (
          <Fact name="About">
            <code className="font-mono text-xs break-all">{entry.targetId}</code>
          </Fact>
        )}
        <Fact name="Request">
          <code className="font-mono text-xs break-all">{entry.requestId}</code>
        </Fact>
      </Facts>
      <Json title="Asked" value={entry.arguments} />
      <Json title="Before" value={entry.before} />
      <Json title="After" value={entry.after} />
      <Json title="Refused because" value={entry.problems} />
    </>
  );
}

/** Nothing is shown for what is not there. */
function Json({ title, value }: { title: string; value: unknown }) {
  if (value === null || (Array.isArray(value) && value.length === 0)) return null;
  return (
    <section className="border-t border-line p-4">
      <h3 className="mb-2 text-[13px] font-semibold">{title}</h3>
      <pre className="rounded-md bg-well p-3 font-mono text-xs break-words whitespace-pre-wrap">
        {JSON.stringify(value, null, 2)}
      </pre>
    </section>
  );
}
