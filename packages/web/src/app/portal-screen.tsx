import { getRouteApi } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import { PortalClosed } from '../features/portal/portal-closed.tsx';
import { PortalPage } from '../features/portal/portal-page.tsx';
import { SessionContext } from '../features/session/session.ts';
import { useSignOut } from '../features/session/sign-out.ts';
import { Brand } from '../ui/brand.tsx';
import { Button } from '../ui/button.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import { UpgradeNotice } from './upgrade-notice.tsx';

const route = getRouteApi('/portal');

/** The screen of a customer who came with a signed link: their own, and no way to any other. */
export function PortalScreen() {
  const { session, api } = route.useRouteContext();
  const { range, problem } = route.useSearch();
  const customer = session?.viewer.customer ?? null;
  const isOpen = session !== null && customer !== null && problem === undefined;
  return (
    <div className="min-h-dvh">
      <header className="sticky top-0 z-30 flex items-center gap-2 border-b border-line bg-surface/90 px-4 py-2 backdrop-blur lg:px-6">
        <Brand />
        <span className="ml-auto" />
        <ThemeMenu />
        {isOpen && <LeaveButton />}
      </header>
      <main id="main" tabIndex={-1} className="mx-auto max-w-6xl p-4 outline-none lg:p-6">
        <UpgradeNotice outdated={api.outdated} />
        {isOpen ? (
          <SessionContext value={session}>
            <PortalPage customer={customer} range={range} />
          </SessionContext>
        ) : (
          <PortalClosed {...(problem ? { problem } : {})} />
        )}
      </main>
    </div>
  );
}

function LeaveButton() {
  const leave = useSignOut('portal?problem=left');
  return (
    <Button onClick={() => void leave()}>
      <LogOut aria-hidden="true" className="size-3.5 text-ink-faint" /> Leave
    </Button>
  );
}
