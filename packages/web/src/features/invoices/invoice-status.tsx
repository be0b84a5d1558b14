import { Badge } from '../../ui/badge.tsx';
import { type InvoiceStatusName, STATUSES } from './invoice-words.ts';

export function InvoiceStatus({ of }: { of: InvoiceStatusName }) {
  const { tone, word } = STATUSES[of];
  return <Badge tone={tone}>{word}</Badge>;
}
