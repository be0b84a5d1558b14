import { cx } from './cx.ts';

/** Grey shapes in place of content. They appear late, so that a fast answer never flickers. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cx('animate-late rounded bg-well', className)} />;
}

export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" className="flex flex-col gap-3 p-4">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <Skeleton key={row} className={cx('h-5', row % 3 === 2 ? 'w-3/4' : 'w-full')} />
      ))}
    </div>
  );
}
