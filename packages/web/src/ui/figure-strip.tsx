import type { ReactNode } from 'react';

/** Key figures side by side; on a phone two in a row. */
export function FigureStrip({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="overflow-hidden rounded-xl border border-line bg-surface"
    >
      <dl className="grid grid-cols-2 gap-px bg-line lg:grid-cols-4">{children}</dl>
    </section>
  );
}

interface FigureProps {
  name: string;
  /** A line under the figure; its room is kept when it is empty. */
  note?: ReactNode;
  children: ReactNode;
}

export function Figure({ name, note, children }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1 bg-surface px-4 py-3.5">
      <dt className="text-[13px] text-ink-faint">{name}</dt>
      <dd className="text-[26px] leading-tight font-semibold tracking-tight break-words max-sm:text-lg">
        {children}
      </dd>
      <dd className="flex min-h-5 flex-wrap items-center gap-1.5 text-xs text-ink-faint">{note}</dd>
    </div>
  );
}
