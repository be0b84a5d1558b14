import { Badge, type Tone } from '../../ui/badge.tsx';

const STATES = {
  PENDING: { label: 'To approve', tone: 'warn' },
  APPROVED: { label: 'Approved', tone: 'good' },
  REJECTED: { label: 'Rejected', tone: 'neutral' },
} as const satisfies Record<string, { label: string; tone: Tone }>;

export function UpdateState({ state }: { state: keyof typeof STATES }) {
  const { label, tone } = STATES[state];
  return <Badge tone={tone}>{label}</Badge>;
}
