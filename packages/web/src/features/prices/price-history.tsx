import { History } from 'lucide-react';
import { useQuery } from 'urql';
import { formatInstant } from '../../lib/dates.ts';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { OnDay } from '../../ui/when.tsx';
import { useInstallation } from '../session/session.ts';
import { Components_Version, ComponentsTable } from './components-table.tsx';
import { LayerBadge } from './layer-badge.tsx';

export const Entries_Entry = graphql(
  `
    fragment Entries_Entry on PriceEntry {
      effectiveFrom
      effectiveUntil
      fromMinute
      untilMinute
      version {
        name
        ...Components_Version
      }
    }
  `,
  [Components_Version],
);

const History_Query = graphql(
  `
    query PriceHistory_Query($model: String!) {
      priceHistory(model: $model, first: 50) {
        nodes {
          layer
          subject
          revision
          recordedAt
          recordedBy
          reason
          entries {
            ...Entries_Entry
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  `,
  [Entries_Entry],
);

/** All that was ever known of a model's prices, latest first. */
export function PriceHistory({ model }: { model: string }) {
  const [result, refetch] = useQuery({
    query: History_Query,
    variables: { model },
    requestPolicy: 'cache-and-network',
  });
  const { reportingTimeZone } = useInstallation();
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={8} />}>
      {({ priceHistory: { nodes, pageInfo } }) =>
        nodes.length === 0 ? (
          <Notice icon={History} title="No price is known">
            Calls to this model are unpriced until one is set.
          </Notice>
        ) : (
          <>
            <ol aria-label="Price history" className="flex flex-col gap-4">
              {nodes.map((revision, at) => (
                <li
                  key={`${revision.layer} ${revision.subject} ${revision.revision}`}
                  className="rounded-lg border border-line"
                >
                  <div className="flex flex-wrap items-center gap-2 px-4 py-2 text-[13px]">
                    <LayerBadge layer={revision.layer} />
                    <span className="min-w-0 font-medium break-all">{revision.subject}</span>
                    <span className="ml-auto text-ink-faint">
                      <OnDay at={revision.recordedAt} timeZone={reportingTimeZone} />
                    </span>
                    <span className="basis-full text-ink-faint">
                      {[`Revision ${revision.revision} by ${revision.recordedBy}`, revision.reason]
                        .filter((part) => part !== '')
                        .join(': ')}
                    </span>
                  </div>
                  <Entries
                    entries={revision.entries}
                    before={nodes.slice(at + 1).find((each) => isOfSame(each, revision))?.entries}
                  />
                </li>
              ))}
            </ol>
            {pageInfo.hasNextPage && (
              <p className="pt-3 text-[13px] text-ink-faint">
                The latest 50 revisions; GraphQL’s priceHistory has all of them.
              </p>
            )}
          </>
        )
      }
    </QueryView>
  );
}

interface Place {
  readonly layer: string;
  readonly subject: string;
}

function isOfSame(a: Place, b: Place): boolean {
  return a.layer === b.layer && a.subject === b.subject;
}

interface EntriesProps {
  entries: readonly FragmentOf<typeof Entries_Entry>[];
  /** What was known before: the first of the entries is shown with what it changed of the last. */
  before?: readonly FragmentOf<typeof Entries_Entry>[] | undefined;
}

/** Prices with the time each holds for. */
export function Entries({ entries, before = [] }: EntriesProps) {
  const { reportingTimeZone } = useInstallation();
  const at = (instant: string) => formatInstant(instant, reportingTimeZone);
  if (entries.length === 0) {
    return <p className="border-t border-line px-4 py-2 text-[13px]">No price.</p>;
  }
  return entries.map((fragment, index) => {
    const entry = readFragment(Entries_Entry, fragment);
    const previous = entries[index - 1] ?? before.at(-1);
    const { effectiveFrom: from, effectiveUntil: until, fromMinute, untilMinute } = entry;
    const span = `${from === null ? 'Since ever' : `From ${at(from)}`}${until === null ? '' : ` until ${at(until)}`}`;
    const hours =
      fromMinute === 0 && untilMinute === 1440
        ? ''
        : `, ${clock(fromMinute)} to ${clock(untilMinute)} UTC each day`;
    return (
      <div key={`${from} ${fromMinute}`} className="border-t border-line">
        <p className="px-4 py-2 text-[13px] text-ink-soft">{span + hours}</p>
        <ComponentsTable
          version={entry.version}
          label={`Price, ${span}${hours}`}
          before={previous && readFragment(Entries_Entry, previous).version}
        />
      </div>
    );
  });
}

function clock(minute: number): string {
  const part = (value: number) => String(value).padStart(2, '0');
  return `${part(Math.floor(minute / 60))}:${part(minute % 60)}`;
}
