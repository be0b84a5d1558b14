import { LogOut } from 'lucide-react';
import { ROLE_NAMES } from '../features/session/role-names.ts';
import { useSession } from '../features/session/session.ts';
import { useSignOut } from '../features/session/sign-out.ts';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx';

export function UserMenu() {
  const { viewer, installation } = useSession();
  const signOut = useSignOut();
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex size-8 items-center justify-center rounded-full bg-solid text-xs font-semibold text-on-solid uppercase"
        >
          <span aria-hidden="true">{viewer.name.slice(0, 2)}</span>
          <span className="sr-only">Account: {viewer.name}</span>
        </button>
      }
    >
      <MenuLabel>
        <span className="block text-[13px] font-medium text-ink">{viewer.name}</span>
        {viewer.email && <span className="block">{viewer.email}</span>}
        <span className="block">{ROLE_NAMES[viewer.role]}</span>
      </MenuLabel>
      <MenuSeparator />
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden="true" className="size-4 text-ink-faint" /> Sign out
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Tollgate {installation.version}</MenuLabel>
    </Menu>
  );
}
