import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { cx } from './cx.ts';
import { Problem } from './problem.tsx';

interface QueryViewProps<Data> {
  result: { data?: Data | undefined; error?: CombinedError | undefined; fetching: boolean };
  onRetry: () => void;
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
}

/**
 * The states of what a query returns: a skeleton before the first answer, the figures, the figures
 * dimmed while others are fetched, and the problem in their place. Never zeros for "not known".
 */
export function QueryView<Data>({ result, onRetry, skeleton, children }: QueryViewProps<Data>) {
  const { data, error, fetching } = result;
  if (error && !fetching) return <Problem error={error} onRetry={onRetry} />;
  if (!data) return skeleton;
  return (
    <div aria-busy={fetching} className={cx('transition-opacity', fetching && 'opacity-55')}>
      {children(data)}
    </div>
  );
}
