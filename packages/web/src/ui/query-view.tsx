import { TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { UseQueryState } from 'urql';
import { problemOf } from '../lib/problem.ts';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { Problem } from './problem.tsx';

interface QueryViewProps<Data> {
  result: Pick<UseQueryState<Data>, 'data' | 'error' | 'fetching' | 'operation'>;
  onRetry: () => void;
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
}

/**
 * The states of what a query returns: a skeleton before the first answer, the figures, the figures
 * dimmed while others are fetched, and the problem in their place. Never zeros for "not known".
 * Figures that cannot be read again stay, and say so.
 */
export function QueryView<Data>({ result, onRetry, skeleton, children }: QueryViewProps<Data>) {
  const { data, error, fetching } = result;
  const kept = useKept(result);
  if (error && !fetching) {
    const kind = problemOf(error);
    // The page says by itself that it is of an earlier version.
    if (kept !== undefined && kind === 'outdated') return <>{children(kept)}</>;
    const refreshing = kept !== undefined && ['away', 'offline', 'server'].includes(kind);
    if (!refreshing) return <Problem error={error} onRetry={onRetry} />;
    return (
      <>
        <NotRefreshed onRetry={onRetry} />
        {children(kept)}
      </>
    );
  }
  const shown = data ?? kept;
  if (shown === undefined) return skeleton;
  return (
    <div aria-busy={fetching} className={cx('transition-opacity', fetching && 'opacity-55')}>
      {children(shown)}
    </div>
  );
}

/** The last answer to the very question that is asked now; of another range it would mislead. */
function useKept<Data>({ data, operation }: QueryViewProps<Data>['result']): Data | undefined {
  const [kept, setKept] = useState<{ data: Data; key: number | undefined }>();
  const key = operation?.key;
  if (data !== undefined && kept?.data !== data) setKept({ data, key });
  return kept?.key === key ? kept?.data : undefined;
}

function NotRefreshed({ onRetry }: { onRetry: () => void }) {
  return (
    <div
      role="alert"
      className="mb-4 flex flex-wrap items-center gap-2 rounded-lg bg-warn-well px-3 py-2 text-[13px] text-warn"
    >
      <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />
      <span className="flex-1">These figures could not be refreshed and may be out of date.</span>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}
