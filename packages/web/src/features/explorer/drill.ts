import { daysIn, pairText, type RangeText, readRange } from '../../lib/ranges.ts';
import {
  ABSENCES,
  type Absence,
  type FilterName,
  type GroupName,
  isTagGroup,
  readSpendSearch,
  type SpendSearch,
  type UsageSearch,
} from '../../lib/search.ts';
import { groupsOf, tagKeyOf } from './usage-terms.ts';

type Key = readonly (string | null)[];

/** Where the address goes on from a row: one level down, or to the calls that the row is made of. */
export interface Step {
  readonly range: RangeText;
  /** What is still grouped there; none are left before the calls. */
  readonly group: GroupName;
  readonly narrowed: SpendSearch;
}

/** The row of the first group, opened by the second; without one, its calls. */
export function stepInto(range: RangeText, search: UsageSearch, key: Key): Step | null {
  return step({ range, search }, key.slice(0, 1), search.sub);
}

/** All that the row is made of. */
export function stepToCalls(range: RangeText, search: UsageSearch, key: Key): Step | null {
  return step({ range, search }, key, 'none');
}

interface From {
  readonly range: RangeText;
  readonly search: UsageSearch;
}

function step({ range, search }: From, key: Key, group: GroupName): Step | null {
  const groups = groupsOf(search);
  let at: { range: RangeText; narrowed: SpendSearch } | null = {
    range,
    narrowed: readSpendSearch(search),
  };
  for (const [i, value] of key.entries()) {
    const name = groups[i];
    at = at && name !== undefined ? narrow(at, name, value) : null;
  }
  return at && { ...at, group };
}

/** Null where no filter says what the row is made of. */
function narrow(
  { range, narrowed }: { range: RangeText; narrowed: SpendSearch },
  group: GroupName,
  value: string | null,
): { range: RangeText; narrowed: SpendSearch } | null {
  if (group === 'none') return { range, narrowed };
  if (group === 'day') {
    if (value === null || narrowed.slice !== '') return null;
    const day = pairText({ first: value, last: value });
    return daysIn(day) ? { range: readRange(day), narrowed } : null;
  }
  if (value === null) {
    const absence = absenceOf(group);
    return absence && { range, narrowed: add(narrowed, 'without', absence) };
  }
  if (isTagGroup(group)) {
    return { range, narrowed: add(narrowed, 'tag', `${tagKeyOf(group)}:${value}`) };
  }
  const isOfAll = group === 'tag';
  const before = isOfAll ? narrowed : { ...narrowed, [group]: undefined };
  return { range, narrowed: add(before, group, value) };
}

function add(search: SpendSearch, name: FilterName, value: string): SpendSearch {
  return { ...search, [name]: [...new Set([...(search[name] ?? []), value])] };
}

/** What events of the null row of a group are without. */
function absenceOf(group: GroupName): Absence | null {
  const name = group === 'tagKey' ? 'TAG' : group.replace(/[A-Z]/g, '_$&').toUpperCase();
  return ABSENCES.find((absence) => absence === name) ?? null;
}
