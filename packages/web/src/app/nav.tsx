import { Link } from '@tanstack/react-router';
import {
  ChartColumnStacked,
  ChartNoAxesCombined,
  Coins,
  KeyRound,
  ReceiptText,
  ScrollText,
  Settings,
  Tags,
  Users,
  UsersRound,
  Wallet,
} from 'lucide-react';

const ENTRIES = [
  { to: '/', label: 'Overview', icon: ChartNoAxesCombined, exact: true },
  { to: '/customers', label: 'Customers', icon: Users, exact: false },
  { to: '/usage', label: 'Usage', icon: ChartColumnStacked, exact: false },
  { to: '/logs', label: 'Logs', icon: ScrollText, exact: false },
  { to: '/budgets', label: 'Budgets & tiers', icon: Wallet, exact: false },
  { to: '/invoices', label: 'Invoices', icon: ReceiptText, exact: false },
  { to: '/rate-cards', label: 'Rate cards', icon: Tags, exact: false },
  { to: '/keys', label: 'Keys', icon: KeyRound, exact: false },
  { to: '/people', label: 'Teams & users', icon: UsersRound, exact: false },
  { to: '/prices', label: 'Models & prices', icon: Coins, exact: false },
  { to: '/settings', label: 'Settings', icon: Settings, exact: false },
] as const;

export function Nav({ onChoose }: { onChoose?: () => void }) {
  return (
    <nav aria-label="Main">
      <ul className="flex flex-col gap-0.5">
        {ENTRIES.map(({ to, label, icon: Icon, exact }) => (
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
