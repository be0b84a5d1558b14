import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useMay } from '../session/session.ts';
import { Entries, Entries_Entry } from './price-history.tsx';

const Changes_Query = graphql(
  `
    query UpdateChanges_Query($id: ID!, $after: String) {
      priceUpdateChanges(id: $id, first: 20, after: $after) {
        nodes {
          subject
          kind
          before {
            ...Entries_Entry
          }
          after {
            ...Entries_Entry
          }
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
      priceUpdates(first: 50) {
        nodes {
          id
          state
        }
      }
    }
  `,
  [Entries_Entry],
);

const Approve_Mutation = graphql(`
  mutation ApproveUpdate_Mutation($id: ID!, $applyFrom: PriceUpdateApplyFrom!) {
    approvePriceUpdate(id: $id, applyFrom: $applyFrom) {
      userErrors {
        path
        message
      }
    }
  }
`);

const Reject_Mutation = graphql(`
  mutation RejectUpdate_Mutation($id: ID!) {
    rejectPriceUpdate(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

const APPLY = [
  { value: 'NOW', label: 'From now on' },
  { value: 'AS_PUBLISHED', label: 'For as long as the source says' },
] as const;

const TOUCHED = ['PriceUpdateConnection', 'PricedModel', 'PriceRevisionConnection'];

interface UpdateSheetProps {
  updateId: string | undefined;
  onClose: () => void;
}

/** What an update would change, and the decision about it. */
export function UpdateSheet({ updateId, onClose }: UpdateSheetProps) {
  return (
    <Sheet
      open={updateId !== undefined}
      onClose={onClose}
      title="Update of prices"
      description="What the update changes, model by model"
    >
      {updateId !== undefined && <Update key={updateId} id={updateId} onDone={onClose} />}
    </Sheet>
  );
}

function Update({ id, onDone }: { id: string; onDone: () => void }) {
  const [pages, setPages] = useState<readonly (string | undefined)[]>([undefined]);
  return (
    <div className="flex flex-col gap-4 p-4">
      {pages.map((after, index) => (
        <Changes
          key={after ?? 'first'}
          id={id}
          after={after}
          onDone={onDone}
          onMore={index === pages.length - 1 ? (next) => setPages([...pages, next]) : null}
        />
      ))}
    </div>
  );
}

interface ChangesProps {
  id: string;
  after: string | undefined;
  onDone: () => void;
  /** Null once the next page is shown. */
  onMore: ((after: string) => void) | null;
}

function Changes({ id, after, onDone, onMore }: ChangesProps) {
  const [result, refetch] = useQuery({
    query: Changes_Query,
    variables: { id, ...(after === undefined ? {} : { after }) },
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={8} />}>
      {({ priceUpdateChanges: { nodes, pageInfo }, priceUpdates }) => (
        <div className="flex flex-col gap-4">
          {after === undefined &&
            priceUpdates.nodes.some((each) => each.id === id && each.state === 'PENDING') && (
              <Decision id={id} onDone={onDone} />
            )}
          {nodes.map((change) => (
            <section
              key={change.subject}
              aria-label={change.subject}
              className="rounded-lg border border-line"
            >
              <h3 className="flex items-center gap-2 px-4 py-2 text-[13px] font-medium">
                <span className="min-w-0 flex-1 break-all">{change.subject}</span>
                <Badge tone={change.kind === 'ADDED' ? 'good' : 'warn'}>
                  {change.kind === 'ADDED' ? 'New' : 'Changed'}
                </Badge>
              </h3>
              {change.before.length > 0 && (
                <>
                  <p className="px-4 pb-1 text-xs text-ink-faint">Now</p>
                  <Entries entries={change.before} />
                </>
              )}
              <p className="border-t border-line px-4 pt-2 pb-1 text-xs text-ink-faint">
                As the source says
              </p>
              <Entries entries={change.after} before={change.before} />
            </section>
          ))}
          {onMore && pageInfo.hasNextPage && pageInfo.endCursor && (
            <Button className="self-center" onClick={() => onMore(pageInfo.endCursor as string)}>
              Show more changes
            </Button>
          )}
        </div>
      )}
    </QueryView>
  );
}

function Decision({ id, onDone }: { id: string; onDone: () => void }) {
  const { may } = useMay('MANAGE_PRICES');
  const [applyFrom, setApplyFrom] = useState<(typeof APPLY)[number]['value']>('NOW');
  const approve = useAction(Approve_Mutation, { touches: TOUCHED });
  const reject = useAction(Reject_Mutation, { touches: TOUCHED });
  if (!may) return null;
  const busy = approve.busy || reject.busy;
  return (
    <div className="flex flex-col gap-3 rounded-lg bg-well p-4">
      <FormProblem problems={{ ...approve.problems, ...reject.problems }} />
      <Select
        label="Changed prices hold"
        value={applyFrom}
        choices={APPLY}
        onChoose={setApplyFrom}
      />
      <div className="flex justify-end gap-2">
        <Button
          className="h-9"
          disabled={busy}
          onClick={async () => (await reject.run({ id })) && onDone()}
        >
          Reject
        </Button>
        <Button
          look="solid"
          className="h-9"
          disabled={busy}
          onClick={async () => (await approve.run({ id, applyFrom })) && onDone()}
        >
          Approve
        </Button>
      </div>
    </div>
  );
}
