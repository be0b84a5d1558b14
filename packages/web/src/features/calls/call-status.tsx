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

const LOOKS: Record<CallOutcome['status'], { tone: Tone; word: string }> = {
  SUCCEEDED: { tone: 'good', word: 'Succeeded' },
  FAILED: { tone: 'bad', word: 'Failed' },
  ABORTED: { tone: 'warn', word: 'Aborted' },
  UNKNOWN: { tone: 'warn', word: 'Unknown' },
};

export function CallStatus({ outcome }: { outcome: CallOutcome }) {
  const { tone, word } = LOOKS[outcome.status];
  const title = [outcome.httpStatus, outcome.errorCode].filter(Boolean).join(' ');
  return (
    <Badge tone={tone} title={title}>
      {word}
      {outcome.status === 'FAILED' && outcome.httpStatus > 0 && <span>{outcome.httpStatus}</span>}
    </Badge>
  );
}
