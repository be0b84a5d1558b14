import { formatLocalDay } from '../../lib/dates.ts';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Panel } from '../../ui/panel.tsx';
import { CsvLink } from './csv-link.tsx';
import { UsageTable, UsageTable_Usage } from './usage-table.tsx';

export const SpendPanel_Usage = graphql(
  `
    fragment SpendPanel_Usage on Usage {
      csvPath
      ...UsageTable_Usage
    }
  `,
  [UsageTable_Usage],
);

interface SpendByProps {
  usage: FragmentOf<typeof SpendPanel_Usage>;
  /** What a row is: "Model". */
  of: 'Model' | 'Tag';
}

/** Spend by one group, and its rows as a file. */
export function SpendBy({ usage, of }: SpendByProps) {
  const shown = readFragment(SpendPanel_Usage, usage);
  const group = of.toLowerCase();
  return (
    <Panel
      title={`By ${group}`}
      actions={<CsvLink path={shown.csvPath} what={`spend by ${group}`} />}
    >
      <UsageTable usage={shown} heading={of} />
    </Panel>
  );
}

/** The same by day, the latest first. */
export function SpendByDay({ usage }: { usage: FragmentOf<typeof SpendPanel_Usage> }) {
  const shown = readFragment(SpendPanel_Usage, usage);
  return (
    <Panel title="By day" actions={<CsvLink path={shown.csvPath} what="spend by day" />}>
      <UsageTable
        usage={shown}
        heading="Day"
        newestFirst
        bounded
        nameOf={({ key, label }) => (key[0] ? formatLocalDay(key[0]) : label)}
      />
    </Panel>
  );
}
