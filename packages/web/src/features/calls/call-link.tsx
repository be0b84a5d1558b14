import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** Opens a call beside the screen from anywhere in its row, which is `relative`. */
export function CallLink({ callId, children }: { callId: string; children: ReactNode }) {
  return (
    <Link
      to="."
      search={(search) => ({ ...search, call: callId })}
      resetScroll={false}
      className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
    >
      {children}
      <span className="sr-only">, show this call</span>
    </Link>
  );
}
