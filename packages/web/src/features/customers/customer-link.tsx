import { Link } from '@tanstack/react-router';

/** A customer by the caller's own id. A call may name none. */
export function CustomerLink({ externalId }: { externalId: string | null }) {
  if (externalId === null) return <span className="text-ink-faint">No customer</span>;
  return (
    <Link
      to="/customers/$externalId"
      params={{ externalId }}
      title={externalId}
      // In the direction it is written: what does not fit is cut off at its end.
      dir="auto"
      className="relative z-10 block truncate text-left font-medium hover:underline"
    >
      {externalId}
    </Link>
  );
}
