import { FILTER_NAMES, type SpendSearch } from '../../lib/search.ts';

/** What a screen says of spend when it shows all of it. */
export const NO_FILTER: SpendSearch = {
  ...Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined])),
  slice: '',
};

export function isFiltered(search: SpendSearch): boolean {
  return search.slice !== '' || FILTER_NAMES.some((name) => search[name] !== undefined);
}
