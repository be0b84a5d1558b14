import { Button } from './button.tsx';

interface MoreRowProps {
  columns: number;
  what: string;
  onMore: () => void;
}

/** The end of a page of rows, and the way to the next. */
export function MoreRow({ columns, what, onMore }: MoreRowProps) {
  return (
    <tr>
      <td colSpan={columns} className="p-3 text-center">
        <Button onClick={onMore}>Show more {what}</Button>
      </td>
    </tr>
  );
}

/** A state of the next page, in the table's own shape. */
export function MessageRow({ columns, children }: { columns: number; children: React.ReactNode }) {
  return (
    <tr>
      <td colSpan={columns} className="p-3 text-center text-ink-faint">
        {children}
      </td>
    </tr>
  );
}
