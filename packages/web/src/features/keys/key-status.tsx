import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';

export const KeyStatus_Key = graphql(`
  fragment KeyStatus_Key on ApiKey @_unmask {
    status
  }
`);

type Status = ResultOf<typeof KeyStatus_Key>['status'];

const LOOKS: Record<Status, { tone: Tone; word: string }> = {
  ACTIVE: { tone: 'good', word: 'Active' },
  BLOCKED: { tone: 'warn', word: 'Blocked' },
  EXPIRED: { tone: 'neutral', word: 'Expired' },
  REVOKED: { tone: 'bad', word: 'Revoked' },
};

export function KeyStatus({ of }: { of: ResultOf<typeof KeyStatus_Key> }) {
  const { tone, word } = LOOKS[of.status];
  return <Badge tone={tone}>{word}</Badge>;
}
