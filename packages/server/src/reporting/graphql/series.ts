import { labelOf, type UsageSeries as UsageSeriesFacts } from '../index.ts';
import { publicKey } from './usage-row-type.ts';
import type { UsageSeries } from './usage-type.ts';

export function toSeries({ group, key, name, isOther, values }: UsageSeriesFacts): UsageSeries {
  return {
    key: publicKey(group, key),
    label: bandLabel({ group, key, name, isOther }),
    isOther,
    values,
  };
}

function bandLabel(band: Pick<UsageSeriesFacts, 'group' | 'key' | 'name' | 'isOther'>): string {
  if (band.isOther) return 'Other';
  return band.group === null ? 'Total' : labelOf(band.group, band.key, band.name);
}
