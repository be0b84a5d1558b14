import { Link, type LinkProps } from '@tanstack/react-router';
import {
  ChartColumnStacked,
  ChartNoAxesCombined,
  Coins,
  KeyRound,
  type LucideIcon,
  ReceiptText,
  ScrollText,
  Settings,
  Tags,
  Users,
  UsersRound,
  Wallet,
} from 'lucide-react';
import { useSession } from '../features/session/session.ts';
import { type GuardedPage, mayOpen, PAGES } from './pages.ts';

interface Entry {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly exact?: boolean;
  /** Left out for who may not see it. */
  readonly page?: GuardedPage;
}

const ENTRIES: readonly Entry[] = [
  { to: '/', label: 'Overview', icon: ChartNoAxesCombined, exact: true },
  { to: '/customers', label: 'Customers', icon: Users },
  { to: '/usage', label: 'Usage', icon: ChartColumnStacked },
  { to: '/logs', label: 'Logs', icon: ScrollText },
  { to: '/budgets', label: PAGES.budgets.title, icon: Wallet, page: PAGES.budgets },
  { to: '/invoices', label: PAGES.invoices.title, icon: ReceiptText, page: PAGES.invoices },
  { to: '/rate-cards', label: PAGES.rateCards.title, icon: Tags, page: PAGES.rateCards },
  { to: '/keys', label: PAGES.keys.title, icon: KeyRound, page: PAGES.keys },
  { to: '/people', label: PAGES.people.title, icon: UsersRound, page: PAGES.people },
  { to: '/prices', label: PAGES.prices.title, icon: Coins, page: PAGES.prices },
  { to: '/settings', label: 'Settings', icon: Settings },
];

export function Nav({ onChoose }: { onChoose?: () => void }) {
  const session = useSession();
  const entries = ENTRIES.filter(({ page }) => page === undefined || mayOpen(page, session));
  return (
    <nav aria-label="Main">
      <ul className="flex flex-col gap-0.5">
        {entries.map(({ to, label, icon: Icon, exact = false }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact, includeSearch: false }}
              {...(onChoose ? { onClick: onChoose } : {})}
              className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-[13px] font-medium text-ink-soft transition-colors hover:bg-well hover:text-ink aria-[current=page]:bg-well aria-[current=page]:text-ink max-lg:h-10"
            >
              <Icon aria-hidden="true" className="size-4 text-ink-faint" />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
