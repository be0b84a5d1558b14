import { getRouteApi, Link, Outlet, useMatches, useNavigate } from '@tanstack/react-router';
import { CallSheet } from '../features/calls/call-sheet.tsx';
import { LiveProvider } from '../features/live/live-context.tsx';
import { SessionContext } from '../features/session/session.ts';
import { Brand } from '../ui/brand.tsx';
import { Nav } from './nav.tsx';
import { PageGuard } from './page-guard.tsx';
import { TopBar } from './top-bar.tsx';
import { UpgradeNotice } from './upgrade-notice.tsx';

const route = getRouteApi('/app');

/** What surrounds every screen of someone who is signed in. */
export function Shell() {
  const { session, api } = route.useRouteContext();
  const { call } = route.useSearch();
  const navigate = useNavigate();
  const live = useMatches({ select: (matches) => matches.some((match) => match.staticData.live) });
  const ranged = useMatches({
    select: (matches) => matches.some((match) => match.staticData.ranged),
  });
  const closeCall = () =>
    navigate({
      to: '.',
      search: (search) => ({ ...search, call: undefined }),
      resetScroll: false,
    });
  return (
    <SessionContext value={session}>
      <LiveProvider socket={api.socket}>
        <a
          href="#main"
          className="sr-only z-50 rounded-md bg-solid px-3 py-2 text-on-solid focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          Skip to content
        </a>
        <div className="min-h-dvh lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)]">
          <aside className="sticky top-0 hidden h-dvh flex-col gap-5 border-r border-line bg-surface px-3 py-3.5 lg:flex">
            <Link to="/" className="self-start rounded-md px-1.5" aria-label="Tollgate, overview">
              <Brand />
            </Link>
            <Nav />
          </aside>
          <div className="min-w-0">
            <TopBar live={live} ranged={ranged} />
            <main id="main" tabIndex={-1} className="mx-auto max-w-7xl p-4 outline-none lg:p-6">
              <UpgradeNotice outdated={api.outdated} />
              <PageGuard>
                <Outlet />
              </PageGuard>
            </main>
          </div>
        </div>
        <CallSheet callId={call} onClose={closeCall} />
      </LiveProvider>
    </SessionContext>
  );
}
