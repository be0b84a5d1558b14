import { Badge } from '../../ui/badge.tsx';
import { type InvoiceStatusName, STATUSES } from './invoice-words.ts';

/** Nobody owes it. */
export function TestMark() {
  return (
    <Badge tone="accent" title="Made on a test clock: nobody owes it">
      Test
    </Badge>
  );
}

export function InvoiceStatus({ of }: { of: InvoiceStatusName }) {
  const { tone, word } = STATUSES[of];
  return <Badge tone={tone}>{word}</Badge>;
}
