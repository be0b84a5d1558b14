import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import type { ResultOf } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { When } from '../../ui/when.tsx';
import { CustomerLink } from '../customers/customer-link.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import { BlockForm } from './block-form.tsx';
import { Blocks_Query } from './block-queries.ts';
import { UnblockButton } from './unblock-button.tsx';

export function BlocksPanel() {
  const { may } = useMay('MANAGE_BUDGETS');
  const [blocking, setBlocking] = useState(false);
  const close = () => setBlocking(false);
  return (
    <Panel
      title="Blocked"
      note="Every call of theirs is refused"
      actions={
        may && (
          <Button look="solid" onClick={() => setBlocking(true)}>
            Block
          </Button>
        )
      }
    >
      <BlocksPage after={null} />
      <Sheet
        open={blocking}
        onClose={close}
        title="Block"
        description="Refuse every call of a customer, key, team or user"
      >
        <BlockForm onDone={close} />
      </Sheet>
    </Panel>
  );
}

function BlocksPage({ after }: { after: string | null }) {
  const [more, setMore] = useState(false);
  const [result, refetch] = useQuery({
    query: Blocks_Query,
    variables: { after },
    requestPolicy: 'cache-and-network',
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={4} />}>
      {({ blocks: { nodes, pageInfo } }) =>
        nodes.length === 0 && after === null ? (
          <Notice icon={ShieldCheck} title="Nobody is blocked">
            Customers, API keys, users and teams can be blocked, with a reason.
          </Notice>
        ) : (
          <>
            <ul>
              {nodes.map((block) => (
                <BlockItem key={`${block.subject} ${block.subjectId}`} block={block} />
              ))}
            </ul>
            {pageInfo.hasNextPage && !more && (
              <div className="p-3 text-center">
                <Button onClick={() => setMore(true)}>Show more</Button>
              </div>
            )}
            {pageInfo.hasNextPage && more && <BlocksPage after={pageInfo.endCursor} />}
          </>
        )
      }
    </QueryView>
  );
}

type BlockFacts = ResultOf<typeof Blocks_Query>['blocks']['nodes'][number];

const KINDS = {
  CUSTOMER: { word: 'Customer', input: 'customer' },
  API_KEY: { word: 'API key', input: 'apiKey' },
  USER: { word: 'User', input: 'user' },
  TEAM: { word: 'Team', input: 'team' },
} as const satisfies Record<BlockFacts['subject'], object>;

function BlockItem({ block }: { block: BlockFacts }) {
  const { reportingTimeZone } = useInstallation();
  const { may } = useMay('MANAGE_BUDGETS');
  const { word, input } = KINDS[block.subject];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2.5 text-[13px]">
      <div className="min-w-0 flex-1 basis-48">
        <span className="flex min-w-0 items-baseline gap-1.5">
          <span className="text-xs text-ink-faint">{word}</span>
          {block.subject === 'CUSTOMER' ? (
            <CustomerLink externalId={block.subjectId} />
          ) : (
            <span className="truncate font-medium">{block.subjectName ?? 'no longer there'}</span>
          )}
        </span>
        <span className="block text-ink-soft">{block.reason}</span>
      </div>
      <span className="text-xs text-ink-faint">
        <When at={block.since} timeZone={reportingTimeZone} /> by {block.blockedBy}
      </span>
      {may && (
        <UnblockButton subject={{ [input]: block.subjectId }} name={block.subjectName ?? word} />
      )}
    </li>
  );
}
