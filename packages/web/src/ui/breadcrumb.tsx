import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

/** Of the link inside. */
export const CRUMB = 'hover:text-ink hover:underline';

/** What a screen is a part of, above its heading: a link with `CRUMB`. */
export function Breadcrumb({ children }: { children: ReactNode }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex items-center gap-1 text-[13px] text-ink-faint">
        <li>{children}</li>
        <ChevronRight aria-hidden="true" className="size-3.5" />
      </ol>
    </nav>
  );
}
