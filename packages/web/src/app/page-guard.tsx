import { useMatches } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Forbidden } from '../features/session/forbidden.tsx';
import { useSession } from '../features/session/session.ts';
import { PageHeading } from '../ui/page-heading.tsx';
import { mayOpen } from './pages.ts';

/** Says so in place of a page that the one who looks may not see, before it asks for anything. */
export function PageGuard({ children }: { children: ReactNode }) {
  const session = useSession();
  const page = useMatches({ select: (matches) => matches.at(-1)?.staticData.page });
  if (page === undefined || mayOpen(page, session)) return children;
  return (
    <>
      <PageHeading title={page.title} />
      <div className="rounded-xl border border-line bg-surface">
        <Forbidden />
      </div>
    </>
  );
}
