import { type Grouping, labelOf } from '../index.ts';
import { publicKey } from './usage-row-type.ts';

interface Band {
  readonly group: Grouping | null;
  readonly key: string | null;
  readonly name: string | null;
  readonly isOther: boolean;
}

/** What tells the bands of a chart apart. */
export function toBand(band: Band): { key: string | null; label: string; isOther: boolean } {
  const { group, key, isOther } = band;
  return { key: publicKey(group, key), label: bandLabel(band), isOther };
}

function bandLabel({ group, key, name, isOther }: Band): string {
  if (isOther) return 'Other';
  return group === null ? 'Total' : labelOf(group, key, name);
}
