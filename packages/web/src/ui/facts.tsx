import type { ReactNode } from 'react';

/** Names and values, one a line. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="divide-y divide-line border-t border-line text-[13px]">{children}</dl>;
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center justify-between gap-6 px-4 py-1.5">
      <dt className="max-w-3/5 min-w-0 shrink-0 text-ink-faint">{name}</dt>
      <dd className="min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}
