import { type RangeText, rangeInput } from '../../lib/ranges.ts';
import type { UsageSearch } from '../../lib/search.ts';
import { toFilter } from '../filters/dimensions.ts';
import type { UsageVariables } from './usage-query.ts';
import {
  COMPARISON_TERMS,
  GRANULARITY_TERMS,
  groupInput,
  groupsOf,
  METRIC_TERMS,
} from './usage-terms.ts';

/** As many colours as there are. */
const MOST_BANDS = 8;
/** Days are not ranked: all of them are shown that a page holds. */
const MOST_ROWS = 100;

/** What the address asks for, as the server understands it. */
export function toVariables(range: RangeText, search: UsageSearch): UsageVariables {
  const groups = groupsOf(search);
  const top = Number(search.top);
  const isRanked = groups.length > 0 && !groups.includes('day');
  return {
    range: rangeInput(range, search.slice),
    ...groupInput(groups),
    granularity: GRANULARITY_TERMS[search.granularity].asked,
    compare: COMPARISON_TERMS[search.compare].asked,
    filter: toFilter(search),
    metric: METRIC_TERMS[search.metric].asked,
    bands: Math.min(top, MOST_BANDS),
    rows: isRanked ? top : MOST_ROWS,
    top: isRanked ? top : null,
  };
}
