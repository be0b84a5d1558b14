import type { ResultOf } from '../../lib/graphql.ts';
import { graphql } from '../../lib/graphql.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';

export const CallStatus_Event = graphql(`
  fragment CallStatus_Event on SpendEvent @_unmask {
    status
    httpStatus
    errorCode
  }
`);

type CallOutcome = ResultOf<typeof CallStatus_Event>;

const LOOKS: Record<Exclude<CallOutcome['status'], 'SUCCEEDED'>, { tone: Tone; word: string }> = {
  FAILED: { tone: 'bad', word: 'Failed' },
  ABORTED: { tone: 'warn', word: 'Aborted' },
  UNKNOWN: { tone: 'warn', word: 'Unknown' },
};

interface CallStatusProps {
  outcome: CallOutcome;
  /** On a phone the ordinary outcome is a dot without its word. */
  compact?: boolean;
}

export function CallStatus({ outcome, compact = false }: CallStatusProps) {
  const title = [outcome.httpStatus, outcome.errorCode].filter(Boolean).join(' ');
  if (outcome.status === 'SUCCEEDED') return <Succeeded title={title} compact={compact} />;
  const { tone, word } = LOOKS[outcome.status];
  return (
    <Badge tone={tone} title={title}>
      {word}
      {outcome.status === 'FAILED' && outcome.httpStatus > 0 && <span>{outcome.httpStatus}</span>}
    </Badge>
  );
}

/** The ordinary outcome is quiet, so that the others stand out. */
function Succeeded({ title, compact }: { title: string; compact: boolean }) {
  return (
    <span title={title} className="whitespace-nowrap text-ink-soft">
      <span
        aria-hidden="true"
        className="mr-1.5 inline-block size-1.5 rounded-full bg-good align-middle"
      />
      <span className={compact ? 'max-sm:sr-only' : ''}>Succeeded</span>
    </span>
  );
}
