import { Skeleton } from '../../ui/skeleton.tsx';
import { CallRows, CallsTable } from '../calls/calls-table.tsx';
import type { LiveSpend } from '../live/use-live-spend.ts';

/** The newest calls, as they come in. */
export function LatestCalls({ live }: { live: LiveSpend | undefined }) {
  if (!live) return <Skeleton className="mx-4 mb-4 h-40" />;
  if (live.latest.length === 0) {
    return <p className="px-4 pb-4 text-[13px] text-ink-faint">No calls yet.</p>;
  }
  return (
    <CallsTable label="Latest calls" withCustomer>
      <CallRows events={live.latest} withCustomer />
    </CallsTable>
  );
}
