import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';

interface TableProps {
  /** Names the table for a screen reader. */
  label: string;
  className?: string;
  /** Keeps a long table short: it scrolls under its heading and over its sum. */
  bounded?: boolean;
  children: ReactNode;
}

/** A dense table that scrolls inside itself, never the page. */
export function Table({ label, className, bounded, children }: TableProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx('relative overflow-x-auto', bounded && BOUNDED)}
    >
      <table aria-label={label} className={cx('w-full border-collapse text-[13px]', className)}>
        {children}
      </table>
    </section>
  );
}

const BOUNDED =
  'max-h-96 overflow-y-auto rounded-b-xl [&_tfoot_tr>*]:sticky [&_tfoot_tr>*]:shadow-[inset_0_1px_0_var(--line-strong)] [&_tfoot_tr>*]:bottom-0 [&_tfoot_tr>*]:bg-surface [&_thead_th]:sticky [&_thead_th]:top-0 [&_thead_th]:z-10';

interface CellProps extends ComponentProps<'td'> {
  numeric?: boolean;
  /** Stays in sight while the rest scrolls sideways. */
  pinned?: boolean;
}

const CELL = 'px-3 max-sm:px-2 first:pl-4 last:pr-4';
const PINNED = 'sticky left-0 bg-surface max-sm:max-w-44 group-hover:bg-well';

export function Th({ numeric, pinned, className, ...rest }: CellProps) {
  return (
    <th
      scope="col"
      className={cx(
        CELL,
        'h-8 border-y border-line bg-well text-xs font-medium whitespace-nowrap text-ink-faint',
        numeric ? 'text-right' : 'text-left',
        pinned && 'sticky left-0 z-10',
        className,
      )}
      {...rest}
    />
  );
}

export function Td({ numeric, pinned, className, ...rest }: CellProps) {
  return (
    <td
      className={cx(
        CELL,
        'h-9 py-1',
        numeric && 'text-right whitespace-nowrap tabular-nums',
        pinned && PINNED,
        className,
      )}
      {...rest}
    />
  );
}

/** The cell that names its row. */
export function RowHeader({ pinned, className, ...rest }: CellProps) {
  return (
    <th
      scope="row"
      className={cx(CELL, 'h-9 py-1 text-left font-normal', pinned && PINNED, className)}
      {...rest}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cx('group border-b border-line last:border-b-0 hover:bg-well', className)}
      {...rest}
    />
  );
}

/** The sum under the rows. */
export function TotalRow({ children }: { children: ReactNode }) {
  return <tr className="border-t border-line-strong font-medium">{children}</tr>;
}
