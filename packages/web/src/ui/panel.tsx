import type { ReactNode } from 'react';
import { useId } from 'react';
import { cx } from './cx.ts';

interface PanelProps {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  footer?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A titled part of a page: a landmark that a screen reader can jump to. */
export function Panel({ title, note, actions, footer, className, children }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={cx('flex min-w-0 flex-col rounded-xl border border-line bg-surface', className)}
    >
      <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
        <h2 id={id} className="text-[13px] font-semibold">
          {title}
        </h2>
        {note && <span className="text-[13px] text-ink-faint">{note}</span>}
        {actions && (
          <div className="ml-auto flex flex-wrap items-center justify-end gap-2">{actions}</div>
        )}
      </header>
      <div className="min-h-0 flex-1">{children}</div>
      {footer && (
        <footer className="border-t border-line px-4 py-2 text-[13px] text-ink-faint">
          {footer}
        </footer>
      )}
    </section>
  );
}
