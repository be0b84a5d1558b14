import { useQuery } from 'urql';
import {
  COMPARISONS,
  GRANULARITIES,
  GROUP_NAMES,
  type GroupName,
  isTagGroup,
  METRICS,
  TOPS,
  type UsageSearch,
} from '../../lib/search.ts';
import { Select } from '../../ui/select.tsx';
import { SuggestValues_Query } from '../filters/suggest-query.ts';
import { COMPARISON_TERMS, GRANULARITY_TERMS, groupWord, METRIC_TERMS } from './usage-terms.ts';

interface UsageControlsProps {
  search: UsageSearch;
  onChange: (change: Partial<UsageSearch>) => void;
}

const METRIC_CHOICES = METRICS.map((value) => ({ value, label: METRIC_TERMS[value].word }));
const TOP_CHOICES = TOPS.map((value) => ({ value, label: `Top ${value}` }));
const GRANULARITY_CHOICES = GRANULARITIES.map((value) => ({
  value,
  label: GRANULARITY_TERMS[value].word,
}));
const COMPARISON_CHOICES = COMPARISONS.map((value) => ({
  value,
  label: COMPARISON_TERMS[value].word,
}));

/** What is measured, by what, how finely, and beside what. */
export function UsageControls({ search, onChange }: UsageControlsProps) {
  const { group, sub, metric, top, granularity, compare } = search;
  const groups = useGroups([group, sub]);
  const subs = groups.filter((name) => name !== group);
  return (
    <section
      aria-label="What is shown"
      className="mb-3 grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-6"
    >
      <Select
        label="Measure"
        value={metric}
        choices={METRIC_CHOICES}
        onChoose={(next) => onChange({ metric: next })}
      />
      <Select
        label="Group by"
        value={group}
        choices={groups.map(choiceOf)}
        onChoose={(next) => onChange({ group: next, ...(next === sub ? { sub: 'none' } : {}) })}
      />
      <Select
        label="and by"
        value={sub}
        disabled={group === 'none'}
        choices={subs.map(choiceOf)}
        onChoose={(next) => onChange({ sub: next })}
      />
      <Select
        label="Rows"
        value={top}
        choices={TOP_CHOICES}
        onChoose={(next) => onChange({ top: next })}
      />
      <Select
        label="Each"
        value={granularity}
        choices={GRANULARITY_CHOICES}
        onChoose={(next) => onChange({ granularity: next })}
      />
      <Select
        label="Compared with"
        value={compare}
        choices={COMPARISON_CHOICES}
        onChoose={(next) => onChange({ compare: next })}
      />
    </section>
  );
}

function choiceOf(value: GroupName) {
  return { value, label: groupWord(value) };
}

/** The groups that there are; with the values of each tag key that is in use. */
function useGroups(chosen: readonly GroupName[]): GroupName[] {
  const [{ data }] = useQuery({ query: SuggestValues_Query, variables: { groupBy: ['TAG_KEY'] } });
  const keys = (data?.usage.rows.nodes ?? []).flatMap(({ key: [key] }) =>
    key == null ? [] : [`tag:${key}`],
  );
  const tagGroups = [...keys, ...chosen].filter(isTagGroup);
  return [...new Set<GroupName>([...GROUP_NAMES, ...tagGroups])];
}
