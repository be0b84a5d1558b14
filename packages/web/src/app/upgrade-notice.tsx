import { RefreshCw } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { Flag } from '../lib/flag.ts';
import { ReloadButton } from '../ui/reload-button.tsx';

/** Says, once the server has answered that this page is of an earlier version, what to do about it. */
export function UpgradeNotice({ outdated }: { outdated: Flag }) {
  const isOutdated = useSyncExternalStore(outdated.subscribe, outdated.isRaised);
  if (!isOutdated) return null;
  return (
    <div
      role="alert"
      className="mb-4 flex flex-wrap items-center gap-2 rounded-lg bg-warn-well px-3 py-2 text-[13px] text-warn"
    >
      <RefreshCw aria-hidden="true" className="size-4 shrink-0" />
      <span className="flex-1">
        Tollgate was upgraded since this page was opened. Reload it to go on.
      </span>
      <ReloadButton />
    </div>
  );
}
