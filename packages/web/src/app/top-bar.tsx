import { Menu } from 'lucide-react';
import { useState } from 'react';
import { LiveBadge } from '../features/live/live-badge.tsx';
import { Brand } from '../ui/brand.tsx';
import { IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Sheet } from '../ui/sheet.tsx';
import { Nav } from './nav.tsx';
import { RangeMenu } from './range-menu.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import { UserMenu } from './user-menu.tsx';
import { ZoneChip } from './zone-chip.tsx';

export function TopBar({ live, ranged }: { live: boolean; ranged: boolean }) {
  return (
    <header className="sticky top-0 z-30 flex flex-wrap items-center gap-x-2 border-b border-line bg-surface/90 px-4 py-2 backdrop-blur lg:px-6">
      <NavDrawer />
      <div className="order-2 ml-auto flex items-center gap-1 sm:order-3 sm:ml-0">
        <ThemeMenu />
        <UserMenu />
      </div>
      <div
        className={cx(
          'order-3 flex w-full min-w-0 items-center gap-1 max-sm:pt-2 sm:order-2 sm:w-auto sm:flex-1',
          !live && !ranged && 'max-sm:hidden',
        )}
      >
        {ranged && <RangeMenu />}
        <ZoneChip />
        <div className="ml-auto">{live && <LiveBadge />}</div>
      </div>
    </header>
  );
}

function NavDrawer() {
  const [open, setOpen] = useState(false);
  return (
    <div className="flex items-center gap-1 lg:hidden">
      <IconButton label="Menu" className="-ml-1.5" onClick={() => setOpen(true)}>
        <Menu aria-hidden="true" className="size-5" />
      </IconButton>
      <span className="sm:hidden">
        <Brand />
      </span>
      <Sheet
        side="left"
        open={open}
        onClose={() => setOpen(false)}
        title={<Brand />}
        description="The screens of this dashboard"
      >
        <div className="p-3">
          <Nav onChoose={() => setOpen(false)} />
        </div>
      </Sheet>
    </div>
  );
}
