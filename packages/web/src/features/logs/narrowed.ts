import type { LogsSearch } from '../../lib/search.ts';
import { isFiltered, NO_FILTER } from '../filters/no-filter.ts';

export const NO_BOUNDS = {
  minSpend: '',
  maxSpend: '',
  minMs: '',
  maxMs: '',
  unpriced: undefined,
} as const;

export const NO_LOGS_FILTER: Partial<LogsSearch> = { ...NO_FILTER, ...NO_BOUNDS, q: '' };

export function isNarrowed(search: LogsSearch): boolean {
  const texts = [search.q, search.minSpend, search.maxSpend, search.minMs, search.maxMs];
  return isFiltered(search) || search.unpriced === 'true' || texts.some((bound) => bound !== '');
}
